/** What the pages need of the world. */

import type { VerdictPorts } from '#core/approving/give-verdict.ts';
import type { TokenPorts } from '#core/authenticate-token.ts';
import type { SignIn, StoredCalls } from '#core/ports.ts';
import type { Keyring } from '#core/sealed.ts';

export type PagesPorts = TokenPorts &
  VerdictPorts & {
    readonly keyring: Keyring;
    readonly storedCalls?: StoredCalls;
    readonly publicUrl: string;
    /** One a human issuer that has a client for the pages. */
    readonly signIns: readonly SignIn[];
  };

/** The ports, with what one process remembers: who was recorded to have seen what. */
export type RunningPorts = PagesPorts & { readonly seen: Set<string> };
