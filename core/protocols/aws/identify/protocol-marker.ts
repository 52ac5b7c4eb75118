/** What in a request names its operation outright: `X-Amz-Target`, the CBOR path, or `Action`. More than one is refused. */

import type { Service } from '../../../catalog/service.ts';
import { GatewayError } from '../../../errors.ts';
import { type HttpRequest, headerValues } from '../../../http.ts';
import { percentDecode } from '../codec/form-reader.ts';
import { utf8Text } from '../codec/utf8.ts';
import { shownText } from '../shown-text.ts';

export type Marker =
  | { readonly protocol: 'json' | 'cbor'; readonly prefix: string; readonly operation: string }
  | { readonly protocol: 'query'; readonly version: string; readonly operation: string };

/** The request's one marker; `undefined` for a REST request. Errors: `malformed-request`, `unsupported-call`. */
export function readMarker(request: HttpRequest, services: readonly Service[]): Marker | undefined {
  const takesActions = services.some(isNamed);
  const markers = [readTarget(request), readCbor(request), ...(takesActions ? [readAction(request)] : [])];
  const [marker, ...others] = markers.filter((found) => found !== undefined);
  if (others.length > 0) throw malformed('it names its operation in more than one way');
  return marker;
}

/** Services that are not REST take an operation's name, whatever protocol the catalog calls theirs. */
function isNamed({ protocols }: Service): boolean {
  return protocols.some((protocol) => protocol !== 'rest-json' && protocol !== 'rest-xml');
}

function readTarget(request: HttpRequest): Marker | undefined {
  const [target, ...others] = headerValues(request.headers, 'x-amz-target');
  if (target === undefined) return undefined;
  if (others.length > 0) throw malformed('it has more than one X-Amz-Target header');
  const dot = target.lastIndexOf('.');
  if (dot < 1) throw malformed(`its X-Amz-Target "${shownText(target)}" is not of the form <service>.<operation>`);
  requireBare(request, 'X-Amz-Target');
  return { protocol: 'json', prefix: target.slice(0, dot), operation: target.slice(dot + 1) };
}

const cborPath = /^\/service\/([^/]+)\/operation\/([^/]+)$/;

function readCbor(request: HttpRequest): Marker | undefined {
  const [protocol, ...others] = headerValues(request.headers, 'smithy-protocol');
  if (protocol === undefined) return undefined;
  if (others.length > 0) throw malformed('it has more than one Smithy-Protocol header');
  if (protocol !== 'rpc-v2-cbor') {
    throw new GatewayError(
      'unsupported-call',
      `The protocol "${shownText(protocol)}" is not spoken here; use rpc-v2-cbor or AWS JSON.`,
    );
  }
  const [, prefix, operation] = cborPath.exec(request.path) ?? [];
  if (prefix === undefined || operation === undefined)
    throw malformed('its path is not /service/<service>/operation/<operation>');
  if (request.method !== 'POST' || request.query !== '') throw malformed('a CBOR request is a POST without a query string');
  return { protocol: 'cbor', prefix, operation };
}

/** A named operation has all its parameters in the body, and nothing in path and query that another reader could take for them. */
function requireBare({ method, path, query }: HttpRequest, marker: string): void {
  if (method !== 'POST' || path !== '/') throw malformed(`a request with ${marker} is a POST to "/"`);
  if (query !== '') throw malformed(`a request with ${marker} has no query string`);
}

function readAction(request: HttpRequest): Marker | undefined {
  const body = isForm(request) ? utf8Text(request.body, 'form body') : '';
  const pairs = [...namedPairs(request.query), ...namedPairs(body)];
  const operation = only('Action', pairs);
  if (operation === undefined) return undefined;
  const version = only('Version', pairs);
  if (version === undefined) throw malformed(`${shownText(operation)} has no Version`);
  requireOnePlace(request, body === '' ? undefined : only('QueueUrl', pairs));
  return { protocol: 'query', version, operation };
}

const looked: ReadonlySet<string> = new Set(['Action', 'Version', 'QueueUrl']);
const longestSpelling = 3 * 'QueueUrl'.length;

/** The pairs whose names matter here, however they are spelt. The rest is not decoded: whoever is still unknown pays for no parsing. */
function namedPairs(text: string): readonly Pair[] {
  const found: Pair[] = [];
  for (let start = 0; start < text.length; ) {
    const ampersand = text.indexOf('&', start);
    const end = ampersand < 0 ? text.length : ampersand;
    const spelling = nameAt(text, start, end);
    const name = spelling?.includes('%') ? decode(spelling) : spelling;
    if (spelling !== undefined && name !== undefined && looked.has(name)) {
      found.push({ name, value: decode(text.slice(start + spelling.length + 1, end)) });
    }
    start = end + 1;
  }
  return found;
}

type Pair = { readonly name: string; readonly value: string };

/** The name of the pair as it is spelt; `undefined` when it is too long to matter. */
function nameAt(text: string, start: number, end: number): string | undefined {
  const head = text.slice(start, Math.min(end, start + longestSpelling + 1));
  const equals = head.indexOf('=');
  const name = equals < 0 ? head : head.slice(0, equals);
  return name.length > longestSpelling ? undefined : name;
}

function decode(text: string): string {
  return percentDecode(text.replaceAll('+', ' '), 'form');
}

function isForm(request: HttpRequest): boolean {
  const [type, ...others] = headerValues(request.headers, 'content-type');
  if (type === undefined || !/^application\/x-www-form-urlencoded *(;|$)/i.test(type)) return false;
  if (others.length > 0) throw malformed('it has more than one Content-Type header');
  const charset = /;\s*charset=\s*"?([^";\s]*)/i.exec(type)?.[1] ?? 'utf-8';
  if (charset.toLowerCase() !== 'utf-8') throw malformed(`its charset is "${shownText(charset)}"; only UTF-8 is read`);
  return true;
}

/** The one value of a name in query and body together. */
function only(name: string, pairs: readonly Pair[]): string | undefined {
  const values = pairs.filter((pair) => pair.name === name);
  if (values.length > 1) throw malformed(`it gives ${name} more than once`);
  return values[0]?.value;
}

/** Parameters stand in the body or in the query, never in both; a queue's own path must be the one that its parameter names. */
function requireOnePlace({ method, path, query, body }: HttpRequest, queueUrl: string | undefined): void {
  const isInBody = query === '';
  if (!isInBody && body.length > 0) throw malformed('it has parameters in both its query and its body');
  if (method !== 'POST' && (isInBody || method !== 'GET')) throw malformed('an Action is sent by POST, or by GET in the query');
  if (path !== '/' && !isQueuePath(path, queueUrl)) throw malformed('a request with an Action goes to "/"');
}

/** Older clients send a queue's requests to the path of its URL. */
function isQueuePath(path: string, queueUrl: string | undefined): boolean {
  return queueUrl !== undefined && /^https?:\/\/[^/?#]+(\/[^?#]*)$/.exec(queueUrl)?.[1] === path;
}

function malformed(problem: string): GatewayError {
  return new GatewayError('malformed-request', `The operation cannot be told from the request: ${problem}. Nothing was done.`);
}
