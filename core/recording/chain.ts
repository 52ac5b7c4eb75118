/** The writer's chain in OCSF's words (`record_integrity`): fingerprints, and what one event says of the event before it. */

import type { Json } from '../model.ts';

/** An event as the next one of its writer names it. */
export type Link = { readonly id: string; readonly typeUid: number; readonly fingerprint: string };

/** Where a writer stood when it was retired; the next writer's first event carries it. */
export type Predecessor = {
  readonly writer: string;
  /** Its last event that is known to be stored. */
  readonly sequence: number;
  readonly fingerprint: string;
  /** The events after it, of which nobody knows whether they are stored, all or none: how many they are, and the last of them. */
  readonly unconfirmed: { readonly count: number; readonly id: string; readonly fingerprint: string };
};

export type Attestation = {
  readonly id: string;
  readonly authority: string;
  readonly writer: string;
  readonly previous: Link | undefined;
};

/** OCSF's fingerprint object: SHA-256 in hex over JCS, or over flat bytes. */
export function fingerprintOf(sha256: string, serialization: 'jcs' | 'flat'): { readonly [name: string]: Json } {
  return { algorithm_id: 3, encoding_id: 1, serialization_id: serialization === 'jcs' ? 2 : 1, value: sha256 };
}

/** One entry of `attestation_list`, in the order of canonical JSON; without `fingerprint` it is what the fingerprint is taken over. */
export function attestationEntry(attestation: Attestation, fingerprint?: string): { readonly [name: string]: Json } {
  const { id, authority, writer, previous } = attestation;
  return {
    authority_uid: authority,
    chain_uid: writer,
    ...(fingerprint === undefined ? {} : { fingerprint: fingerprintOf(fingerprint, 'jcs') }),
    ...(previous === undefined ? {} : { prev_event: previousEvent(previous) }),
    uid: id,
  };
}

function previousEvent({ id, typeUid, fingerprint }: Link): { readonly [name: string]: Json } {
  return { fingerprint: fingerprintOf(fingerprint, 'jcs'), type_uid: typeUid, uid: id };
}
