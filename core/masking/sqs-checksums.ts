/** SQS sends the MD5 of each message, and clients refuse a message that does not match: it is computed anew over the masked one. */

import { createHash } from 'node:crypto';
import type { Json } from '../model.ts';
import type { Hit } from './claim.ts';
import type { ReplyWire } from './mask-reply.ts';
import { framing, type Plan } from './plan.ts';
import { renderText } from './render.ts';
import type { BodyPlan } from './reply-plan.ts';
import { scanJson, unescapeJson } from './scan-json.ts';
import { scanXml } from './scan-xml.ts';
import { attributeDigest } from './sqs-attribute-digest.ts';
import { decodeXml } from './xml-text.ts';

type Place = { readonly start: number; readonly end: number; readonly text: string };

/** What is hashed of one message, and where its MD5s stand. */
type Message = { body?: Place; md5?: Place; attributes?: Json; attributesMd5?: Place };

export function hasMessageChecksums({ operation }: ReplyWire): boolean {
  return operation.service === 'sqs' && operation.name === 'ReceiveMessage';
}

/** A masked reply of sqs:ReceiveMessage with checksums that fit. */
export function withChecksums(text: string, { kind }: BodyPlan): string {
  const messages = kind === 'json' ? jsonMessages(text) : xmlMessages(text);
  const hits = messages.flatMap(({ body, md5, attributes, attributesMd5 }) => [
    ...fitting(md5, body === undefined ? undefined : createHash('md5').update(body.text).digest('hex')),
    ...fitting(attributesMd5, attributeDigest(attributes)),
  ]);
  return renderText(
    text,
    hits.sort((a, b) => a.start - b.start),
    () => true,
  );
}

function fitting(place: Place | undefined, digest: string | undefined): readonly Hit<string>[] {
  if (place === undefined || digest === undefined) return [];
  return [{ start: place.start, end: place.end, findings: [noted], replace: digest }];
}

const noted = { claim: { class: '', rule: '', isShown: false }, path: '' };

function jsonMessages(text: string): readonly Message[] {
  const messages = new Map<number, Message>();
  scanJson(text, framing, ({ token, names, start, end, frame }) => {
    if (token !== 'string') return;
    const place = { start: start + 1, end: end - 1, text: unescapeJson(text.slice(start, end)) };
    note(messages, frame, { name: names.at(-1), place });
  });
  // Attributes are objects within: those of the messages that have any, in order.
  const attributes = attributesIn(text);
  return [...messages.values()]
    .filter(({ attributesMd5 }) => attributesMd5 !== undefined)
    .map((message, at) => ({ ...message, ...(attributes[at] === undefined ? {} : { attributes: attributes[at] }) }))
    .concat([...messages.values()].filter(({ attributesMd5 }) => attributesMd5 === undefined));
}

/** Of the messages that tell their attributes' MD5. */
function attributesIn(text: string): readonly (Json | undefined)[] {
  const { Messages: messages }: { readonly Messages?: readonly { readonly [name: string]: Json }[] } = JSON.parse(text);
  return (messages ?? []).flatMap((message) =>
    typeof message.MD5OfMessageAttributes === 'string' ? [message.MessageAttributes] : [],
  );
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
  if (found.name === 'MD5OfMessageAttributes') message.attributesMd5 = found.place;
  messages.set(frame, message);
}
