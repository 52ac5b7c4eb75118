/** The port through which roles are tried: what their trust policies let through, and what they refuse. */

import type { RolePlace } from '../ports.ts';

/** One request for a role, as it is to be tried; what is left out is not sent. */
export type RoleTrial = {
  readonly connection: RolePlace;
  readonly role: string;
  readonly roleSessionName: string;
  readonly sourceIdentity?: string;
  readonly externalId?: string;
  readonly tags: Readonly<Record<string, string>>;
};

/** `failed`: neither was found out. The code is AWS's or Node's own. */
export type TrialResult = { readonly kind: 'assumed' | 'denied' } | { readonly kind: 'failed'; readonly code: string };

export type RoleProbe = {
  /** Asks for the role, denied everything for as long as it lives, and keeps nothing of what it is given. Never throws. */
  readonly attempt: (trial: RoleTrial) => Promise<TrialResult>;
};
