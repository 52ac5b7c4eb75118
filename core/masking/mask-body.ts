/** Masks the body of a reply, read as the protocol of the request promises. */

import { isUtf8 } from 'node:buffer';
import { GatewayError } from '../errors.ts';
import { type HttpReply, headerValue } from '../http.ts';
import { type Finding, type Hit, recordView, type View } from './claim.ts';
import { expandedBody } from './content-encoding.ts';
import { redacted } from './forms.ts';
import { findInCbor } from './mask-cbor.ts';
import { findInJson } from './mask-json.ts';
import { maskPayload } from './mask-payload.ts';
import type { PassedPayload, ReplyWire } from './mask-reply.ts';
import { findInXml } from './mask-xml.ts';
import { type Plan, unmodelledClaim } from './plan.ts';
import { renderBytes, renderText, renderUtf8 } from './render.ts';
import { type BodyPlan, bodyPlan, isError } from './reply-plan.ts';
import { hasMessageChecksums, withChecksums } from './sqs-checksums.ts';
import { cutText, findingsOf, type TextFinder } from './text-finder.ts';

export type MaskedBody = {
  readonly findings: readonly Finding[];
  /** The very same bytes when the view masks nothing in them. */
  readonly render: (view: View) => Uint8Array;
  readonly record: Uint8Array | undefined;
  /** A payload that is no text, or cannot be masked: it is not kept. */
  readonly payload?: PassedPayload;
  readonly isPayload?: true;
};

/** Errors: `masking-failed`. */
export function maskBody(reply: HttpReply, wire: ReplyWire, finder: TextFinder): MaskedBody {
  if (reply.body.length === 0) return untouched(reply);
  const plan = bodyPlan(reply, wire);
  switch (plan.kind) {
    case 'event-stream':
      throw new GatewayError('masking-failed', 'The reply is an event stream, which cannot be masked. It is withheld.');
    case 'streamed':
      return maskPayload(reply, plan.path, finder);
    case 'raw':
      return maskRaw(reply, plan);
    default:
      return hasBody(reply, wire) ? maskParts(reply, plan, { wire, finder }) : maskUnpromised(reply, plan, { wire, finder });
  }
}

/** Whether the model promises anything in the body. Only REST leaves it away; the other protocols always have their envelope. */
function hasBody(reply: HttpReply, { protocol, output }: ReplyWire): boolean {
  if (isError(reply) || (protocol !== 'rest-json' && protocol !== 'rest-xml')) return true;
  return output?.kind === 'structure' && [...output.members.values()].some(({ location }) => location === undefined);
}

/** A body where none was promised: masked member by member, and dropped where it has no members. No client reads it. */
function maskUnpromised(reply: HttpReply, plan: Parts, reading: Reading): MaskedBody {
  try {
    return maskParts(reply, plan, reading);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const nothing = new Uint8Array();
    return {
      findings: [{ claim: unmodelledClaim, path: '(body)' }],
      record: nothing,
      render: (view) => (view(unmodelledClaim) ? nothing : reply.body),
    };
  }
}

function untouched(reply: HttpReply): MaskedBody {
  return { findings: [], render: () => reply.body, record: undefined };
}

type Parts = Exclude<BodyPlan, { readonly kind: 'streamed' | 'event-stream' | 'raw' }>;

type Reading = { readonly wire: ReplyWire; readonly finder: TextFinder };

function maskParts(reply: HttpReply, plan: Parts, reading: Reading): MaskedBody {
  const body = expandedBody(reply);
  const { findings, render } = plan.kind === 'cbor' ? cborParts(body, plan.root, reading) : textParts(body, plan, reading);
  const record = render(recordView);
  const view = (isMasked: View) => (findings.every(({ claim }) => isMasked(claim)) ? record : render(isMasked));
  return {
    findings: plan.path === '' ? findings : findings.map((finding) => ({ ...finding, path: `${plan.path}.${finding.path}` })),
    record,
    render: (isMasked) => {
      const seen = view(isMasked);
      return seen === body ? reply.body : seen;
    },
  };
}

type Rendering = { readonly findings: readonly Finding[]; readonly render: (view: View) => Uint8Array };

function cborParts(body: Uint8Array, root: Plan, { finder }: Reading): Rendering {
  const hits = findInCbor(body, root, finder);
  return { findings: hits.flatMap((hit) => hit.findings), render: (view) => renderBytes(body, hits, view) };
}

function textParts(body: Uint8Array, plan: Exclude<Parts, { kind: 'cbor' }>, { wire, finder }: Reading): Rendering {
  const text = utf8(body);
  const hits = textHits(text, plan, finder);
  return {
    findings: hits.flatMap((hit) => hit.findings),
    render: (view) => {
      if (!hasMessageChecksums(wire)) return renderUtf8({ text, bytes: body }, hits, view);
      const seen = renderText(text, hits, view);
      return seen === text ? body : encode(withChecksums(seen, plan));
    },
  };
}

function textHits(text: string, plan: Exclude<Parts, { kind: 'cbor' }>, finder: TextFinder): readonly Hit<string>[] {
  switch (plan.kind) {
    case 'json':
      return findInJson(text, plan.root, finder);
    case 'xml':
      return findInXml(text, plan.root, finder);
    case 'text': {
      const spans = finder.find(text, plan.plan);
      const replace = (view: View) => cutText(text, spans, view);
      return spans.length === 0 ? [] : [{ start: 0, end: text.length, findings: findingsOf(spans, ''), replace }];
    }
  }
}

/** One value without structure: JSON stays JSON. */
function maskRaw(reply: HttpReply, { plan, path }: BodyPlan & { readonly kind: 'raw' }): MaskedBody {
  const { claim } = plan;
  if (claim === undefined) return untouched(reply);
  const mark = redacted(claim.class);
  const isJson = /json/i.test(headerValue(reply.headers, 'content-type') ?? '');
  const record = encode(isJson ? JSON.stringify(mark) : mark);
  const finding = { claim, path };
  return { findings: [finding], record, render: (view) => (view(claim) ? record : reply.body) };
}

function utf8(body: Uint8Array): string {
  if (!isUtf8(body))
    throw new GatewayError('masking-failed', 'The reply is not valid UTF-8, so it cannot be masked. It is withheld.');
  return Buffer.from(body.buffer, body.byteOffset, body.length).toString('utf8');
}

function encode(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text));
}
