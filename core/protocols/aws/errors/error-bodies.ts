/** The bodies of AWS's errors, protocol by protocol (Smithy's awsQuery, ec2Query, restXml, awsJson, restJson1, rpcv2Cbor). */

export type SaidError = {
  readonly code: string;
  readonly message: string;
  readonly requestId: string;
  /** Whether the caller can mend it (AWS's `Sender` fault). */
  readonly isSender: boolean;
};

const maximalMessage = 2_000;
/** C0 and C1 controls, line separators, bidirectional marks, and what XML 1.0 does not allow. */
const unprintable = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]+/gu;
const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

export function queryErrorBody({ code, message, requestId, isSender }: SaidError): Uint8Array {
  const type = isSender ? 'Sender' : 'Receiver';
  const error = `<Error><Type>${type}</Type><Code>${code}</Code><Message>${escaped(message)}</Message></Error>`;
  return xml(`<ErrorResponse>${error}<RequestId>${requestId}</RequestId></ErrorResponse>`);
}

export function ec2ErrorBody({ code, message, requestId }: SaidError): Uint8Array {
  const error = `<Error><Code>${code}</Code><Message>${escaped(message)}</Message></Error>`;
  return xml(`<Response><Errors>${error}</Errors><RequestID>${requestId}</RequestID></Response>`);
}

export function s3ErrorBody({ code, message, requestId }: SaidError): Uint8Array {
  return xml(`<Error><Code>${code}</Code><Message>${escaped(message)}</Message><RequestId>${requestId}</RequestId></Error>`);
}

/** Services read `message` or `Message`; both stand there. */
export function jsonErrorBody({ code, message }: SaidError): Uint8Array {
  const line = oneLine(message);
  return Buffer.from(JSON.stringify({ __type: code, message: line, Message: line }));
}

export function cborErrorBody({ code, message }: SaidError): Uint8Array {
  const line = oneLine(message);
  const members = { __type: code, message: line, Message: line };
  const pairs = Object.entries(members).flatMap(([name, value]) => [cborText(name), cborText(value)]);
  return Buffer.concat([Buffer.from([0xa0 + Object.keys(members).length]), ...pairs]);
}

function xml(text: string): Uint8Array {
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`);
}

function escaped(message: string): string {
  return oneLine(message).replace(/[&<>"']/g, (found) => entities[found] ?? '');
}

function oneLine(message: string): string {
  return message.toWellFormed().replace(unprintable, ' ').trim().slice(0, maximalMessage).toWellFormed();
}

/** A text string with a length of two bytes (RFC 8949 §3.1), which every length up to 65,535 may have. */
function cborText(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x79, bytes.length >> 8, bytes.length & 0xff]), bytes]);
}
