/** What the gateway's own tools do for one caller: calls of AWS, and questions about AWS and oneself. */

import type { Catalog } from '../catalog/catalog.ts';
import { openConnections, openRoles } from '../connections/open-roles.ts';
import { GatewayError } from '../errors.ts';
import { type ExplainPorts, explain } from '../explain.ts';
import { namedWire } from '../named-call.ts';
import type { Asked } from '../protocols/mcp/asked.ts';
import { type OwnTool, ownTools } from '../protocols/mcp/own-tools.ts';
import { parametersSchema } from '../protocols/mcp/parameters-schema.ts';
import { type Answer, type JsonObject, objectIn, textIn } from '../protocols/mcp/rpc.ts';
import { searchOperations } from '../protocols/mcp/search-operations.ts';
import { structured, type ToolDefinition, toolError } from '../protocols/mcp/tool.ts';
import { callAsked, callAws, completedAnswer, type Using } from './aws-call.ts';
import { answerInBody } from './front.ts';
import { withoutQuestions } from './relay.ts';
import { callStatus, cancelCall, type McpWaitingPorts, resume, type ShowCompleted } from './waiting.ts';

export type OwnToolPorts = McpWaitingPorts & ExplainPorts;

/** A tool that is open to the caller, and how it is run with arguments that fit its schema. */
export type OpenTool = { readonly definition: ToolDefinition; readonly run: (args: JsonObject, asked: Asked) => Promise<Answer> };

type Run = (args: JsonObject, using: Using, ports: OwnToolPorts, asked: Asked) => Promise<Answer>;

const runs: Readonly<Record<OwnTool, Run>> = {
  aws_read: (args, using, ports, asked) => callAws({ tool: 'aws_read', args, asked }, using, ports),
  aws_call: (args, using, ports, asked) =>
    resumed(asked, { args, using }, ports) ?? callAws({ tool: 'aws_call', args, asked }, using, ports),
  aws_describe_operation: async (args, using, ports) => structured(await describeOperation(args, using, ports)),
  aws_search_operations: async (args, _using, { catalog }) => structured({ operations: found(args, catalog) }),
  countersign_whoami: async (_args, using, ports) => structured(whoAmI(using, ports)),
  countersign_explain: explainTool,
  countersign_call_status: (args, using, ports) => callStatus(args, using, shown(ports), ports),
  countersign_call_cancel: cancelCall,
};

export function mcpOwnTools(using: Using, ports: OwnToolPorts): readonly OpenTool[] {
  return Object.entries(ownTools).map(([name, definition]) => ({
    definition,
    run: (args, asked) => answering(() => runs[name as OwnTool](args, using, ports, asked)),
  }));
}

/** The client hands back what it was given for a call that waits. */
function resumed(asked: Asked, { args, using }: { readonly args: JsonObject; readonly using: Using }, ports: OwnToolPorts) {
  const state = textIn(asked.request.params, 'requestState');
  if (state === undefined) return undefined;
  return resume(state, { asked, using, hold: 'auto', round: 0 }, shown(ports, textIn(args, 'query')), ports);
}

export function shown(ports: OwnToolPorts, query?: string): ShowCompleted {
  return (call) => {
    if ('error' in call && 'approval' in call) return toolError(call.error.message);
    return call.mcp === undefined ? completedAnswer(call, query, ports) : withoutQuestions(answerInBody(call.mcp));
  };
}

/** A refusal is told to the model, which may mend its call. */
async function answering(run: () => Promise<Answer>): Promise<Answer> {
  try {
    return await run();
  } catch (thrown) {
    if (thrown instanceof GatewayError) return toolError(thrown.message, { code: thrown.code });
    throw thrown;
  }
}

/** Without parameters the policies can only say what they would say of a call that names nothing. */
async function describeOperation(args: JsonObject, using: Using, ports: OwnToolPorts): Promise<JsonObject> {
  const asked = { ...callAsked(args, using, ports), parameters: {} };
  const { service, operation, input } = namedWire(ports.catalog, asked);
  const { decision } = await explain(using.caller, asked, ports);
  return {
    service: service.id,
    operation: operation.name,
    access: operation.access,
    actions: [...operation.actions],
    parameters: parametersSchema(input),
    decision: { outcome: decision.outcome, policies: decision.policies.map(({ id }) => id) },
  };
}

function found(args: JsonObject, catalog: Catalog): readonly JsonObject[] {
  return searchOperations(catalog, textIn(args, 'query') ?? '').map(({ service, name, access }) => ({
    service,
    operation: name,
    access,
  }));
}

function whoAmI({ caller, connection }: Using, { connections }: OwnToolPorts): JsonObject {
  const { principal, tokenExpiresAt } = caller;
  const { id, kind, groups, onBehalfOf, name } = principal;
  const open = openConnections(connections, principal).filter((each) => connection === undefined || each.name === connection);
  return {
    id,
    kind,
    ...(name === undefined ? {} : { name }),
    groups: [...groups],
    ...(onBehalfOf === undefined ? {} : { on_behalf_of: { id: onBehalfOf.id, groups: [...onBehalfOf.groups] } }),
    token_expires_at: tokenExpiresAt,
    connections: open.map((each) => ({
      name: each.name,
      account: each.account,
      regions: [...each.regions],
      roles: openRoles(each, principal).map(({ arn }) => arn),
    })),
  };
}

async function explainTool(args: JsonObject, using: Using, ports: OwnToolPorts): Promise<Answer> {
  const tool = textIn(args, 'tool');
  if (tool !== 'aws_read' && tool !== 'aws_call') return toolError('Only calls of aws_read and aws_call are decided by policy.');
  const { call, decision, role } = await explain(using.caller, callAsked(objectIn(args, 'arguments'), using, ports), ports);
  const { service, operation, region, account, access } = call;
  return structured({
    call: { service, operation, region, account, access, resources: call.resources.map(({ arn }) => arn) },
    role,
    outcome: decision.outcome,
    policies: decision.policies.map(({ id, reason }) => ({ id, ...(reason === undefined ? {} : { reason }) })),
  });
}
