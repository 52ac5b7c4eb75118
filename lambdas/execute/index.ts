/** The function of the approval's state machine that makes a stored call, once, in a role that may assume those of spokes. */

import { composeExecute } from '../compose.ts';
import { measured } from '../meter.ts';
import { createStepHandler } from '../notify/handler.ts';

export const handler = measured(createStepHandler('execute', await composeExecute()));
