/** AWS's error replies: how they are walked, and the code and message that the record keeps. */

import { type HttpReply, headerValue } from '../http.ts';
import type { Masked } from '../model.ts';
import type { ReplyWire } from './mask-reply.ts';
import { maskText } from './mask-text.ts';
import { type Edge, framing, type Naming, type Plan, unmodelled } from './plan.ts';
import { planOf } from './plan-of.ts';
import { scanCbor } from './scan-cbor.ts';
import { scanJson, unescapeJson } from './scan-json.ts';
import { scanXml } from './scan-xml.ts';
import { decodeXml } from './xml-text.ts';

export type ReplyError = { readonly code: string; readonly message: Masked<string> };

/** What every error of AWS may hold, whatever its shape. S3 repeats the names that it was asked for. */
const known: ReadonlySet<string> = new Set(
  `__type code Code message Message errorMessage errorCode type Type requestId RequestId RequestID HostId
  Resource BucketName Bucket Key Region Endpoint Method Condition ArgumentName`.split(/\s+/),
);

const containers: ReadonlySet<string> = new Set(['Errors', 'Error', 'error']);

/** The plan of an error: its shape's own members, the protocol's, and nothing else in clear. */
export function errorRoot(reply: HttpReply, wire: ReplyWire, naming: Naming): Plan {
  const code = errorCode(reply, readTexts(reply.body, wire).code);
  const shape = wire.errorShape?.(code);
  const { operation } = wire;
  const plan = planOf(shape, { service: operation.service, operation: operation.name, side: 'output', naming });
  return errorLevel(shape === undefined ? undefined : plan);
}

function errorLevel(shape: Plan | undefined): Plan {
  const level: Plan = {
    kind: 'structure',
    claim: undefined,
    keyClaim: undefined,
    isFlow: false,
    child: (name): Edge => {
      const modelled = shape?.child(name);
      if (modelled !== undefined && modelled.plan.kind !== 'unmodelled') return modelled;
      if (known.has(name)) return { name, plan: framing };
      return { name, plan: containers.has(name) ? level : unmodelled };
    },
    element: { name: '[]', plan: unmodelled },
  };
  return level;
}

/** Code and message of an error, from the bytes that the record keeps. */
export function readError(reply: HttpReply, body: Uint8Array | undefined, wire: ReplyWire): ReplyError {
  const texts = body === undefined ? {} : readTexts(body, wire);
  return { code: errorCode(reply, texts.code), message: maskText(texts.message ?? '', wire.secrets) };
}

/** The header's code, the body's, or the status; without its namespace. */
function errorCode(reply: HttpReply, inBody: string | undefined): string {
  const told = headerValue(reply.headers, 'x-amzn-errortype') ?? inBody ?? '';
  const code = /^(?:[^#]*#)?([\w.-]{1,128})(?::|$)/.exec(told.trim())?.[1];
  return code ?? String(reply.status);
}

type Texts = { readonly code?: string; readonly message?: string };

function readTexts(body: Uint8Array, { protocol }: ReplyWire): Texts {
  const texts = new Map<string, string>();
  const note = (name: string | undefined, text: string) => {
    if (name !== undefined && !texts.has(name)) texts.set(name, text);
  };
  if (body.length > 0) collect(body, protocol, note);
  const code = texts.get('__type') ?? texts.get('Code') ?? texts.get('code');
  const message = texts.get('message') ?? texts.get('Message') ?? texts.get('errorMessage');
  return { ...(code === undefined ? {} : { code }), ...(message === undefined ? {} : { message }) };
}

function collect(
  body: Uint8Array,
  protocol: ReplyWire['protocol'],
  note: (name: string | undefined, text: string) => void,
): void {
  if (protocol === 'cbor') {
    scanCbor(body, framing, ({ token, names, text }) => token === 'text' && names.length === 1 && note(names[0], text));
    return;
  }
  const text = Buffer.from(body.buffer, body.byteOffset, body.length).toString('utf8');
  if (protocol === 'json' || protocol === 'rest-json') {
    scanJson(text, framing, ({ token, names, start, end }) => {
      if (token === 'string' && names.length === 1) note(names[0], unescapeJson(text.slice(start, end)));
    });
    return;
  }
  scanXml(
    text,
    (name) => ({ name, plan: framing }),
    ({ place, names, start, end }) => {
      if (place === 'text' && names.at(-2)?.startsWith('Error')) note(names.at(-1), decodeXml(text.slice(start, end)));
    },
  );
}
