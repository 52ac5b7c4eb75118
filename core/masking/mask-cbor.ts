/** The CBOR rewriter: which items are masked, as spans of bytes. Every byte outside of them stays as it is. */

import { type Claim, createPlaces, type Hit, type View } from './claim.ts';
import { maskedText, redacted, redactedKey, startOfDaySeconds } from './forms.ts';
import { createPairs, isExempt } from './free-form.ts';
import { leafClaim, type Plan } from './plan.ts';
import { type CborLeaf, scanCbor } from './scan-cbor.ts';
import { cutText, findingsOf, type TextFinder } from './text-finder.ts';

/** Errors: `masking-failed` for what is not CBOR. */
export function findInCbor(bytes: Uint8Array, plan: Plan, finder: TextFinder): readonly Hit<Uint8Array>[] {
  const hits: Hit<Uint8Array>[] = [];
  const places = createPlaces();
  const keyOrdinals = new Map<number, number>();
  const pairs = createPairs<CborLeaf>();
  scanCbor(bytes, plan, (leaf) => {
    if (leaf.token === 'key') return add(keyHit(leaf));
    if (leaf.plan.pair === 'name' && leaf.token === 'text') pairs.name(leaf.frame, leaf.text);
    const claim = leafClaim(leaf.plan);
    if (leaf.plan.pair !== 'value' || claim !== undefined) return add(wholeHit(leaf, claim) ?? textHit(leaf));
    pairs.value(leaf.frame, { ...leaf, names: [places.pathAt(leaf.names)] });
  });
  pairs.settle((leaf, named) => add(wholeHit(leaf, named) ?? textHit(leaf)));
  return hits.sort((a, b) => a.start - b.start);

  function add(hit: Hit<Uint8Array> | undefined): void {
    if (hit !== undefined) hits.push(hit);
  }

  function wholeHit(leaf: CborLeaf, claim: Claim | undefined): Hit<Uint8Array> | undefined {
    if (claim === undefined || (leaf.token === 'text' && isExempt(claim, leaf.text))) return undefined;
    const masked = maskedItem(leaf, claim);
    return { start: leaf.start, end: leaf.end, findings: places.findings(claim, leaf.names), replace: masked };
  }

  function textHit(leaf: CborLeaf): Hit<Uint8Array> | undefined {
    if (leaf.token === 'bytes') return bytesHit(leaf);
    if (leaf.token !== 'text' && leaf.token !== 'key') return undefined;
    const spans = finder.find(leaf.text, leaf.plan);
    if (spans.length === 0) return undefined;
    const found = findingsOf(spans, places.pathAt(leaf.names));
    return {
      start: leaf.start,
      end: leaf.end,
      findings: found,
      replace: (view) => textItem(cutText(leaf.text, spans, view)),
    };
  }

  /** Bytes are looked into as a blob is that JSON writes in base64. */
  function bytesHit({ start, end, text, plan, names }: CborLeaf): Hit<Uint8Array> | undefined {
    const base64 = Buffer.from(text, 'latin1').toString('base64');
    const spans = finder.find(base64, plan.kind === 'blob' ? plan : { ...plan, kind: 'blob' });
    if (spans.length === 0) return undefined;
    const replace = (view: View) => item(2, Buffer.from(cutText(base64, spans, view), 'base64'));
    return { start, end, findings: findingsOf(spans, places.pathAt(names)), replace };
  }

  function keyHit(leaf: CborLeaf): Hit<Uint8Array> | undefined {
    const { plan: map, start, end, frame } = leaf;
    const claim = map.keyClaim;
    if (claim === undefined) return map.kind === 'structure' ? undefined : textHit(leaf);
    const ordinal = (keyOrdinals.get(frame) ?? 0) + 1;
    keyOrdinals.set(frame, ordinal);
    const masked = textItem(redactedKey(claim.class, ordinal));
    return { start, end, findings: places.findings(claim, leaf.names), replace: masked };
  }
}

function maskedItem(leaf: CborLeaf, claim: Claim): Uint8Array {
  const { token, plan } = leaf;
  const isTime = plan.kind === 'timestamp';
  switch (token) {
    case 'text':
    case 'key':
      return textItem(maskedText(plan.kind === 'blob' ? 'string' : plan.kind, claim, leaf.text));
    case 'bytes':
      return item(2, Buffer.from(redacted(claim.class)));
    case 'boolean':
      return Uint8Array.of(0xf4);
    case 'integer':
      return isTime ? floatItem(startOfDaySeconds(leaf.number)) : Uint8Array.of(0);
    case 'float':
      return floatItem(isTime && Number.isFinite(leaf.number) ? startOfDaySeconds(leaf.number) : 0);
    case 'number':
      return Uint8Array.of(0);
  }
}

function textItem(text: string): Uint8Array {
  return item(3, Buffer.from(text));
}

function item(major: number, content: Uint8Array): Uint8Array {
  const length = content.length;
  const head = length < 24 ? [length] : length < 256 ? [24, length] : [26, ...uint32(length)];
  const [first = 0, ...rest] = head;
  return new Uint8Array(Buffer.concat([Uint8Array.of((major << 5) | first, ...rest), content]));
}

function uint32(value: number): readonly number[] {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

function floatItem(value: number): Uint8Array {
  const bytes = new Uint8Array(9);
  bytes[0] = 0xfb;
  new DataView(bytes.buffer).setFloat64(1, value);
  return bytes;
}
