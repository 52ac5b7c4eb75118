/** SQS sends the MD5 of each message, and clients refuse a message that does not match: it is computed anew over the masked one. */

import { createHash } from 'node:crypto';
import type { ReplyWire } from './mask-reply.ts';
import { framing, type Plan } from './plan.ts';
import { renderText } from './render.ts';
import type { BodyPlan } from './reply-plan.ts';
import { scanJson, unescapeJson } from './scan-json.ts';
import { scanXml } from './scan-xml.ts';
import { decodeXml } from './xml-text.ts';

type Place = { readonly start: number; readonly end: number; readonly text: string };

/** The parts of one message: its body, and where its MD5 stands. */
type Message = { body?: Place; md5?: Place };

export function hasMessageChecksums({ operation }: ReplyWire): boolean {
  return operation.service === 'sqs' && operation.name === 'ReceiveMessage';
}

/** A masked reply of sqs:ReceiveMessage with checksums that fit. */
export function withChecksums(text: string, { kind }: BodyPlan): string {
  const messages = kind === 'json' ? jsonMessages(text) : xmlMessages(text);
  const hits = messages.flatMap(({ body, md5 }) => {
    if (body === undefined || md5 === undefined) return [];
    const fitting = createHash('md5').update(body.text).digest('hex');
    return [{ start: md5.start, end: md5.end, findings: [noted], replace: () => fitting }];
  });
  return renderText(text, hits, () => true);
}

const noted = { claim: { class: '', rule: '', isShown: false }, path: '' };

function jsonMessages(text: string): readonly Message[] {
  const messages = new Map<number, Message>();
  scanJson(text, framing, ({ token, names, start, end, frame }) => {
    if (token !== 'string') return;
    const place = { start: start + 1, end: end - 1, text: unescapeJson(text.slice(start, end)) };
    note(messages, frame, { name: names.at(-1), place });
  });
  return [...messages.values()];
}

function xmlMessages(text: string): readonly Message[] {
  const messages = new Map<number, Message>();
  const named = (name: string): Plan => ({ ...framing, child: (child) => ({ name: child, plan: named(name) }) });
  scanXml(
    text,
    (name) => ({ name, plan: named(name) }),
    ({ place, names, start, end, frame }) => {
      if (place !== 'text') return;
      note(messages, frame, { name: names.at(-1), place: { start, end, text: decodeXml(text.slice(start, end)) } });
    },
  );
  return [...messages.values()];
}

function note(
  messages: Map<number, Message>,
  frame: number,
  found: { readonly name: string | undefined; readonly place: Place },
): void {
  const message = messages.get(frame) ?? {};
  if (found.name === 'Body') message.body = found.place;
  if (found.name === 'MD5OfBody') message.md5 = found.place;
  messages.set(frame, message);
}
