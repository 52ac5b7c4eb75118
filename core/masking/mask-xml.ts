/** The XML rewriter: which texts and attribute values are masked, as spans. Every byte outside of them stays as it is. */

import { createPlaces, type Hit } from './claim.ts';
import { maskedText } from './forms.ts';
import { createPairs, isExempt } from './free-form.ts';
import { leafClaim, unmodelledClaim } from './plan.ts';
import { scanXml, type XmlLeaf, type XmlRoot } from './scan-xml.ts';
import { cutText, findingsOf, type TextFinder } from './text-finder.ts';
import { decodeXml, encodeXml } from './xml-text.ts';

/** Errors: `masking-failed` for what is not the XML of a reply. */
export function findInXml(text: string, root: XmlRoot, finder: TextFinder): readonly Hit<string>[] {
  const hits: Hit<string>[] = [];
  const places = createPlaces();
  const isSuspect = finder.over(text);
  const hasEntities = text.includes('&');
  const pairs = createPairs<XmlLeaf>();
  scanXml(text, root, (leaf) => {
    if (leaf.plan.pair === 'name') pairs.name(leaf.frame, decodeXml(text.slice(leaf.start, leaf.end)));
    const claim = claimOf(leaf);
    if (leaf.plan.pair !== 'value' || claim !== undefined) return add(wholeHit(leaf, claim) ?? textHit(leaf));
    pairs.value(leaf.frame, { ...leaf, names: [places.pathAt(leaf.names)] });
  });
  pairs.settle((leaf, named) => add(wholeHit(leaf, named) ?? textHit(leaf)));
  return hits.sort((a, b) => a.start - b.start);

  function add(hit: Hit<string> | undefined): void {
    if (hit !== undefined) hits.push(hit);
  }

  function wholeHit(leaf: XmlLeaf, claim: ReturnType<typeof leafClaim>): Hit<string> | undefined {
    const { start, end, plan } = leaf;
    if (claim === undefined || start === end) return undefined;
    const clear = decodeXml(text.slice(start, end));
    if (isExempt(claim, clear) || (clear.trim() === '' && plan.kind !== 'string')) return undefined;
    const findings = places.findings(claim, leaf.names);
    return { start, end, findings, replace: encodeXml(maskedText(plan.kind, claim, clear)) };
  }

  function textHit(leaf: XmlLeaf): Hit<string> | undefined {
    const { start, end, plan } = leaf;
    const isPlain = plan.kind !== 'blob' && plan.scans === undefined && !isSuspect(start, end);
    if (isPlain && !hasEntities) return undefined;
    const raw = text.slice(start, end);
    if (isPlain && !raw.includes('&')) return undefined;
    return foundHit(leaf, decodeXml(raw));
  }

  function foundHit({ start, end, plan, names }: XmlLeaf, clear: string): Hit<string> | undefined {
    const spans = finder.find(clear, plan);
    if (spans.length === 0) return undefined;
    const findings = findingsOf(spans, places.pathAt(names));
    return { start, end, findings, replace: (view) => encodeXml(cutText(clear, spans, view)) };
  }

  /** Text among elements has no model. */
  function claimOf(leaf: XmlLeaf): ReturnType<typeof leafClaim> {
    const claim = leafClaim(leaf.plan);
    if (leaf.place === 'stray') return claim ?? (leaf.plan.kind === 'framing' ? undefined : unmodelledClaim);
    return claim;
  }
}
