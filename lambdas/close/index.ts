/** The function of the approval's state machine that ends what is over, and tells of every end. */

import { composeNotify } from '../compose.ts';
import { createStepHandler } from '../notify/handler.ts';
import { observed } from '../observed.ts';

export const handler = observed(createStepHandler('close', await composeNotify()));
