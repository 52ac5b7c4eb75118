/** How methods of MCP servers are written: documents that no model of AWS describes, so that every text in them is looked at. */

import type { Operation } from '../catalog/operation.ts';
import type { Service } from '../catalog/service.ts';
import type { Shape } from '../catalog/shape.ts';
import type { Wire } from '../front.ts';
import { type McpMethod, mcpService } from '../policy/tool-call.ts';

const document: Shape = { kind: 'document', sensitive: false };

const service: Service = {
  id: mcpService,
  fullName: 'Model Context Protocol',
  signingName: mcpService,
  endpointPrefix: '',
  iamPrefix: mcpService,
  protocols: ['json'],
  apiVersion: '',
  isQueryCompatible: false,
  hasEndpoint: false,
  endpoints: new Map(),
  operations: new Map(),
};

export function mcpWire(method: McpMethod): Wire {
  return {
    service,
    operation: operationOf(method),
    protocol: 'json',
    input: document,
    output: document,
    errorShape: () => document,
  };
}

function operationOf(method: McpMethod): Operation {
  return {
    service: mcpService,
    name: method,
    auth: 'none',
    hasUnsignedBody: false,
    hasStreamingInput: false,
    hasStreamingOutput: false,
    hasEventStream: false,
    hasInputEventStream: false,
    hasSensitiveInput: false,
    hasSensitiveOutput: false,
    isDeprecated: false,
    mintsCredentials: false,
    mayBeGzipped: false,
    requiresChecksum: false,
    access: method.endsWith('/list') ? 'list' : 'write',
    actions: [`${mcpService}:${method}`],
  };
}
