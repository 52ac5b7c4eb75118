/** Requests of the REST protocols: canonical parameters → path, query, headers and body. */

import type { Member } from '../../../catalog/shape.ts';
import type { Json, Parameters } from '../../../model.ts';
import type { EncodeAs, Encoded } from './encode.ts';
import { encodeHeaders } from './encode-headers.ts';
import { encodeJson, encodeStructure } from './encode-json.ts';
import { encodePath, encodeQuery } from './encode-uri.ts';
import { encodeXml } from './encode-xml.ts';
import { textOf } from './leaf-text.ts';
import { malformed } from './malformed.ts';
import type { Structure } from './wire-names.ts';

type RestAs = Omit<EncodeAs, 'input'> & { readonly input: Structure | undefined };

const noMembers: Structure = { kind: 'structure', sensitive: false, members: new Map(), union: false };
/** The HTTP client writes it. */
const contentLength = 'content-length';

/** Errors: `malformed-request`, `unsupported-call`. */
export function encodeRest(parameters: Parameters, as: RestAs): Encoded {
  const { http } = as.operation;
  if (http === undefined) throw new TypeError(`catalog: ${as.operation.service}:${as.operation.name} has no HTTP binding`);
  const input = as.input ?? noMembers;
  const headers = encodeHeaders(input, parameters).filter(([name]) => name.toLowerCase() !== contentLength);
  const { type, body } = encodeBody(input, parameters, as);
  const hasType = type === undefined || headers.some(([name]) => name.toLowerCase() === 'content-type');
  return {
    method: http.method,
    path: as.path ?? encodePath(http.uri, input, parameters),
    query: encodeQuery(http.uri, input, parameters),
    headers: hasType ? headers : [...headers, ['content-type', type]],
    body,
  };
}

type Body = { readonly type?: string; readonly body: Uint8Array };

const nothing: Body = { body: new Uint8Array() };

function encodeBody(input: Structure, parameters: Parameters, as: RestAs): Body {
  const payload = input.payload === undefined ? undefined : input.members.get(input.payload);
  if (input.payload !== undefined && payload !== undefined) {
    return encodePayload(payload, parameters[input.payload], { name: input.payload, as });
  }
  const given = Object.fromEntries(
    Object.entries(parameters).filter(([name]) => input.members.get(name)?.location === undefined),
  );
  return as.protocol === 'rest-json' ? jsonBody(input, given) : xmlBody(input, given, as);
}

/** An operation with members in its body is given an object even when none of them is. */
function jsonBody(input: Structure, given: Parameters): Body {
  const hasBody = [...input.members.values()].some(({ location }) => location === undefined);
  if (!hasBody && Object.keys(given).length === 0) return nothing;
  return written('application/json', encodeStructure(input, given, ''));
}

function xmlBody(input: Structure, given: Parameters, { operation }: RestAs): Body {
  if (Object.keys(given).length === 0) return nothing;
  const { xmlName: name = `${operation.name}Request`, xmlNamespace } = operation;
  const namespace = xmlNamespace === undefined ? undefined : { uri: xmlNamespace };
  return written('application/xml', encodeXml(input, given, { name, namespace, place: '' }));
}

type PayloadAs = { readonly name: string; readonly as: RestAs };

function encodePayload(member: Member, value: Json | undefined, { name, as }: PayloadAs): Body {
  const { shape } = member;
  if (shape.kind === 'blob') return { body: as.payload ?? nothing.body };
  if (value === undefined) return absentPayload(member, as);
  if (shape.kind === 'string') return { body: Buffer.from(textOf(shape, value, name)) };
  if (as.protocol === 'rest-json') return written('application/json', encodeJson(shape, value, name));
  if (shape.kind !== 'structure') throw malformed(name, 'an XML body cannot hold a value of its kind');
  const root = { name: member.wireName ?? name, namespace: member.xmlNamespace, place: name };
  return written('application/xml', encodeXml(shape, value, root));
}

/** `{}` where it says no more than nothing does: services that expect JSON read no empty body. */
function absentPayload({ shape, required }: Member, { protocol }: RestAs): Body {
  const isPlain = shape.kind === 'structure' && !shape.union && !required;
  return protocol === 'rest-json' && isPlain ? written('application/json', '{}') : nothing;
}

function written(type: string, text: string): Body {
  return { type, body: Buffer.from(text) };
}
