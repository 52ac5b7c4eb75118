/** The checks on a modern request, in the order that the specification gives them: the first that fails answers. */

import type { Header } from '../../http.ts';
import { headerText } from './header-text.ts';
import {
  capabilitiesKey,
  metaOf,
  methodHeader,
  modernRevision,
  nameHeader,
  tasksExtension,
  versionHeader,
  versionKey,
} from './revisions.ts';
import { type Failure, isObject, type JsonObject, objectIn, type RpcRequest, refused, rpcCodes, textIn } from './rpc.ts';

/** Where the name stands that `Mcp-Name` repeats, by method. */
const namedBy: ReadonlyMap<string, string> = new Map([
  ['tools/call', 'name'],
  ['prompts/get', 'name'],
  ['resources/read', 'uri'],
  ['tasks/get', 'taskId'],
  ['tasks/update', 'taskId'],
  ['tasks/cancel', 'taskId'],
]);

type Checked = { readonly request: RpcRequest; readonly headers: readonly Header[]; readonly methods: ReadonlySet<string> };

/** `undefined` when every check holds (MCP 2026-07-28, "Versioning" and "Standard Headers"; the tasks extension). */
export function checkModern({ request, headers, methods }: Checked): Failure | undefined {
  return (
    metaFault(request) ??
    versionFault(request, headers) ??
    methodFault(request, headers, methods) ??
    nameFault(request, headers) ??
    capabilityFault(request)
  );
}

/** What the client declared with this request. */
export function declaredCapabilities({ params }: RpcRequest): JsonObject {
  return objectIn(metaOf(params), capabilitiesKey);
}

export function takesTasks(capabilities: JsonObject): boolean {
  return isObject(objectIn(capabilities, 'extensions')[tasksExtension]);
}

function metaFault({ params }: RpcRequest): Failure | undefined {
  const meta = metaOf(params);
  if (textIn(meta, versionKey) !== undefined && isObject(meta[capabilitiesKey])) return undefined;
  return refused(rpcCodes.invalidParams, `"params._meta" must hold "${versionKey}" and "${capabilitiesKey}".`);
}

function versionFault({ params }: RpcRequest, headers: readonly Header[]): Failure | undefined {
  const requested = textIn(metaOf(params), versionKey) ?? '';
  if (headerText(headers, versionHeader) !== requested)
    return mismatch('MCP-Protocol-Version', `"_meta" and its "${versionKey}"`);
  if (requested === modernRevision) return undefined;
  return refused(rpcCodes.unsupportedVersion, 'This revision of MCP is not spoken here.', {
    supported: [modernRevision],
    requested,
  });
}

function methodFault({ method }: RpcRequest, headers: readonly Header[], methods: ReadonlySet<string>): Failure | undefined {
  if (headerText(headers, methodHeader) !== method) return mismatch('Mcp-Method', '"method"');
  return methods.has(method) ? undefined : { ...refused(rpcCodes.methodNotFound, 'There is no such method.'), status: 404 };
}

function nameFault({ method, params }: RpcRequest, headers: readonly Header[]): Failure | undefined {
  const member = namedBy.get(method);
  if (member === undefined || headerText(headers, nameHeader) === textIn(params, member)) return undefined;
  return mismatch('Mcp-Name', `"params.${member}"`);
}

function capabilityFault(request: RpcRequest): Failure | undefined {
  const { method, params } = request;
  const needsTasks = method.startsWith('tasks/') || 'taskIds' in objectIn(params, 'notifications');
  if (!needsTasks || takesTasks(declaredCapabilities(request))) return undefined;
  const requiredCapabilities = { extensions: { [tasksExtension]: {} } };
  return refused(rpcCodes.missingCapability, 'The request does not declare the tasks extension.', { requiredCapabilities });
}

function mismatch(header: string, body: string): Failure {
  return refused(rpcCodes.headerMismatch, `The header ${header} is missing or says something else than ${body} of the body.`);
}
