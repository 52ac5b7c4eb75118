/** The port through which the place of the sealed record is looked at: what keeps it as it is. */

/** Nothing can be shortened or deleted for so long (S3 Object Lock). */
export type RecordLock = { readonly mode: 'governance' | 'compliance'; readonly days: number };

export type RecordPlaceFacts = {
  /** Absent where whoever may write may also delete. */
  readonly lock?: RecordLock;
  readonly keepsVersions: boolean;
  /** Nobody can read it but those whom the gateway's own account, or user, lets. */
  readonly isPrivate: boolean;
  /** Absent until something was sealed. */
  readonly newest?: NewestCheckpoint;
};

export type NewestCheckpoint = {
  readonly seq: number;
  readonly sealedAt: string;
  /** Whether the file holds exactly what was signed. */
  readonly isInPlace: boolean;
  /** Until then its file cannot be deleted. */
  readonly lockedUntil?: string;
};

export type RecordPlace = {
  /** Errors: `recorder-unavailable`. */
  readonly look: () => Promise<RecordPlaceFacts>;
};
