/** The line: an event's one canonical text (RFC 8785), which is hashed, stored and exported as it stands. */

import { canonicalJson, sha256Hex } from '../canonical.ts';
import type { Json, Masked } from '../model.ts';
import { type Attestation, attestationEntry } from './chain.ts';
import type { EventContent } from './event.ts';

const attested = 'attestation_list';

/**
 * Content and attestation → the line and its fingerprint: SHA-256 over the canonical event without that very member.
 * Both texts differ only inside the attestation, so the content is canonicalised once.
 */
export function writeLine(
  content: EventContent,
  attestation: Attestation,
): { readonly line: Masked<string>; readonly fingerprint: string } {
  const text = around(content);
  const fingerprint = sha256Hex(text([attestationEntry(attestation)]));
  // Everything in a draft that came from a caller is `Masked`, and the line holds nothing else.
  return { line: text([attestationEntry(attestation, fingerprint)]) as Masked<string>, fingerprint };
}

/** The canonical text of the same content around any attestation list: JCS orders members by name, so the list has its fixed place. */
export function around(content: EventContent): (attestations: Json) => string {
  const names = Object.keys(content);
  const before = half(
    content,
    names.filter((name) => name < attested),
  );
  const after = half(
    content,
    names.filter((name) => name > attested),
  );
  return (attestations) => {
    const list = `"${attested}":${canonicalJson(attestations)}`;
    return `{${[before, list, after].filter((part) => part !== '').join(',')}}`;
  };
}

/** The canonical members without their braces. */
function half(content: EventContent, names: readonly string[]): string {
  return canonicalJson(Object.fromEntries(names.map((name) => [name, content[name] ?? null]))).slice(1, -1);
}
