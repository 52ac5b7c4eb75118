/** The narrow role: AssumeRole with SourceIdentity, session tags and a session policy, cached in memory for everything that it was asked for. */

import { AssumeRoleCommand, type AssumeRoleCommandInput, STSClient } from '@aws-sdk/client-sts';
import { canonicalJson } from '#core/canonical.ts';
import { GatewayError } from '#core/errors.ts';
import type { AwsCredentials } from '#core/model.ts';
import type { AssumeRequest, Now, RoleAssumer } from '#core/ports.ts';
import { createCredentialCache } from './credential-cache.ts';
import { createScopingAssumer } from './scoped-credentials.ts';
import { toAwsCredentials } from './sts-credentials.ts';
import { type StsOptions, stsCode, stsConfig, stsCredentials } from './sts-place.ts';

export type RoleAssumerOptions = StsOptions & {
  readonly now: Now;
  /** 900 to 3600. */
  readonly durationSeconds?: number;
  readonly maxCached?: number;
  /** Told how much of what a session may carry its tags and policy take, in percent: at 100 a role can be assumed no more. */
  readonly tellUtilization?: (percent: number) => void;
};

/** Roles for every connection. Errors: `upstream-unreachable` with STS's code, and nothing was done. */
export function createRoleAssumer(options: RoleAssumerOptions): RoleAssumer {
  const durationSeconds = options.durationSeconds ?? 900;
  if (!Number.isInteger(durationSeconds) || durationSeconds < 900 || durationSeconds > 3600) {
    throw new RangeError(`durationSeconds: ${durationSeconds} is not within 900 to 3600`);
  }
  const clients = new Map<string, STSClient>();
  const cache = createCredentialCache({ now: options.now, maxEntries: options.maxCached ?? 1000 });
  const assumer: RoleAssumer = {
    assume: (request) =>
      cache.get(cacheKey(request), () =>
        assume(clientFor(clients, options, request), commandInput(request, durationSeconds), { request, options }),
      ),
  };
  const scoping = createScopingAssumer(assumer, { configFor: (request) => stsConfig(options, request) });
  return { assume: (request) => scoping.assume(request).catch((cause) => Promise.reject(refusal(request, cause))) };
}

/** Everything that shapes the credentials: none are shared between two requests that differ anywhere. */
function cacheKey(request: AssumeRequest): string {
  const { connection, role, principal, session, sourceIdentity, roleSessionName, tags } = request;
  const upstream = [connection.name, connection.endpoint ?? '', connection.externalId ?? ''];
  return canonicalJson([
    ...upstream,
    role,
    principal,
    session,
    sourceIdentity,
    roleSessionName,
    tags,
    request.narrowingPolicy ?? '',
  ]);
}

function commandInput(request: AssumeRequest, durationSeconds: number): AssumeRoleCommandInput {
  return {
    RoleArn: request.role,
    RoleSessionName: request.roleSessionName,
    SourceIdentity: request.sourceIdentity,
    Tags: Object.entries(request.tags).map(([Key, Value]) => ({ Key, Value })),
    DurationSeconds: durationSeconds,
    ...(request.narrowingPolicy === undefined ? {} : { Policy: request.narrowingPolicy }),
    ...(request.connection.externalId === undefined ? {} : { ExternalId: request.connection.externalId }),
  };
}

async function assume(
  client: STSClient,
  input: AssumeRoleCommandInput,
  { request, options }: { readonly request: AssumeRequest; readonly options: RoleAssumerOptions },
): Promise<AwsCredentials> {
  try {
    const { Credentials: found, SessionTokenUtilization: percent } = await client.send(new AssumeRoleCommand(input));
    if (percent !== undefined) options.tellUtilization?.(percent);
    return toAwsCredentials(found);
  } catch (cause) {
    throw refusal(request, cause);
  }
}

/** One client a place. */
function clientFor(clients: Map<string, STSClient>, options: RoleAssumerOptions, request: AssumeRequest): STSClient {
  const config = stsConfig(options, request);
  const endpoint = String(config.endpoint);
  const known = clients.get(endpoint);
  if (known !== undefined) return known;
  const client = new STSClient({ ...config, ...stsCredentials(request.connection, options) });
  clients.set(endpoint, client);
  return client;
}

function refusal({ connection, role }: AssumeRequest, cause: unknown): GatewayError {
  if (cause instanceof GatewayError) return cause;
  const code = stsCode(cause);
  const cure =
    code === 'AccessDenied'
      ? ' Its trust policy must let the gateway assume it, tag the session and set the source identity, with the external id of the connection.'
      : '';
  const message = `The role ${role} of "${connection.name}" could not be assumed: ${code}. Nothing was done.${cure}`;
  return new GatewayError('upstream-unreachable', message, { cause });
}
