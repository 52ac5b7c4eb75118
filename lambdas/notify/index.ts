/** The function of the approval's state machine that asks, waits, reminds and escalates. */

import { composeNotify } from '../compose.ts';
import { measured } from '../meter.ts';
import { createNotifyHandler } from './handler.ts';

export const handler = measured(createNotifyHandler(await composeNotify()));
