/** The function of the approval's state machine that makes a stored call, once, in a role that may assume those of spokes. */

import { composeExecute } from '../compose.ts';
import { createStepHandler } from '../notify/handler.ts';
import { observed } from '../observed.ts';

export const handler = observed(createStepHandler('execute', await composeExecute()));
