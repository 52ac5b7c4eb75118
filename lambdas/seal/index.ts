/** The function that seals the record. */

import { composeSeal } from '../compose.ts';
import { createSealHandler } from './handler.ts';

export const handler = createSealHandler(await composeSeal());
