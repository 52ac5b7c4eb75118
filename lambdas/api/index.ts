/** The HTTP API's function. */

import { composeApi } from '../compose.ts';
import { measured } from '../meter.ts';
import { createApiHandler } from './handler.ts';

export const handler = measured(createApiHandler(await composeApi()));
