/** The HTTP API's function. */

import { composeApi } from '../compose.ts';
import { createApiHandler } from './handler.ts';

export const handler = createApiHandler(await composeApi());
