/** A method of an MCP server as the canonical Call, and what policies may look at of its server and tool: the pinned definition, never a claim. */

import type { Access, Call, Json, Parameters, ResourceFacts, ToolFacts } from '../model.ts';

/** Behaviour hints of MCP's `ToolAnnotations`: a server's own claims about its tool. */
export type ToolAnnotations = {
  readonly readOnlyHint?: boolean;
  readonly destructiveHint?: boolean;
  readonly idempotentHint?: boolean;
  readonly openWorldHint?: boolean;
};

/** `mcp` is the service of every such call; its operation is the method. */
export const mcpService = 'mcp';

export const mcpMethods = [
  'tools/call',
  'tools/list',
  'resources/read',
  'resources/list',
  'resources/templates/list',
  'prompts/get',
  'prompts/list',
  'completion/complete',
] as const;

export type McpMethod = (typeof mcpMethods)[number];

export type AskedMethod = {
  /** The connection's name. */
  readonly server: string;
  readonly method: McpMethod;
  /** Of `tools/call`. */
  readonly tool?: ToolFacts;
  /** By the method's own members: `{name, arguments}` of `tools/call`, `{uri}` of `resources/read`. */
  readonly parameters: Parameters;
};

/**
 * What a tool counts as. Without a pinned definition the worst is assumed (MCP's own defaults); what the server says of it now
 * may make it stricter than its pin, never milder.
 */
export function toolFacts(name: string, pinned: ToolAnnotations | undefined, now: ToolAnnotations = {}): ToolFacts {
  const [pin, claim] = [behaviourOf(pinned ?? {}), behaviourOf({ ...pinned, ...now })];
  return {
    name,
    readOnly: pin.readOnly && claim.readOnly,
    destructive: pin.destructive || claim.destructive,
    idempotent: pin.idempotent && claim.idempotent,
    openWorld: pin.openWorld || claim.openWorld,
  };
}

/** The call, and the facts about its one resource: the tool, or the server for every other method. */
export function methodCall(asked: AskedMethod): { readonly call: Call; readonly facts: readonly [ResourceFacts] } {
  const facts = factsOf(asked);
  const { service, type, region, account, arn } = facts;
  const call: Call = {
    service,
    operation: asked.method,
    region,
    account,
    access: accessOf(asked),
    actions: [`${mcpService}:${asked.method}`],
    resources: [{ arn, service, type, region, account }],
    resourcesKnown: true,
    parameters: asked.parameters,
  };
  return { call, facts: [facts] };
}

/** The parameters that policies see in `context.requestParams`: of a tool its arguments. */
export function policyParameters({
  service,
  operation,
  parameters,
}: Pick<Call, 'service' | 'operation' | 'parameters'>): Parameters {
  if (service !== mcpService || operation !== 'tools/call') return parameters;
  return isObject(parameters.arguments) ? parameters.arguments : {};
}

/** The same call with other such parameters. */
export function withPolicyParameters(call: Call, parameters: Parameters): Call {
  const isTool = call.service === mcpService && call.operation === 'tools/call';
  return { ...call, parameters: isTool ? { ...call.parameters, arguments: parameters } : parameters };
}

function factsOf({ server, tool }: AskedMethod): ResourceFacts {
  const common = { service: mcpService, region: '', account: '', tags: {}, tagsKnown: true } as const;
  if (tool === undefined) return { ...common, arn: `mcp:${server}`, type: 'server' };
  return { ...common, arn: `mcp:${server}/${tool.name}`, type: 'tool', tool };
}

function accessOf({ method, tool }: AskedMethod): Access {
  if (method === 'tools/call') return tool?.readOnly === true ? 'read' : 'write';
  return method.endsWith('/list') ? 'list' : 'read';
}

/** MCP's defaults; `destructiveHint` has a meaning only where a tool is not read-only. */
function behaviourOf({ readOnlyHint, destructiveHint, idempotentHint, openWorldHint }: ToolAnnotations) {
  const readOnly = readOnlyHint === true;
  return {
    readOnly,
    destructive: !readOnly && destructiveHint !== false,
    idempotent: idempotentHint === true,
    openWorld: openWorldHint !== false,
  };
}

function isObject(value: Json | undefined): value is Parameters {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
