/** The function of the approval's state machine that asks, waits, reminds and escalates. */

import { composeNotify } from '../compose.ts';
import { createNotifyHandler } from './handler.ts';

export const handler = createNotifyHandler(await composeNotify());
