/** Prompts, resources and completions of MCP servers for one caller. Prompts are prefixed as tools are; resources keep their names. */

import type { McpConnection } from '../model.ts';
import type { McpMethod } from '../policy/tool-call.ts';
import type { Asked, Method } from '../protocols/mcp/asked.ts';
import { metaFor, withPassedOn } from '../protocols/mcp/passed-on.ts';
import { notOfThisCall } from '../protocols/mcp/request-state.ts';
import { type Answer, failed, type JsonObject, objectIn, rpcCodes, succeeded, textIn } from '../protocols/mcp/rpc.ts';
import { prefixedName } from '../protocols/mcp/tool-names.ts';
import type { Using } from './aws-call.ts';
import { asAskedBy, capabilitiesOf, inputGiven, refusedInput } from './relay.ts';
import { answerOf, askServer, listedWith, listOf, type McpServerPorts, serversOf } from './servers.ts';

type Named = { readonly server: McpConnection; readonly item: JsonObject; readonly name: string; readonly shownName: string };

export function contentMethods(using: Using, ports: McpServerPorts): readonly (readonly [string, Method])[] {
  return [
    [
      'prompts/list',
      async () =>
        succeeded({ prompts: (await prompts(using, ports)).map(({ item, shownName }) => ({ ...item, name: shownName })) }),
    ],
    ['prompts/get', (asked) => getPrompt(asked, using, ports)],
    ['resources/list', async () => succeeded({ resources: [...(await all('resources', using, ports))] })],
    [
      'resources/templates/list',
      async () => succeeded({ resourceTemplates: [...(await all('resourceTemplates', using, ports))] }),
    ],
    ['resources/read', (asked) => readResource(asked, using, ports)],
    ['completion/complete', (asked) => complete(asked, using, ports)],
  ];
}

async function all(
  listing: 'resources' | 'resourceTemplates',
  using: Using,
  ports: McpServerPorts,
): Promise<readonly JsonObject[]> {
  return listedWith(using, ports, (server) => listOf(server, listing, using, ports));
}

async function prompts(using: Using, ports: McpServerPorts): Promise<readonly Named[]> {
  return listedWith(using, ports, async (server) =>
    (await listOf(server, 'prompts', using, ports)).flatMap((item) => {
      const name = textIn(item, 'name') ?? '';
      const shownName = using.connection === undefined ? prefixedName(server.name, name) : name;
      return shownName === undefined ? [] : [{ server, item, name, shownName }];
    }),
  );
}

async function getPrompt(asked: Asked, using: Using, ports: McpServerPorts): Promise<Answer> {
  const { params } = asked.request;
  const found = (await prompts(using, ports)).filter(({ shownName }) => shownName === params.name);
  const [prompt] = found;
  if (prompt === undefined || found.length > 1) return unknown('prompt');
  const args = params.arguments === undefined ? {} : { arguments: objectIn(params, 'arguments') };
  return ask(prompt.server, 'prompts/get', { name: prompt.name, ...args }, { asked, using, ports });
}

type Asking = { readonly asked: Asked; readonly using: Using; readonly ports: McpServerPorts };

async function readResource(asked: Asked, using: Using, ports: McpServerPorts): Promise<Answer> {
  const { era, request } = asked;
  const uri = textIn(request.params, 'uri') ?? '';
  const owners = await ownersOf(uri, using, ports);
  const [server] = owners;
  if (server === undefined)
    return era === 'legacy' ? failed(rpcCodes.resourceNotFound, 'There is no such resource.', { uri }) : unknown('resource');
  if (owners.length > 1) {
    const names = owners.map(({ name }) => `/mcp/${name}`).join(' or ');
    return failed(rpcCodes.invalidParams, `Several MCP servers have a resource of that name. Read it at ${names}.`);
  }
  const answer = await ask(server, 'resources/read', { uri }, { asked, using, ports });
  const isUnknown =
    answer.kind === 'failure' && (answer.code === rpcCodes.resourceNotFound || answer.code === rpcCodes.invalidParams);
  return isUnknown ? { ...answer, code: era === 'legacy' ? rpcCodes.resourceNotFound : rpcCodes.invalidParams } : answer;
}

/** Who listed it, or has a template that it fits; at a server's own address that server alone. */
async function ownersOf(uri: string, using: Using, ports: McpServerPorts): Promise<readonly McpConnection[]> {
  if (using.connection !== undefined) return serversOf(using, ports);
  const listed = await ownersIn('resources', (item) => item.uri === uri, using, ports);
  return listed.length > 0
    ? listed
    : ownersIn('resourceTemplates', (item) => fits(textIn(item, 'uriTemplate') ?? '', uri), using, ports);
}

function ownersIn(
  listing: 'resources' | 'resourceTemplates',
  isIt: (item: JsonObject) => boolean,
  using: Using,
  ports: McpServerPorts,
): Promise<readonly McpConnection[]> {
  return listedWith(using, ports, async (server) => ((await listOf(server, listing, using, ports)).some(isIt) ? [server] : []));
}

/** Whether an address may come from a template (RFC 6570), by its fixed parts in their order. */
function fits(template: string, uri: string): boolean {
  const parts = template.split(/\{[^}]*\}/);
  if (parts.length < 2 || !uri.startsWith(parts[0] ?? '') || !uri.endsWith(parts.at(-1) ?? '')) return false;
  let at = 0;
  return parts.every((part) => {
    const found = uri.indexOf(part, at);
    at = found + part.length;
    return found >= 0;
  });
}

async function complete(asked: Asked, using: Using, ports: McpServerPorts): Promise<Answer> {
  const { _meta, requestState: _state, inputResponses: _responses, ...params } = asked.request.params;
  const ref = objectIn(params, 'ref');
  if (ref.type === 'ref/prompt') {
    const prompt = (await prompts(using, ports)).find(({ shownName }) => shownName === ref.name);
    if (prompt === undefined) return unknown('prompt');
    return ask(prompt.server, 'completion/complete', { ...params, ref: { ...ref, name: prompt.name } }, { asked, using, ports });
  }
  const [server] = await ownersIn('resourceTemplates', (item) => item.uriTemplate === ref.uri, using, ports);
  return server === undefined ? unknown('resource') : ask(server, 'completion/complete', params, { asked, using, ports });
}

async function ask(
  server: McpConnection,
  method: McpMethod,
  params: JsonObject,
  { asked, using, ports }: Asking,
): Promise<Answer> {
  const given = inputGiven({ server, method, params, asked, using }, ports);
  if (given === undefined) return failed(rpcCodes.invalidParams, notOfThisCall);
  const sent = { ...params, ...given, _meta: metaFor(asked) };
  const capabilities = capabilitiesOf({ server, asked });
  const answer = answerOf(await askServer({ server: server.name, method, params: sent, capabilities }, using, ports));
  const refusal = refusedInput(answer, { server, asked });
  return refusal === undefined ? withPassedOn(asAskedBy(server, answer), asked) : failed(rpcCodes.invalidParams, refusal);
}

function unknown(what: 'prompt' | 'resource'): Answer {
  return failed(rpcCodes.invalidParams, `There is no such ${what}, or it is not open to you.`);
}
