/** Changes one byte of a request, anywhere. */

import type { Header, HttpRequest } from '#core/http.ts';
import type { Random } from './random.ts';

export type Mutation = { readonly part: string; readonly request: HttpRequest };

const parts = ['method', 'path', 'query', 'header-value', 'header-value', 'header-name', 'authorization', 'body'] as const;

const changes = ['replace', 'insert', 'remove', 'flip-case'] as const;

/** The request with one byte replaced, put in or taken out, in a part chosen at random. */
export function mutate(random: Random, request: HttpRequest): Mutation {
  const part = random.pick(parts);
  switch (part) {
    case 'method':
      return { part, request: { ...request, method: changed(random, request.method) } };
    case 'path':
      return { part, request: { ...request, path: changed(random, request.path) } };
    case 'query':
      return { part, request: { ...request, query: changed(random, request.query) } };
    case 'body':
      return { part, request: { ...request, body: Buffer.from(changed(random, latin1(request.body)), 'latin1') } };
    case 'header-name':
    case 'header-value':
    case 'authorization':
      return { part, request: { ...request, headers: changedHeaders(random, request.headers, part) } };
  }
}

function changedHeaders(random: Random, headers: readonly Header[], part: 'header-name' | 'header-value' | 'authorization') {
  const named = headers.findIndex(([name]) => name.toLowerCase() === 'authorization');
  const chosen = part === 'authorization' ? named : random.below(headers.length);
  return headers.map(([name, value], index): Header => {
    if (index !== chosen) return [name, value];
    return part === 'header-name' ? [changed(random, name), value] : [name, changed(random, value)];
  });
}

function changed(random: Random, text: string): string {
  const at = random.below(text.length + 1);
  const byte = String.fromCharCode(random.below(256));
  switch (random.pick(changes)) {
    case 'insert':
      return `${text.slice(0, at)}${byte}${text.slice(at)}`;
    case 'remove':
      return `${text.slice(0, at)}${text.slice(at + 1)}`;
    case 'flip-case':
      return `${text.slice(0, at)}${flipped(text.slice(at, at + 1))}${text.slice(at + 1)}`;
    case 'replace':
      return `${text.slice(0, at)}${byte}${text.slice(at + 1)}`;
  }
}

function flipped(letter: string): string {
  return letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
