/** The function of `POST /v1/calls`: the HTTP API's handler in a role that may assume those of spokes, as the wire's may (threats 27). */

import { createApiHandler } from '../api/handler.ts';
import { composeCalls } from '../compose.ts';
import { observed } from '../observed.ts';

export const handler = observed(createApiHandler(await composeCalls()));
