/** The function of the MCP endpoint, in a role that may assume those of spokes, as the wire's may (threats 27). */

import { composeMcp } from '../compose.ts';
import { measured } from '../meter.ts';
import { createMcpHandler } from './handler.ts';

export const handler = measured(createMcpHandler(await composeMcp()));
