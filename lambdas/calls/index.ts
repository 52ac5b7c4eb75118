/** The function of `POST /v1/calls`: the HTTP API's handler in a role that may assume those of spokes, as the wire's may (threats 27). */

import { createApiHandler } from '../api/handler.ts';
import { composeCalls } from '../compose.ts';
import { measured } from '../meter.ts';

export const handler = measured(createApiHandler(await composeCalls()));
