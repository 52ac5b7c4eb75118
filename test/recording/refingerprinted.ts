/** A changed event with the fingerprint that fits it: what somebody would write who knows the format. */

import { canonicalJson, sha256Hex } from '#core/canonical.ts';

export function refingerprinted(text: string): string {
  const event = JSON.parse(text);
  const [{ fingerprint, ...entry }] = event.attestation_list;
  const value = sha256Hex(canonicalJson({ ...event, attestation_list: [entry] }));
  return canonicalJson({ ...event, attestation_list: [{ ...entry, fingerprint: { ...fingerprint, value } }] });
}
