/** The JSON rewriter: what is masked in a text, as spans. Every byte outside of them stays as it is. */

import { type Claim, createPlaces, type Hit } from './claim.ts';
import { maskedText, redactedKey, startOfDaySeconds } from './forms.ts';
import { createPairs, isExempt } from './free-form.ts';
import { leafClaim, type Plan } from './plan.ts';
import { type JsonLeaf, scanJson, unescapeJson } from './scan-json.ts';
import { cutText, findingsOf, type TextFinder } from './text-finder.ts';

/** Errors: `masking-failed` for what is not JSON. */
export function findInJson(text: string, plan: Plan, finder: TextFinder): readonly Hit<string>[] {
  const hits: Hit<string>[] = [];
  const places = createPlaces();
  const isSuspect = finder.over(text);
  const keyOrdinals = new Map<number, number>();
  const pairs = createPairs<JsonLeaf>();
  scanJson(text, plan, (leaf) => {
    if (leaf.token === 'key') return add(keyHit(leaf));
    if (leaf.plan.pair === 'name' && leaf.token === 'string') pairs.name(leaf.frame, clearText(leaf, text));
    const claim = leafClaim(leaf.plan);
    if (leaf.plan.pair !== 'value' || claim !== undefined) return add(wholeHit(leaf, claim) ?? textHit(leaf));
    pairs.value(leaf.frame, { ...leaf, names: [places.pathAt(leaf.names)] });
  });
  pairs.settle((leaf, named) => add(wholeHit(leaf, named) ?? textHit(leaf)));
  return hits.sort((a, b) => a.start - b.start);

  function add(hit: Hit<string> | undefined): void {
    if (hit !== undefined) hits.push(hit);
  }

  function wholeHit(leaf: JsonLeaf, claim: Claim | undefined): Hit<string> | undefined {
    if (claim === undefined || isExempt(claim, clearText(leaf, text))) return undefined;
    const findings = places.findings(claim, leaf.names);
    return { start: leaf.start, end: leaf.end, findings, replace: maskedToken(leaf, claim, text) };
  }

  function textHit(leaf: JsonLeaf): Hit<string> | undefined {
    const { token, start, end, plan } = leaf;
    if (token !== 'string' && token !== 'key') return undefined;
    if (!leaf.hasEscape && plan.kind !== 'blob' && plan.scans === undefined && !isSuspect(start + 1, end - 1)) return undefined;
    return foundHit(leaf, clearText(leaf, text));
  }

  function foundHit({ start, end, plan, names }: JsonLeaf, clear: string): Hit<string> | undefined {
    const spans = finder.find(clear, plan);
    if (spans.length === 0) return undefined;
    const findings = findingsOf(spans, places.pathAt(names));
    return { start, end, findings, replace: (view) => JSON.stringify(cutText(clear, spans, view)) };
  }

  /** Names of members are AWS's own; keys of maps and of what has no model are data. */
  function keyHit(leaf: JsonLeaf): Hit<string> | undefined {
    const { plan: map, start, end, frame } = leaf;
    if (map.keyClaim === undefined) return textHit(leaf);
    const claim = map.keyClaim;
    const ordinal = (keyOrdinals.get(frame) ?? 0) + 1;
    keyOrdinals.set(frame, ordinal);
    const findings = places.findings(claim, leaf.names);
    return { start, end, findings, replace: JSON.stringify(redactedKey(claim.class, ordinal)) };
  }
}

/** A number stays a number and a text a text, whatever the model says, so that the client's parser meets the type it met before. */
function maskedToken(leaf: JsonLeaf, claim: Claim, text: string): string {
  const { token, plan } = leaf;
  if (token === 'boolean') return 'false';
  if (token === 'number') {
    return plan.kind === 'timestamp' ? String(startOfDaySeconds(Number(text.slice(leaf.start, leaf.end)))) : '0';
  }
  const clear = clearText(leaf, text);
  // JSON has no NaN and no Infinity: a modelled float carries them as text.
  if (/^(?:NaN|-?Infinity)$/.test(clear) && maskedText(plan.kind, claim, clear) === '0') return '0';
  return JSON.stringify(maskedText(plan.kind, claim, clear));
}

function clearText(leaf: JsonLeaf, text: string): string {
  if (leaf.token !== 'string' && leaf.token !== 'key') return text.slice(leaf.start, leaf.end);
  if (leaf.hasEscape) return unescapeJson(text.slice(leaf.start, leaf.end));
  return text.slice(leaf.start + 1, leaf.end - 1);
}
