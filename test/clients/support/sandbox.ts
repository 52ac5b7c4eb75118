/** A sandbox that listens on a port of its own, and credentials of a role in it. */

import { once } from 'node:events';
import { createServer } from 'node:http';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { ulid } from 'ulid';
import { type BaseCredentials, emulatorCredentials } from '#adapters/upstream/sts-place.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from '#local/sandbox/sandbox.ts';

export type SdkCredentials = Required<BaseCredentials>;

export type RunningSandbox = {
  readonly sandbox: Sandbox;
  readonly url: string;
  readonly baseCredentials: BaseCredentials;
  /** Credentials of the engineer's role, straight from the sandbox's STS. */
  readonly assume: (wish: {
    readonly sourceIdentity?: string;
    readonly sessionPolicy?: string | undefined;
  }) => Promise<SdkCredentials>;
  readonly stop: () => Promise<void>;
};

export async function startSandbox(options: Partial<SandboxOptions> = {}): Promise<RunningSandbox> {
  const sandbox = createSandbox({ account: '123456789012', now: () => new Date().toISOString(), newId: ulid, ...options });
  const server = createServer(sandbox.listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  return {
    sandbox,
    url,
    baseCredentials: emulatorCredentials,
    assume: (wish) => assume(url, wish),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      sandbox.close();
    },
  };
}

async function assume(url: string, wish: Parameters<RunningSandbox['assume']>[0]): Promise<SdkCredentials> {
  const sts = new STSClient({ region: 'eu-west-1', endpoint: url, credentials: emulatorCredentials });
  const input = {
    RoleArn: 'arn:aws:iam::123456789012:role/countersign/engineer',
    RoleSessionName: 'session-1',
    SourceIdentity: wish.sourceIdentity ?? 'ann',
    Tags: [{ Key: 'countersign:session', Value: 'session-1' }],
    Policy: wish.sessionPolicy,
  };
  const { Credentials: found } = await sts.send(new AssumeRoleCommand(input));
  sts.destroy();
  return {
    accessKeyId: found?.AccessKeyId ?? '',
    secretAccessKey: found?.SecretAccessKey ?? '',
    sessionToken: found?.SessionToken ?? '',
  };
}
