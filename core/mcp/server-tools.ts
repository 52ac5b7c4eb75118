/** Tools of MCP servers for one caller: those that people accepted and the policies may let it call, each called through the gateway's story. */

import { decideStrictly } from '../decide-strictly.ts';
import { matchesGlob } from '../identity/glob.ts';
import { maskJson } from '../masking/mask-text.ts';
import type { McpConnection, ToolFacts } from '../model.ts';
import { looksAtParameters } from '../policy/reads-parameters.ts';
import { methodCall, toolFacts } from '../policy/tool-call.ts';
import type { SchemaCheck } from '../ports.ts';
import type { Asked } from '../protocols/mcp/asked.ts';
import { resultOf, toolOf } from '../protocols/mcp/between-eras.ts';
import { paramMismatch } from '../protocols/mcp/param-headers.ts';
import { metaFor, withPassedOn } from '../protocols/mcp/passed-on.ts';
import { pinnedAs } from '../protocols/mcp/pin.ts';
import { notOfThisCall } from '../protocols/mcp/request-state.ts';
import { type Answer, failed, isObject, type JsonObject, objectIn, refused, rpcCodes, textIn } from '../protocols/mcp/rpc.ts';
import { screenTool } from '../protocols/mcp/screen-tool.ts';
import { toolError } from '../protocols/mcp/tool.ts';
import { prefixedName } from '../protocols/mcp/tool-names.ts';
import type { Using } from './aws-call.ts';
import { annotationsOf, answerInBody } from './front.ts';
import { asAskedBy, capabilitiesOf, inputGiven, isRelayed, refusedInput, withoutQuestions } from './relay.ts';
import { askServer, listedWith, listOf, type McpServerPorts } from './servers.ts';
import { answerWaiting, rejoinedBy, resume, type ShowCompleted } from './waiting.ts';

/** A tool of a server, as it is shown to one caller and how it is called. */
export type ServerTool = {
  readonly server: McpConnection;
  /** By its server. */
  readonly name: string;
  /** By the caller: prefixed on the common endpoint. */
  readonly shownName: string;
  readonly definition: JsonObject;
  readonly inputSchema: JsonObject;
  readonly facts: ToolFacts;
  /** Whether a call of it may wait: its answer is then none that its output schema describes. */
  readonly mayWait: boolean;
};

const taskMilliseconds = 60_000;

/** Of two that would have one name, neither is shown: nobody could tell them apart. `named`: those of this shown name alone. */
export async function serverTools(using: Using, ports: McpServerPorts, named?: string): Promise<readonly ServerTool[]> {
  const tools = await listedWith(using, ports, (server) => openTools({ server, named }, using, ports));
  const counts = Map.groupBy(tools, ({ shownName }) => shownName);
  return tools.filter(({ shownName }) => counts.get(shownName)?.length === 1);
}

export function listedServerTool({ definition, shownName, mayWait }: ServerTool, { era }: Pick<Asked, 'era'>): JsonObject {
  const { outputSchema, execution: _tasks, ...rest } = toolOf(era, definition);
  return { ...rest, name: shownName, ...(mayWait || outputSchema === undefined ? {} : { outputSchema }) };
}

export async function callServerTool(tool: ServerTool, asked: Asked, using: Using, ports: McpServerPorts): Promise<Answer> {
  const { params } = asked.request;
  const args = objectIn(params, 'arguments');
  const { inputSchema, server, name, facts } = tool;
  const header = asked.era === 'modern' ? paramMismatch(inputSchema, args, asked.headers) : undefined;
  if (header !== undefined)
    return refused(rpcCodes.headerMismatch, `The header ${header} is missing or says something else than the arguments.`);
  const misfit = ports.checkSchema(inputSchema, args);
  if (misfit !== undefined) return toolError(misfit);
  const leg = { asked, using, hold: server.hold, round: 0 };
  const state = textIn(params, 'requestState');
  if (state !== undefined && !isRelayed(asked)) return resume(state, leg, showServerResult(tool, asked, ports), ports);
  const own = { name, arguments: args };
  const given = inputGiven({ server, method: 'tools/call', params: own, asked, using }, ports);
  if (given === undefined) return failed(rpcCodes.invalidParams, notOfThisCall);
  const sent = { ...own, ...given, ...asTask(tool), _meta: metaFor(asked) };
  const capabilities = capabilitiesOf({ server, asked });
  const method = { server: server.name, method: 'tools/call', params: sent, tool: facts, inputSchema, capabilities } as const;
  const reply = await askServer(method, using, ports, rejoinedBy(asked));
  if (reply.kind === 'answered') return shown(reply.answer, tool, asked, ports);
  const { error, callId } = reply;
  if (error.code === 'awaiting-approval') return answerWaiting(error, leg, ports);
  return toolError(error.message, { call_id: callId, code: error.code });
}

/** A tool of 2025-11-25 that says so runs as a task alone: the gateway begins it and waits for its result. */
function asTask({ definition }: ServerTool): JsonObject {
  return objectIn(definition, 'execution').taskSupport === 'required' ? { task: { ttl: taskMilliseconds } } : {};
}

/** The answer of a stored call of the tool, fetched later. */
export function showServerResult(tool: ServerTool, asked: Asked, ports: Pick<McpServerPorts, 'checkSchema'>): ShowCompleted {
  return (call) => {
    const answer = 'mcp' in call && call.mcp !== undefined ? answerInBody(call.mcp) : undefined;
    if (answer === undefined) return toolError('The answer is not kept any more.', { call_id: call.id });
    return shown(withoutQuestions(answer), tool, asked, ports);
  };
}

function shown(
  answer: Answer,
  { definition, server }: ServerTool,
  asked: Asked,
  { checkSchema }: Pick<McpServerPorts, 'checkSchema'>,
): Answer {
  const refusal = refusedInput(answer, { server, asked });
  if (refusal !== undefined) return toolError(refusal);
  const misfit = outputMisfit(answer, definition, checkSchema);
  if (misfit !== undefined) {
    return toolError(
      `MCP server "${server.name}" answered otherwise than the outputSchema of its tool says, or a mask took the place of what fits: ${misfit} The call was made, and the record holds its answer. Do not repeat it for this.`,
    );
  }
  return withPassedOn(asAskedBy(server, resultOf(asked.era, answer, definition)), asked);
}

/** Clients refuse such a result without a word of what was done. */
function outputMisfit(answer: Answer, { outputSchema }: JsonObject, check: SchemaCheck): string | undefined {
  if (answer.kind === 'failure' || !isObject(outputSchema)) return undefined;
  const { isError, structuredContent, resultType } = answer.result;
  if (isError === true || resultType === 'input_required') return undefined;
  return structuredContent === undefined ? 'There is no structured content.' : check(outputSchema, structuredContent);
}

type Wanted = { readonly server: McpConnection; readonly named: string | undefined };

async function openTools({ server, named }: Wanted, using: Using, ports: McpServerPorts): Promise<readonly ServerTool[]> {
  const listed = await listOf(server, 'tools', using, ports);
  const names = listed.flatMap(({ name }) => (typeof name === 'string' ? [name] : []));
  const wanted = named === undefined ? listed : listed.filter((definition) => shownNameOf(definition, server, using) === named);
  const accepted = wanted.filter((definition) => isAccepted(definition, { server, names }, ports));
  const tools = accepted.flatMap((definition) => toolIn(definition, server, using, ports));
  const open = await Promise.all(tools.map((tool) => opened(tool, using, ports)));
  return open.flatMap((tool) => tool ?? []);
}

type Beside = { readonly server: McpConnection; readonly names: readonly string[] };

/** What nobody accepted, or what changed since, is withheld; one seen for the first time only where nothing in it is suspicious. */
function isAccepted(definition: JsonObject, { server, names }: Beside, { pins, calls }: McpServerPorts): boolean {
  const name = textIn(definition, 'name') ?? '';
  if (!allows(server, name) || names.filter((each) => each === name).length !== 1) return false;
  const pinned = pinnedAs(pins.current(), server.name, definition);
  if (pinned === 'accepted') return true;
  const told = maskJson({ server: server.name, tool: name });
  if (
    pinned === 'unknown' &&
    server.pinning === 'first-use' &&
    pins.takeFirst !== undefined &&
    screenTool(definition, names).length === 0
  ) {
    pins.takeFirst(server.name, definition);
    return true;
  }
  const why = pinned === 'changed' ? 'has changed since it was accepted' : 'was accepted by nobody';
  calls.log({
    level: 'warn',
    message: `A tool of MCP server "${server.name}" ${why}, so it is withheld. "countersign mcp diff" shows it, and "countersign mcp accept" takes it.`,
    cause: JSON.stringify(told),
  });
  return false;
}

function allows({ tools: { allow, deny } }: McpConnection, name: string): boolean {
  return name !== '' && allow.some((glob) => matchesGlob(glob, name)) && !deny.some((glob) => matchesGlob(glob, name));
}

/** `undefined` for a name that no client could call. */
function shownNameOf(definition: JsonObject, server: McpConnection, { connection }: Using): string | undefined {
  const name = textIn(definition, 'name') ?? '';
  return connection === undefined ? prefixedName(server.name, name) : name;
}

function toolIn(
  definition: JsonObject,
  server: McpConnection,
  using: Using,
  { pins }: McpServerPorts,
): readonly Omit<ServerTool, 'mayWait'>[] {
  const name = textIn(definition, 'name') ?? '';
  const shownName = shownNameOf(definition, server, using);
  const { inputSchema } = definition;
  if (shownName === undefined || !isObject(inputSchema)) return [];
  const pinned = pins.current()[server.name]?.[name]?.definition;
  const facts = toolFacts(name, annotationsOf(pinned?.annotations), annotationsOf(definition.annotations));
  return [{ server, name, shownName, definition, inputSchema, facts }];
}

/** Shown where some arguments may be let through, by the same decision that gates the call. */
async function opened(
  tool: Omit<ServerTool, 'mayWait'>,
  { caller }: Using,
  ports: McpServerPorts,
): Promise<ServerTool | undefined> {
  const { server, name, facts: toolFact } = tool;
  const { principal, sourceIp } = caller;
  const { call, facts } = methodCall({
    server: server.name,
    method: 'tools/call',
    tool: toolFact,
    parameters: { name, arguments: {} },
  });
  const asking = { principal, connection: server, sourceIp, channel: 'mcp', hasReason: true, breakGlass: false } as const;
  const { decision, isEnforced } = await decideStrictly({ ...asking, calls: [call], facts }, ports.calls);
  const depends = looksAtParameters(ports.calls.policies(), principal, call);
  if (isEnforced && decision.outcome === 'deny' && !depends) return undefined;
  return { ...tool, mayWait: depends || decision.outcome === 'needs-approval' };
}
