/** The function of the approval's state machine that asks, waits, reminds and escalates. */

import { composeNotify } from '../compose.ts';
import { observed } from '../observed.ts';
import { createNotifyHandler } from './handler.ts';

export const handler = observed(createNotifyHandler(await composeNotify()));
