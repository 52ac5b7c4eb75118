/** The XML rewriter: which texts and attribute values are masked, as spans. Every byte outside of them stays as it is. */

import { createPaths, type Hit } from './claim.ts';
import { maskedText } from './forms.ts';
import { leafClaim, unmodelledClaim } from './plan.ts';
import { scanXml, type XmlLeaf, type XmlRoot } from './scan-xml.ts';
import { cutText, findingsOf, type TextFinder } from './text-finder.ts';
import { decodeXml, encodeXml } from './xml-text.ts';

/** Errors: `masking-failed` for what is not the XML of a reply. */
export function findInXml(text: string, root: XmlRoot, finder: TextFinder): readonly Hit<string>[] {
  const hits: Hit<string>[] = [];
  const pathAt = createPaths();
  const mayFind = finder.mayFindIn(text);
  scanXml(text, root, {
    wants: (at) => mayFind || leafClaim(at) !== undefined,
    onLeaf: (leaf) => {
      const hit = wholeHit(leaf) ?? textHit(leaf);
      if (hit !== undefined) hits.push(hit);
    },
  });
  return hits;

  function wholeHit(leaf: XmlLeaf): Hit<string> | undefined {
    const { start, end, plan } = leaf;
    const claim = claimOf(leaf);
    if (claim === undefined || start === end) return undefined;
    const clear = decodeXml(text.slice(start, end));
    if (clear.trim() === '' && plan.kind !== 'string') return undefined;
    const masked = encodeXml(maskedText(plan.kind, claim.class, clear));
    return { start, end, findings: [{ claim, path: pathAt(leaf.names) }], replace: () => masked };
  }

  function textHit(leaf: XmlLeaf): Hit<string> | undefined {
    if (!mayFind) return undefined;
    const { start, end, plan } = leaf;
    const clear = decodeXml(text.slice(start, end));
    const spans = finder.find(clear, plan);
    if (spans.length === 0) return undefined;
    const found = findingsOf(spans, pathAt(leaf.names));
    return { start, end, findings: found, replace: (view) => encodeXml(cutText(clear, spans, view)) };
  }

  /** Text among elements has no model. */
  function claimOf(leaf: XmlLeaf): ReturnType<typeof leafClaim> {
    const claim = leafClaim(leaf.plan);
    if (leaf.place === 'stray') return claim ?? (leaf.plan.kind === 'framing' ? undefined : unmodelledClaim);
    return claim;
  }
}
