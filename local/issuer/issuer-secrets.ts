/** The dev issuer's own secrets: signing key, cookie keys, client secrets. Made at the first start, so that tokens outlive a restart. */

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { openPrivateFile } from '#adapters/local/private-file.ts';

export type SigningKey = { readonly kid: string; readonly alg: 'RS256'; readonly use: 'sig'; readonly [member: string]: string };

export type IssuerSecrets = {
  /** A private JWK (RFC 7517). */
  readonly signingKey: SigningKey;
  readonly cookieKeys: readonly string[];
  /** By client id. */
  readonly clientSecrets: { readonly ci: string; readonly agent: string };
};

export function openIssuerSecrets(dataDirectory: string): IssuerSecrets {
  const path = join(dataDirectory, 'issuer-keys.json');
  return parseSecrets(
    openPrivateFile(path, () => JSON.stringify(createSecrets())),
    path,
  );
}

function createSecrets(): IssuerSecrets {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = Object.fromEntries(
    Object.entries(privateKey.export({ format: 'jwk' })).map(([name, value]) => [name, String(value)]),
  );
  return {
    signingKey: { ...jwk, kid: randomText(12), alg: 'RS256', use: 'sig' },
    cookieKeys: [randomText(32)],
    clientSecrets: { ci: randomText(32), agent: randomText(32) },
  };
}

function parseSecrets(text: string, path: string): IssuerSecrets {
  const value: unknown = parseJson(text);
  const members = ['signingKey', 'cookieKeys', 'clientSecrets'];
  const isWhole = typeof value === 'object' && value !== null && members.every((member) => member in value);
  if (!isWhole) throw new Error(`${path} does not hold the dev issuer's keys. Move it away to start with new ones.`);
  return value as IssuerSecrets;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function randomText(sizeBytes: number): string {
  return randomBytes(sizeBytes).toString('base64url');
}
