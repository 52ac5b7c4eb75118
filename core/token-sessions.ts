/** Sessions of bearer tokens: a token's first call on a connection and role opens one, and it ends with the token or after 30 idle minutes. */

import { keyedHashHex } from './canonical.ts';
import { epochMilliseconds, isoTime } from './instant.ts';
import { sessionOpened } from './issue-credentials.ts';
import type { AnyConnection, Role, Session } from './model.ts';
import type { NewId, Now, Search } from './ports.ts';
import type { ApiCaller } from './product-api.ts';
import type { EventDraft } from './recording/draft.ts';

export type TokenSessionPorts = {
  readonly now: Now;
  readonly newId: NewId;
  readonly record: (draft: EventDraft) => Promise<unknown>;
  readonly search: Search;
  /** Purpose key `recorded-hash`. */
  readonly hashKey: Uint8Array;
};

export type TokenSessions = {
  /** The session of the caller's token, opened and recorded when there is none. Errors: `recorder-unavailable`. */
  readonly of: (caller: ApiCaller, opened: { readonly connection: AnyConnection; readonly role: Role }) => Promise<Session>;
};

const idleMilliseconds = 30 * 60 * 1000;
const mostKept = 10_000;
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

type Kept = { readonly session: Promise<Session>; usedAt: number };

/** Nothing is stored: the last 80 bits of a session's id are a keyed hash of its token, so that any process finds it in the record. */
export function createTokenSessions(ports: TokenSessionPorts): TokenSessions {
  const kept = new Map<string, Kept>();
  return {
    of: async (caller, opened) => {
      const mark = markOf(caller, opened, ports.hashKey);
      const at = epochMilliseconds(ports.now());
      const known = kept.get(mark);
      if (known !== undefined && at - known.usedAt < idleMilliseconds) {
        known.usedAt = at;
        return known.session;
      }
      const session = findOrOpen(caller, { ...opened, mark }, ports);
      keep(kept, mark, { session, usedAt: at });
      session.catch(() => kept.delete(mark));
      return session;
    },
  };
}

/** The oldest is looked up in the record again when it comes back. */
function keep(kept: Map<string, Kept>, mark: string, entry: Kept): void {
  kept.delete(mark);
  kept.set(mark, entry);
  const [oldest] = kept.keys();
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
}

type Opening = { readonly connection: AnyConnection; readonly role: Role; readonly mark: string };

async function findOrOpen(caller: ApiCaller, opening: Opening, ports: TokenSessionPorts): Promise<Session> {
  const { connection, role, mark } = opening;
  const { principal, tokenIssuedAt, tokenExpiresAt } = caller;
  const now = ports.now();
  const from = isoTime(epochMilliseconds(now) - idleMilliseconds);
  const { sessions } = await ports.search.sessions({ principal: principal.id, connection: connection.name, from }, 100);
  const found = sessions.find(({ id }) => id.endsWith(mark));
  const session: Session = {
    id: found?.id ?? `${ports.newId().slice(0, 10)}${mark}`,
    principal,
    connection: connection.name,
    role: role.arn,
    tokenIssuedAt,
    openedAt: found?.openedAt ?? now,
    expiresAt: tokenExpiresAt,
  };
  if (found === undefined) await ports.record(sessionOpened(session, caller, ports.newId()));
  return session;
}

/** A token is known by its principal, its client and its times. */
function markOf(caller: ApiCaller, { connection, role }: Omit<Opening, 'mark'>, hashKey: Uint8Array): string {
  const { principal, tokenIssuedAt, tokenExpiresAt } = caller;
  const token = [principal.id, principal.onBehalfOf?.id ?? '', principal.clientId ?? '', tokenIssuedAt, tokenExpiresAt];
  const hash = keyedHashHex(hashKey, JSON.stringify(['token-session', ...token, connection.name, role.arn]));
  return base32(BigInt(`0x${hash.slice(0, 20)}`));
}

/** 80 bits as the 16 characters that end a ULID. */
function base32(bits: bigint): string {
  return Array.from({ length: 16 }, (_, index) => alphabet.charAt(Number((bits >> BigInt((15 - index) * 5)) & 31n))).join('');
}
