/** Masks a payload that no model describes: JSON and XML by their tokens, any other text as it is. What is no text is kept by nobody, and passes only where it is revealed. */

import { GatewayError } from '../errors.ts';
import type { HttpReply } from '../http.ts';
import { type Finding, type Hit, recordView } from './claim.ts';
import { expandedBody } from './content-encoding.ts';
import { freeChild, freeForm } from './free-form.ts';
import type { MaskedBody } from './mask-body.ts';
import { findInDelimited } from './mask-delimited.ts';
import { findInJson } from './mask-json.ts';
import { findInXml } from './mask-xml.ts';
import {
  isEncoded,
  isPart,
  maskablePayloadBytes,
  mediaType,
  payloadClaims,
  payloadKind,
  withheldPayload,
} from './payload-kind.ts';
import { payloadText } from './payload-text.ts';
import { renderText } from './render.ts';
import { cutText, findingsOf, type TextFinder } from './text-finder.ts';

/** Its views throw `masking-failed` for whoever may not see what cannot be masked. */
export function maskPayload(reply: HttpReply, path: string, finder: TextFinder): MaskedBody {
  const body = expanded(reply);
  const kind = payloadKind(reply.headers, body);
  const isWhole = !isPart(reply) && body.length <= maskablePayloadBytes;
  if (kind === 'binary' || !isWhole) return unmaskable(reply, kind);
  return maskText(reply, body, { path, finder });
}

/** An encoding that is not what it says it is hides nothing: the bytes themselves are looked at. */
function expanded(reply: HttpReply): Uint8Array {
  if (!isEncoded(reply.headers)) return reply.body;
  try {
    return expandedBody(reply);
  } catch (error) {
    if (error instanceof GatewayError) return reply.body;
    throw error;
  }
}

function unmaskable(reply: HttpReply, kind: 'text' | 'binary'): MaskedBody {
  const claim = payloadClaims[kind];
  return {
    findings: [],
    record: undefined,
    payload: { class: claim.class, sizeBytes: reply.body.length },
    render: (view) => {
      if (view(claim)) throw withheldPayload({ kind, isPart: isPart(reply) });
      return reply.body;
    },
  };
}

type Reading = { readonly path: string; readonly finder: TextFinder };

function maskText(reply: HttpReply, body: Uint8Array, { path, finder }: Reading): MaskedBody {
  const { text, encode } = payloadText(body);
  const hits = textHits(text, mediaType(reply.headers), finder).map((hit) => ({ ...hit, findings: hit.findings.map(placed) }));
  const isChanged = (seen: string) => seen !== text;
  const record = renderText(text, hits, recordView);
  return {
    findings: hits.flatMap((hit) => hit.findings),
    record: isChanged(record) ? encode(record) : body,
    isPayload: true,
    render: (view) => {
      const seen = renderText(text, hits, view);
      return isChanged(seen) ? encode(seen) : reply.body;
    },
  };

  function placed({ claim, path: inside }: Finding): Finding {
    return { claim, path: inside === '' ? path : `${path}.${inside}` };
  }
}

/** Its type says what a text is written in; one that does not hold to it is read as a text. */
function textHits(text: string, type: string, finder: TextFinder): readonly Hit<string>[] {
  try {
    if (/[/+](?:json|x-amz-json.*)$/.test(type)) return findInJson(text, freeForm, finder);
    if (/[/+]xml$/.test(type) || text.startsWith('<?xml')) return findInXml(text, (name) => freeChild(name), finder);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
  }
  return findInDelimited(text, type, finder) ?? wholeText(text, finder);
}

function wholeText(text: string, finder: TextFinder): readonly Hit<string>[] {
  const spans = finder.find(text, freeForm);
  if (spans.length === 0) return [];
  return [{ start: 0, end: text.length, findings: findingsOf(spans, ''), replace: (view) => cutText(text, spans, view) }];
}
