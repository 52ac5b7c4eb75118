/** The access keys that the sandbox knows: the gateway's own, and those that AssumeRole gave out. They are kept in memory only. */

import { randomBytes } from 'node:crypto';

/** What AssumeRole was asked for, and what every later call with these credentials carries. */
export type AssumedRole = {
  readonly role: string;
  readonly roleSessionName: string;
  readonly sourceIdentity: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly externalId?: string;
  readonly sessionPolicy?: string;
};

export type AccessKey = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiresAt?: string;
  readonly assumed?: AssumedRole;
};

export type AccessKeys = {
  readonly find: (accessKeyId: string) => AccessKey | undefined;
  readonly issue: (assumed: AssumedRole, expiresAt: string) => AccessKey & { readonly sessionToken: string };
};

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export function createAccessKeys(base: AccessKey): AccessKeys {
  const keys = new Map<string, AccessKey>([[base.accessKeyId, base]]);
  return {
    find: (accessKeyId) => keys.get(accessKeyId),
    issue: (assumed, expiresAt) => {
      const key = {
        accessKeyId: `ASIA${[...randomBytes(16)].map((byte) => alphabet[byte % 32]).join('')}`,
        secretAccessKey: randomBytes(30).toString('base64'),
        sessionToken: randomBytes(120).toString('base64'),
        expiresAt,
        assumed,
      };
      keys.set(key.accessKeyId, key);
      return key;
    },
  };
}
