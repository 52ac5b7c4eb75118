/** The pages' function. */

import { composePages } from '../compose.ts';
import { observed } from '../observed.ts';
import { createPagesHandler } from './handler.ts';

export const handler = observed(createPagesHandler(await composePages()));
