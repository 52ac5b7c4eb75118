/** GetScopedCredentials: one cached role for a session, and credentials cut down from it for one call, in seconds (STS, since November 2026). */

import { GetScopedCredentialsCommand, STSClient, type STSClientConfig } from '@aws-sdk/client-sts';
import type { AwsCredentials } from '#core/model.ts';
import type { AssumeRequest, RoleAssumer } from '#core/ports.ts';
import { toAwsCredentials } from './sts-credentials.ts';

/** Long enough for one call to be signed and sent; the role that it is cut from lives longer. */
const durationSeconds = 60;

/** STS of an older kind, or a role that may not ask for it: AssumeRole with a session policy does the same. */
const notThere: ReadonlySet<string> = new Set([
  'AccessDenied',
  'InvalidAction',
  'NotImplemented',
  'UnknownOperationException',
  'UnsupportedOperation',
]);

export type ScopingOptions = {
  /** The STS of a connection, and how long it is waited for. */
  readonly configFor: (request: AssumeRequest) => STSClientConfig;
};

/**
 * Roles cut down by `GetScopedCredentials` where the connection says `auto`; everything else is the assumer's. An STS that does not have it
 * is not asked again. Errors: those of the assumer.
 */
export function createScopingAssumer(assumer: RoleAssumer, { configFor }: ScopingOptions): RoleAssumer {
  const without = new Set<string>();
  return {
    assume: async (request) => {
      const { narrowingPolicy, ...wide } = request;
      const { connection } = request;
      if (connection.scopedCredentials !== 'auto' || narrowingPolicy === undefined || without.has(connection.name)) {
        return assumer.assume(request);
      }
      const credentials = await assumer.assume(wide);
      const scoped = await cutDown(credentials, request, configFor(request));
      if (scoped !== undefined) return scoped;
      without.add(connection.name);
      return assumer.assume(request);
    },
  };
}

/** `undefined` where STS has no such operation. Any other failure cuts nothing down, and the wide credentials are not used. */
async function cutDown(
  credentials: AwsCredentials,
  { narrowingPolicy, session, callId }: AssumeRequest,
  config: STSClientConfig,
): Promise<AwsCredentials | undefined> {
  const client = new STSClient({ ...config, credentials: toIdentity(credentials) });
  const ScopedSessionDescription = callId === undefined ? `countersign:session=${session}` : `countersign:call=${callId}`;
  try {
    const found = await client.send(
      new GetScopedCredentialsCommand({ Policy: narrowingPolicy, DurationSeconds: durationSeconds, ScopedSessionDescription }),
    );
    return toAwsCredentials(found.Credentials);
  } catch (cause) {
    if (cause instanceof Error && notThere.has(cause.name)) return undefined;
    throw cause;
  } finally {
    client.destroy();
  }
}

function toIdentity({ accessKeyId, secretAccessKey, sessionToken }: AwsCredentials) {
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}
