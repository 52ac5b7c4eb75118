/** Approvals on AWS: their table, the state machine that waits with them, and who is told. */

import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { Table } from '#adapters/aws/dynamodb.ts';
import { createDynamoDbApprovals } from '#adapters/aws/dynamodb-approvals.ts';
import { createDynamoDbRevocations } from '#adapters/aws/dynamodb-revocations.ts';
import { createDynamoDbStoredCalls } from '#adapters/aws/dynamodb-stored-calls.ts';
import { createTaskTokens, type TaskTokens } from '#adapters/aws/dynamodb-task-tokens.ts';
import { createStepFunctionsMachine } from '#adapters/aws/step-functions.ts';
import { systemSleep } from '#adapters/clock/sleep.ts';
import type { Config } from '#config/config.ts';
import type { Approval } from '#core/approval/approval.ts';
import type { Notifier } from '#core/approval/approval-ports.ts';
import { createHeldLegs } from '#core/approval/held-legs.ts';
import { defaultLimits } from '#core/approval/limits.ts';
import { approvalUrl } from '#core/approval/link.ts';
import type { HoldingPorts } from '#core/approving/approval-ports.ts';
import { type CallNotice, tellOfCall } from '#core/call-notices.ts';
import { createNoteMasking } from '#core/masking/note-masking.ts';
import { notedApprovals } from '#core/operator-notes.ts';
import type { StoredCalls } from '#core/ports.ts';
import { createNotifier } from '#core/tell-people.ts';
import { createChannels } from './channels.ts';
import { meter } from './meter.ts';
import { meteredApprovals, meteredLegs } from './metered.ts';

type Shared = Pick<HoldingPorts, 'now' | 'newId' | 'record' | 'log' | 'keyring' | 'executions' | 'doorbell'>;

export type AwsApproving = HoldingPorts & {
  readonly storedCalls: StoredCalls;
  readonly notifier: Notifier;
  readonly tokens: TaskTokens;
  readonly tellOfCall: (notice: CallNotice) => Promise<void>;
};

export type ApprovingOptions = {
  readonly table: Table;
  readonly config: Config;
  readonly region: string;
  readonly stateMachineArn: string;
};

export function createApproving(shared: Shared, { table, config, region, stateMachineArn }: ApprovingOptions): AwsApproving {
  const { now, keyring } = shared;
  const { people, publicUrl } = config;
  const approvalLink = (approval: Approval) => approvalUrl(approval, { publicUrl, keyring });
  const tokens = createTaskTokens({ table, keyring, now });
  const [{ hotDays }, notes] = [config.recording, createNoteMasking(config.masking)];
  const approving: HoldingPorts & { readonly storedCalls: StoredCalls } = {
    ...shared,
    approvals: notedApprovals(meteredApprovals(createDynamoDbApprovals({ table, hotDays }), { now, meter }), notes),
    storedCalls: createDynamoDbStoredCalls(table),
    // What executes an approved call looks for itself at what was cut off.
    revocations: createDynamoDbRevocations({ table, now, cacheSeconds: 0 }),
    machine: createStepFunctionsMachine({ client: new SFNClient({ region }), stateMachineArn, tokens }),
    held: meteredLegs(createHeldLegs(), meter),
    sleep: systemSleep,
    limits: { ...defaultLimits, ...config.approvalLimits },
    chains: config.chains,
    managerClaim: config.managerClaim,
    ...(config.breakGlassChain === undefined ? {} : { breakGlassChain: config.breakGlassChain }),
    holdSeconds: config.wire.holdSeconds,
    approvalLink,
  };
  const channels = createChannels(config, { client: new SecretsManagerClient({ region }), region, now });
  const notifier = createNotifier({ ...approving, people, publicUrl, channels, approvalUrl: approvalLink });
  const telling = { ...approving, people, publicUrl, channels };
  return { ...approving, notifier, tokens, tellOfCall: (notice) => tellOfCall(notice, telling) };
}
