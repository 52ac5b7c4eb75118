/** Assumed credentials in memory: bounded, never beyond 15 minutes or their own expiry, and one request for many askers at once. */

import type { AwsCredentials } from '#core/model.ts';
import type { Now } from '#core/ports.ts';

export type CredentialCache = {
  /** A failure is not kept: the next asker tries again. */
  readonly get: (key: string, fetch: () => Promise<AwsCredentials>) => Promise<AwsCredentials>;
};

type Entry = { readonly credentials: Promise<AwsCredentials>; readonly usableUntil: number };
type Entries = Map<string, Entry>;

const maxAgeMs = 15 * 60 * 1000;
/** Credentials must outlive the call that they are taken for. */
const marginMs = 60 * 1000;

export function createCredentialCache({ now, maxEntries }: { readonly now: Now; readonly maxEntries: number }): CredentialCache {
  const entries: Entries = new Map();
  return {
    get: (key, fetch) => {
      const time = Date.parse(now());
      const known = entries.get(key);
      if (known !== undefined && time < known.usableUntil) return known.credentials;
      const asked = { credentials: Promise.resolve().then(fetch), usableUntil: time + maxAgeMs };
      entries.delete(key);
      entries.set(key, asked);
      dropOldest(entries, maxEntries);
      settle(entries, key, asked);
      return asked.credentials;
    },
  };
}

/** Shortens the entry to the life of what came, or takes it out when nothing came. */
function settle(entries: Entries, key: string, asked: Entry): void {
  asked.credentials.then(
    ({ expiresAt }) => {
      const usableUntil = Math.min(asked.usableUntil, Date.parse(expiresAt) - marginMs);
      if (entries.get(key) === asked) entries.set(key, { ...asked, usableUntil });
    },
    () => {
      if (entries.get(key) === asked) entries.delete(key);
    },
  );
}

function dropOldest(entries: Entries, maxEntries: number): void {
  const surplus = Math.max(entries.size - maxEntries, 0);
  for (const key of [...entries.keys()].slice(0, surplus)) entries.delete(key);
}
