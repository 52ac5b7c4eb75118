/** The query and ec2 protocols: form fields in, XML out. */

import type { HttpReply, HttpRequest } from '#core/http.ts';
import type { Json } from '#core/model.ts';
import type { Input, Output } from './fixture.ts';
import { SandboxError } from './sandbox-error.ts';
import { xmlDocument, xmlElement } from './xml.ts';

type Field = readonly [path: readonly string[], value: string];

/** `Action`, `Version` and the parameters, with `A.1`, `A.member.1` as lists. */
export function readForm(request: HttpRequest): { readonly action: string; readonly version: string; readonly input: Input } {
  const form = [...new URLSearchParams(Buffer.from(request.body).toString())];
  const named = new Map(form);
  if (named.size !== form.length) throw new SandboxError('InvalidParameterCombination', 'A parameter is given twice.');
  const fields = form
    .filter(([name]) => name !== 'Action' && name !== 'Version')
    .map(([name, value]): Field => [name.split('.'), value]);
  return { action: named.get('Action') ?? '', version: named.get('Version') ?? '', input: structure(fields) };
}

function structure(fields: readonly Field[]): Input {
  const groups = Map.groupBy(fields, ([path]) => path[0] ?? '');
  return Object.fromEntries(
    [...groups].map(([name, group]) => [name, fieldValue(group.map(([path, value]): Field => [path.slice(1), value]))]),
  );
}

function fieldValue(fields: readonly Field[]): Json {
  const [first] = fields;
  if (first?.[0].length === 0) return first[1];
  const nested = structure(fields);
  const { member } = nested;
  if (member !== undefined && Object.keys(nested).length === 1) return member;
  return Object.keys(nested).every((name) => /^\d+$/.test(name)) ? Object.values(nested) : nested;
}

/** What every answer of these protocols names. */
export type Answered = { readonly operation: string; readonly namespace: string; readonly requestId: string };

export function ec2Reply(output: Output, { operation, namespace, requestId }: Answered): HttpReply {
  const element = xmlElement(`${operation}Response`, { requestId, ...output }, { itemName: 'item', namespace });
  return xmlReply(200, element, requestId);
}

export function queryReply(output: Output, { operation, namespace, requestId }: Answered): HttpReply {
  const content = { [`${operation}Result`]: output, ResponseMetadata: { RequestId: requestId } };
  return xmlReply(200, xmlElement(`${operation}Response`, content, { itemName: 'member', namespace }), requestId);
}

export function ec2Error({ code, message, status }: SandboxError, requestId: string): HttpReply {
  const content = { Errors: { Error: { Code: code, Message: message } }, RequestID: requestId };
  return xmlReply(status, xmlElement('Response', content), requestId);
}

export function queryError({ code, message, status }: SandboxError, namespace: string, requestId: string): HttpReply {
  const content = { Error: { Type: 'Sender', Code: code, Message: message }, RequestId: requestId };
  return xmlReply(status, xmlElement('ErrorResponse', content, { namespace }), requestId);
}

function xmlReply(status: number, element: string, requestId: string): HttpReply {
  return {
    status,
    headers: [
      ['content-type', 'text/xml;charset=UTF-8'],
      ['x-amzn-requestid', requestId],
    ],
    body: xmlDocument(element),
  };
}
