/** `countersign credentials`: the `credential_process` of an AWS profile. One session serves its commands until it ends. */

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type GatewayOptions, post } from './api.ts';
import { CliError } from './cli-error.ts';
import type { Environment } from './environment.ts';
import { gatewayUrl } from './sign-in.ts';
import { readState, writeState } from './state-file.ts';

export type CredentialOptions = GatewayOptions & {
  readonly connection: string;
  readonly role?: string;
  readonly reason?: string;
  readonly duration?: string;
  /** In an emergency: with a second factor, a sign-in of the last minutes and a reason; a verdict is owed for it. */
  readonly breakGlass?: boolean;
};

/** The form that AWS clients read from a credential process. */
export type ProcessCredentials = {
  readonly Version: 1;
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly SessionToken: string;
  readonly Expiration: string;
};

/** AWS clients refresh early; handing out less than this would make them ask again at once. */
const marginMilliseconds = 120_000;

/** Errors: CliError. */
export async function credentials(environment: Environment, options: CredentialOptions): Promise<ProcessCredentials> {
  const file = cacheFile(environment, options);
  const cached = asCredentials(readState(file));
  if (cached !== undefined && Date.parse(cached.Expiration) - marginMilliseconds > Date.now()) return cached;
  const fetched = await fetchCredentials(environment, options);
  writeState(file, fetched);
  return fetched;
}

async function fetchCredentials(environment: Environment, options: CredentialOptions): Promise<ProcessCredentials> {
  const { connection, role, reason, duration, breakGlass } = options;
  const body = await post(environment, options, '/v1/credentials', {
    connection,
    ...(role === undefined ? {} : { role }),
    ...(reason === undefined ? {} : { reason }),
    ...(duration === undefined ? {} : { durationSeconds: Number(duration) }),
    ...(breakGlass === true ? { breakGlass } : {}),
  });
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = body;
  const issued = asCredentials({
    Version: 1,
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
    Expiration: expiration,
  });
  if (issued === undefined) throw new CliError('unreachable', 'The gateway answered without credentials.');
  return issued;
}

/** A break-glass session is one, whatever its reason: the next one has to wait for its verdict. */
function cacheFile(environment: Environment, options: CredentialOptions): string {
  const { connection, role = '', reason = '', as = '', breakGlass } = options;
  const kind = breakGlass === true ? ['break-glass'] : [reason];
  const asked = JSON.stringify([gatewayUrl(environment, options.url), connection, role, ...kind, as]);
  return join(environment.stateDirectory, 'credentials', `${createHash('sha256').update(asked).digest('hex').slice(0, 32)}.json`);
}

function asCredentials(value: unknown): ProcessCredentials | undefined {
  if (value === null || typeof value !== 'object') return undefined;
  const texts = ['AccessKeyId', 'SecretAccessKey', 'SessionToken', 'Expiration'];
  const isWhole = texts.every((name) => name in value && typeof Reflect.get(value, name) === 'string');
  return isWhole ? (value as ProcessCredentials) : undefined;
}
