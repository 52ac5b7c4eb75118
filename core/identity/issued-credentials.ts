/**
 * Issued credentials: a SigV4 key triple that is worth nothing at AWS. The session travels sealed in the session token and
 * the secret is derived from it, so that verifying reads no store.
 */

import { randomBytes, timingSafeEqual } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { hmacSha256 } from '../canonical.ts';
import { type CredentialFault, GatewayError } from '../errors.ts';
import type { Session } from '../model.ts';
import { type Keyring, purposeKey, seal, unseal } from '../sealed.ts';
import { parseSession, type SealedSession } from './parse-session.ts';

export type IssuedCredentials = {
  /** `CSGN` and 16 of A–Z, 2–7. */
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: string;
  readonly sessionId: string;
};

/** Clients and fronts pass headers of 4 KB; the HTTP API allows 10,240 bytes for all of them. */
const longestToken = 4096;
const largestClear = 65_536;
const accessKeyForm = /^CSGN[A-Z2-7]{16}$/;

/** Errors: `payload-too-large` when the groups and claims of the principal do not fit into a session token. */
export function issueCredentials({
  keyring,
  session,
}: {
  readonly keyring: Keyring;
  readonly session: Session;
}): IssuedCredentials {
  const accessKeyId = newAccessKeyId();
  // Parsed before it is sealed, so that nothing is issued which could not be opened.
  const clear = Buffer.from(JSON.stringify(parseSession({ accessKeyId, session })));
  const sessionToken: string = seal(keyring, 'issued-credentials', deflateRawSync(clear, { level: 9 }));
  if (clear.length > largestClear || sessionToken.length > longestToken) throw tooLong(session, sessionToken.length);
  const secretAccessKey = secretOf(keyring, accessKeyId, sessionToken);
  return { accessKeyId, secretAccessKey, sessionToken, expiration: session.expiresAt, sessionId: session.id };
}

type Presented = {
  readonly keyring: Keyring;
  readonly accessKeyId: string;
  readonly sessionToken: string;
  readonly now: string;
};

/** Errors: `unauthenticated` with the fault `expired`, or `unknown-key` for everything that was not issued as this pair. */
export function openCredentials(presented: Presented): { readonly session: Session; readonly secretAccessKey: string } {
  const { keyring, accessKeyId, sessionToken, now } = presented;
  if (!accessKeyForm.test(accessKeyId) || sessionToken.length > longestToken) throw refused('unknown-key');
  const opened = unseal(keyring, 'issued-credentials', sessionToken);
  if (opened === undefined) throw refused('unknown-key');
  const { accessKeyId: sealedId, session } = parseSealed(opened);
  if (!timingSafeEqual(Buffer.from(sealedId), Buffer.from(accessKeyId))) throw refused('unknown-key');
  if (session.expiresAt <= now) throw refused('expired');
  return { session, secretAccessKey: secretOf(keyring, accessKeyId, sessionToken) };
}

/** Base32 of 80 random bits. */
function newAccessKeyId(): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const characters = Array.from(randomBytes(16), (byte) => alphabet.charAt(byte % alphabet.length));
  return `CSGN${characters.join('')}`;
}

/** 240 bits of HMAC-SHA-256, in as many characters as AWS's own secrets have. The key is of the root that sealed the token. */
function secretOf(keyring: Keyring, accessKeyId: string, sessionToken: string): string {
  const key = purposeKey(keyring, 'issued-secret', sessionToken.slice(0, sessionToken.indexOf('.')));
  if (key === undefined) throw refused('unknown-key');
  return hmacSha256(key).update(`${accessKeyId}\0${sessionToken}`).digest('base64url').slice(0, 40);
}

function parseSealed(bytes: Uint8Array): SealedSession {
  try {
    const value: unknown = JSON.parse(inflateRawSync(bytes, { maxOutputLength: largestClear }).toString());
    return parseSession(value);
  } catch (cause) {
    throw refused('unknown-key', cause);
  }
}

function refused(fault: CredentialFault, cause?: unknown): GatewayError {
  return new GatewayError('unauthenticated', 'The credentials are not accepted. Fetch new ones and repeat the command.', {
    fault,
    cause,
  });
}

function tooLong(session: Session, length: number): GatewayError {
  const { groups, claims } = session.principal;
  const holds = `${groups.length} groups and ${Object.keys(claims).length} further claims`;
  return new GatewayError(
    'payload-too-large',
    `The session token would have ${length} characters, and ${longestToken} is the limit: your sign-in carries ${holds}. ` +
      'Have the identity provider send only the groups that Countersign uses.',
  );
}
