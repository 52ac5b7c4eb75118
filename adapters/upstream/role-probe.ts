/** Tries roles at STS: whether one is given or refused, and nothing of what is given is kept. */

import { AssumeRoleCommand, type AssumeRoleCommandInput, STSClient } from '@aws-sdk/client-sts';
import type { RoleProbe, RoleTrial, TrialResult } from '#core/checking/role-probe.ts';
import { type StsOptions, stsCode, stsConfig, stsCredentials } from './sts-place.ts';

/** The shortest life that STS gives. */
const durationSeconds = 900;
/** What a trial was given by mistake can do nothing. */
const nothing = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] });
/** The answers to all trials are due within the time of one request. */
const timeoutMs = 3000;

export function createRoleProbe(options: Omit<StsOptions, 'timeoutMs'>): RoleProbe {
  return {
    attempt: async (trial) => {
      const config = stsConfig({ ...options, timeoutMs }, trial);
      const client = new STSClient({ ...config, ...stsCredentials(trial.connection, options), maxAttempts: 1 });
      try {
        await client.send(new AssumeRoleCommand(inputOf(trial)));
        return { kind: 'assumed' };
      } catch (thrown) {
        return refused(stsCode(thrown));
      } finally {
        client.destroy();
      }
    },
  };
}

function refused(code: string): TrialResult {
  return code === 'AccessDenied' ? { kind: 'denied' } : { kind: 'failed', code };
}

function inputOf({ role, roleSessionName, sourceIdentity, externalId, tags }: RoleTrial): AssumeRoleCommandInput {
  return {
    RoleArn: role,
    RoleSessionName: roleSessionName,
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    DurationSeconds: durationSeconds,
    Policy: nothing,
    ...(sourceIdentity === undefined ? {} : { SourceIdentity: sourceIdentity }),
    ...(externalId === undefined ? {} : { ExternalId: externalId }),
  };
}
