/** The pages' function. */

import { composePages } from '../compose.ts';
import { createPagesHandler } from './handler.ts';

export const handler = createPagesHandler(await composePages());
