/** Header members and the status of replies of REST operations → canonical output. */

import type { Member } from '../../../catalog/shape.ts';
import { type HttpReply, headerValue } from '../../../http.ts';
import type { Json } from '../../../model.ts';
import type { Entry } from './decode-headers.ts';
import { splitList } from './header-list.ts';
import { replyText } from './reply-leaf.ts';
import type { Structure } from './wire-names.ts';

export function replyHeaderEntries(reply: HttpReply, output: Structure): readonly Entry[] {
  return [...output.members].flatMap(([name, member]): readonly Entry[] => {
    const wireName = (member.wireName ?? name).toLowerCase();
    switch (member.location) {
      case 'status':
        return [[name, reply.status]];
      case 'headers':
        return prefixed(name, reply, member.wireName?.toLowerCase() ?? '');
      case 'header': {
        const text = headerValue(reply.headers, wireName);
        return text === undefined ? [] : [[name, fromHeader(member, text.trim())]];
      }
      default:
        return [];
    }
  });
}

function prefixed(name: string, { headers }: HttpReply, prefix: string): readonly Entry[] {
  const found = headers
    .map(([key, value]) => [key.toLowerCase(), value.trim()] as const)
    .filter(([key]) => key.startsWith(prefix));
  const entries = found.map(([key, value]) => [key.slice(prefix.length), value] as const).filter(([key]) => key !== '');
  return entries.length === 0 ? [] : [[name, Object.fromEntries(entries)]];
}

function fromHeader(member: Member, text: string): Json {
  const { shape } = member;
  if (member.isJsonValue) return jsonValue(text);
  switch (shape.kind) {
    case 'list':
      return (splitList(text) ?? [text]).map((item) => fromHeader(shape.member, item));
    case 'structure':
    case 'map':
    case 'document':
    case 'event-stream':
      return text;
    default: {
      const modelled = shape.kind === 'timestamp' ? shape.format : undefined;
      return replyText(shape, text, member.timestampFormat ?? modelled ?? 'rfc822');
    }
  }
}

/** JSON in base64. */
function jsonValue(text: string): Json {
  try {
    const value: Json = JSON.parse(Buffer.from(text, 'base64').toString('utf8'));
    return value;
  } catch {
    return text;
  }
}
