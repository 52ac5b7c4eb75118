/** Masks one reply of AWS, by the model of the operation that was asked: the client's view and the record's, from one walk. */

import type { Operation } from '../catalog/operation.ts';
import type { Protocol } from '../catalog/service.ts';
import type { Shape } from '../catalog/shape.ts';
import type { HttpReply } from '../http.ts';
import { headerValue } from '../http.ts';
import type { Masked, MaskHit, MaskingEvidence } from '../model.ts';
import { clientView, type Reveal, summarise } from './claim.ts';
import { everyDetection } from './default-detection.ts';
import type { Detection } from './detect.ts';
import { type ReplyError, readError } from './error-reply.ts';
import { errorFinder, replyFinder } from './finder.ts';
import { framedReply } from './framing.ts';
import { maskBody } from './mask-body.ts';
import { maskHeaders } from './mask-headers.ts';
import type { PathRule } from './path-rule.ts';
import type { RemoteDetector } from './remote-detector.ts';
import { isError } from './reply-plan.ts';

export type ReplyWire = {
  readonly operation: Operation;
  /** Of the request: it decides how the reply is read, whatever the reply says of itself. */
  readonly protocol: Protocol;
  readonly output: Shape | undefined;
  /** The clear texts that were masked in the request. */
  readonly secrets: readonly string[];
  /** The shape of an error by its code. */
  readonly errorShape?: (code: string) => Shape | undefined;
  /** The overlay alone, when absent. */
  readonly rules?: readonly PathRule[];
  readonly detection?: Detection;
  /** Asked by `maskAnswer` alone. */
  readonly remote?: RemoteDetector | undefined;
};

export type MaskReplyOptions = {
  /** Classes that policy lets this caller see. The record never sees any. */
  readonly reveal?: Reveal;
};

/** Its length, where it is known. */
export type PassedPayload = { readonly class: string; readonly sizeBytes?: number };

export type MaskedReply = {
  readonly client: Masked<HttpReply>;
  readonly record: {
    /** Absent when there is none, and when it is not kept. */
    readonly body: Masked<Uint8Array> | undefined;
    readonly requestId: string | undefined;
    /** A payload that cannot be masked, by its class. */
    readonly payload?: PassedPayload;
  };
  readonly masks: readonly MaskHit[];
  /** Of the body, as it came and as the caller sees it. */
  readonly sizes?: Pick<MaskingEvidence, 'bytesIn' | 'bytesOut'>;
  readonly error?: ReplyError;
};

/** Errors: `masking-failed` for what cannot be read as the protocol promises, and for event streams. Nothing of such a reply is shown. */
export function maskReply(reply: HttpReply, wire: ReplyWire, { reveal = new Set() }: MaskReplyOptions = {}): MaskedReply {
  const sought = { secrets: wire.secrets, detection: wire.detection ?? everyDetection() };
  const finder = isError(reply) ? errorFinder(sought) : replyFinder(sought);
  const isClient = clientView(reveal);
  const body = maskBody(reply, wire, finder);
  const headers = maskHeaders(reply.headers, { ...wire, finder });
  const findings = [...headers.findings, ...body.findings];
  const client = framedReply(reply, {
    body: body.render(isClient),
    headers: headers.render(isClient),
    masks: summarise(findings.filter(({ claim }) => isClient(claim))),
    isPayload: body.isPayload === true,
  });
  return {
    record: {
      requestId: requestId(reply),
      body: body.record as Masked<Uint8Array> | undefined,
      ...(body.payload === undefined ? {} : { payload: body.payload }),
    },
    masks: summarise(findings),
    sizes: sizesOf(reply.body, client.body, body.findings.length > 0),
    ...(isError(reply) ? { error: readError(reply, body.record, wire) } : {}),
    client: client as Masked<HttpReply>,
  };
}

const kib = 1024;

/** The difference of two exact sizes would tell how long a secret is. */
function sizesOf(came: Uint8Array, seen: Uint8Array, isMasked: boolean): NonNullable<MaskedReply['sizes']> {
  const size = ({ length }: Uint8Array) => (isMasked ? Math.ceil(length / kib) * kib : length);
  return { bytesIn: size(came), bytesOut: size(seen) };
}

function requestId(reply: HttpReply): string | undefined {
  return headerValue(reply.headers, 'x-amzn-requestid') ?? headerValue(reply.headers, 'x-amz-request-id');
}
