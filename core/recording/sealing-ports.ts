/** What sealing asks of the world: the events that are in no segment yet, a place for segments and checkpoints, and a key. */

import type { EventColumns } from '../ports.ts';
import type { Checkpoint, SignedCheckpoint } from './checkpoint.ts';
import type { Receipt } from './receipt.ts';

/** An event as the store has it. The id is the store's own, so that a changed line still has a place. */
export type UnsealedEvent = { readonly id: string; readonly line: string };

/** `mark` is where the store stands behind these events; only the store reads it. */
export type Unsealed = {
  readonly events: readonly UnsealedEvent[];
  readonly mark: string;
  /** Time of the oldest event that is known and not among these; absent when there is none. */
  readonly unsealedFrom?: string | undefined;
};

export type SealStore = {
  readonly latest: () => Promise<SignedCheckpoint | undefined>;
  /** In the order in which they were stored. Errors: `recorder-unavailable`. */
  readonly unsealed: (limit: number) => Promise<Unsealed>;
  /** Durable when it returns; what was there under the same key, and is in no checkpoint, is replaced. */
  readonly putSegment: (key: string, bytes: Uint8Array) => Promise<void>;
  /** Conditional on `seq`: `taken` when another sealer was first. Durable when it returns. */
  readonly putCheckpoint: (signed: SignedCheckpoint, mark: string) => Promise<'written' | 'taken'>;
};

export type CheckpointSigner = {
  /** SHA-256 of the public key (SubjectPublicKeyInfo, DER) in hex. */
  readonly keyId: string;
  /** Errors: `recorder-unavailable`. */
  readonly sign: (content: Uint8Array) => Promise<Uint8Array>;
};

/** By what a checkpoint knows an event. */
export type SealedEvent = Pick<EventColumns, 'id' | 'writer' | 'sequence'>;

export type Receipts = {
  /** The receipt of one event; `not-sealed` until its checkpoint is written, `undefined` for no event. Errors: `recorder-unavailable`. */
  readonly find: (id: string) => Promise<Receipt | 'not-sealed' | undefined>;
  /** The checkpoint that seals an event; `undefined` until one does. Errors: `recorder-unavailable`. */
  readonly checkpointOf: (event: SealedEvent) => Promise<Checkpoint | undefined>;
};
