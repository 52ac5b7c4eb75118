/** The function of the approval's state machine that ends what is over, and tells of every end. */

import { composeNotify } from '../compose.ts';
import { measured } from '../meter.ts';
import { createStepHandler } from '../notify/handler.ts';

export const handler = measured(createStepHandler('close', await composeNotify()));
