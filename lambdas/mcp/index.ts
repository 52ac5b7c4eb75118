/** The function of the MCP endpoint, in a role that may assume those of spokes, as the wire's may (threats 27). */

import { composeMcp } from '../compose.ts';
import { observed } from '../observed.ts';
import { createMcpHandler } from './handler.ts';

export const handler = observed(createMcpHandler(await composeMcp()));
