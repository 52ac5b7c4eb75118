/** Binds a leg to what its call's mutable references are now: one that changes afterwards makes another digest (threats 13). */

import { mutableReferences, type Reference } from '../approval/mutable-references.ts';
import { canonicalJson, keyedHashHex } from '../canonical.ts';
import { awsAccount } from '../connections/aws-account.ts';
import { GatewayError } from '../errors.ts';
import { maskText } from '../masking/mask-text.ts';
import type { ReferenceReader } from '../read-references.ts';
import { currentKey, type Keyring } from '../sealed.ts';
import type { RunLeg } from './leg.ts';

export type ReferencePorts = { readonly keyring: Keyring; readonly references?: ReferenceReader };

/** Errors: `denied` where a reference cannot be read: nobody could know what was approved. */
export async function boundLeg<Bound extends RunLeg>(leg: Bound, ports: ReferencePorts): Promise<Bound> {
  const references = mutableReferences(leg.asking.calls[0]);
  if (references.length === 0) return leg;
  const resolved = await Promise.all(references.map((reference) => resolve(reference, leg, ports)));
  const digest = keyedHashHex(currentKey(ports.keyring, 'call-digest'), canonicalJson([leg.callDigest, resolved]));
  return { ...leg, digest, call: { ...leg.call, references: resolved } };
}

async function resolve(reference: Reference, leg: RunLeg, { references }: ReferencePorts) {
  const { connection } = leg.caller;
  const hashes = await Promise.all(
    reference.reads.map((read) => references?.read(awsAccount(connection), leg.call.region, read) ?? Promise.resolve(undefined)),
  );
  const known = hashes.filter((hash) => hash !== undefined);
  if (known.length === 0 || known.length < hashes.length) throw unresolvable(reference, leg);
  return { what: maskText(reference.what), hash: known.join('.') };
}

function unresolvable({ what, pin }: Reference, { call }: RunLeg): GatewayError {
  const cure = pin ?? 'Have the operator let the connection’s read role look at it.';
  return new GatewayError(
    'denied',
    `Countersign refused ${call.service}:${call.operation}: it needs an approval, and ${maskText(what)} may change after it. What it is now could not be read, so nobody can approve it. ${cure}`,
  );
}
