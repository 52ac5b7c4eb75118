/**
 * Masks an answer whose body may still be on its way. The one place that lets bytes pass which nobody masked: it says of which class they
 * are, before the first of them is seen, and only a class that policy reveals passes. A text that can be masked is held, and masked.
 */

import { type HttpReply, isStreamed, type StreamedBody, type StreamedReply } from '../http.ts';
import type { Masked } from '../model.ts';
import { clientView, type Reveal } from './claim.ts';
import { everyDetection } from './default-detection.ts';
import { type MaskedReply, type MaskReplyOptions, maskReply, type ReplyWire } from './mask-reply.ts';
import {
  headBytes,
  isEncoded,
  isPart,
  isTextType,
  maskablePayloadBytes,
  type PayloadKind,
  payloadClaims,
  payloadKind,
  withheldPayload,
} from './payload-kind.ts';
import { type PeekedBody, peekedBody } from './peeked-body.ts';
import { examined } from './remote-detector.ts';
import { bodyPlan } from './reply-plan.ts';

/** The body of its client's view may still be on its way: it is then of a class that was revealed. */
export type MaskedAnswer = Omit<MaskedReply, 'client'> & { readonly client: Masked<HttpReply> | Masked<StreamedReply> };

/** Errors: `masking-failed`; then the body has been cancelled. */
export async function maskAnswer(
  reply: HttpReply | StreamedReply,
  wire: ReplyWire,
  options: MaskReplyOptions = {},
): Promise<MaskedAnswer> {
  if (!isStreamed(reply)) return maskHeld(reply, wire, options);
  try {
    return await maskStreamed(reply, wire, options.reveal ?? new Set());
  } catch (error) {
    reply.body.cancel();
    throw error;
  }
}

/** With what a remote detector knows of its texts, where one is asked. */
async function maskHeld(reply: HttpReply, wire: ReplyWire, options: MaskReplyOptions): Promise<MaskedReply> {
  const { remote, detection = everyDetection() } = wire;
  if (remote === undefined) return maskReply(reply, wire, options);
  const known = await examined(detection, (meeting) => maskReply(reply, { ...wire, detection: meeting }, options), remote);
  return maskReply(reply, { ...wire, detection: known }, options);
}

async function maskStreamed(reply: StreamedReply, wire: ReplyWire, reveal: Reveal): Promise<MaskedAnswer> {
  const view = clientView(reveal);
  const held = { ...reply, body: new Uint8Array() };
  const plan = bodyPlan(held, wire);
  if (plan.kind === 'event-stream') {
    if (view(payloadClaims.stream)) throw withheldPayload({ kind: 'stream', isPart: false });
    return passing(reply, reply.body, { wire, reveal, kind: 'stream' });
  }
  const body = peekedBody(reply.body);
  await body.hold(headBytes);
  const kind = plan.kind === 'streamed' ? payloadKind(reply.headers, body.held()) : 'text';
  const isHeld = kind === 'text' || mayHoldText(reply);
  if (isHeld && !isPart(reply) && (await holdWhole(body))) {
    return maskHeld({ ...reply, body: body.held() }, wire, { reveal });
  }
  if (plan.kind !== 'streamed' || view(payloadClaims[kind])) throw withheldPayload({ kind, isPart: isPart(reply) });
  return passing(reply, body, { wire, reveal, kind });
}

async function holdWhole(body: PeekedBody): Promise<boolean> {
  return (body.sizeBytes ?? 0) <= maskablePayloadBytes && (await body.hold(maskablePayloadBytes));
}

/** Compressed text looks like anything else; what is small enough is expanded to see. */
function mayHoldText({ headers }: StreamedReply): boolean {
  return isEncoded(headers) && !isTextType(headers);
}

type Passing = { readonly wire: ReplyWire; readonly reveal: Reveal; readonly kind: PayloadKind };

/** Headers are masked as ever. */
function passing(reply: StreamedReply, body: StreamedBody, { wire, reveal, kind }: Passing): MaskedAnswer {
  const { client, record, masks } = maskReply({ ...reply, body: new Uint8Array() }, wire, { reveal });
  const { sizeBytes } = reply.body;
  return {
    client: { ...client, body } as Masked<StreamedReply>,
    record: { ...record, payload: { class: kind, ...(sizeBytes === undefined ? {} : { sizeBytes }) } },
    masks,
  };
}
