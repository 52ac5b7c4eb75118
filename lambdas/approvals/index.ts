/** The pages' function. */

import { composePages } from '../compose.ts';
import { measured } from '../meter.ts';
import { createPagesHandler } from './handler.ts';

export const handler = measured(createPagesHandler(await composePages()));
