/** The HTTP API's function. */

import { composeApi } from '../compose.ts';
import { observed } from '../observed.ts';
import { createApiHandler } from './handler.ts';

export const handler = observed(createApiHandler(await composeApi()));
