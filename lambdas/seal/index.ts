/** The function that seals the record. */

import { composeSeal } from '../compose.ts';
import { measured } from '../meter.ts';
import { createSealHandler } from './handler.ts';

export const handler = measured(createSealHandler(await composeSeal()));
