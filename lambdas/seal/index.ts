/** The function that seals the record. */

import { composeSeal } from '../compose.ts';
import { observed } from '../observed.ts';
import { createSealHandler } from './handler.ts';

export const handler = observed(createSealHandler(await composeSeal()));
