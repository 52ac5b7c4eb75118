import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { EC2Client, RunInstancesCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { freePorts, startGateway } from './support/gateway.ts';

type Listed = { readonly id: string };

const terminate = (id: string) => new TerminateInstancesCommand({ InstanceIds: [id] });

test('what waits survives kill -9, and the SDK’s own retries resume the call until it is approved', async () => {
  const ports = await freePorts();
  const other = await startGateway({ holdSeconds: 1, ports });
  const credentials = await other.issue('engineer');
  const client = () => new EC2Client({ region: 'eu-west-1', endpoint: other.wireUrl, credentials, maxAttempts: 1 });
  const input = {
    ImageId: 'ami-0c0ffee0000000001',
    InstanceType: 't3.micro' as const,
    MinCount: 1,
    MaxCount: 1,
    TagSpecifications: [{ ResourceType: 'instance' as const, Tags: [{ Key: 'mcp-server', Value: 'x' }] }],
  };
  const { Instances = [] } = await client().send(new RunInstancesCommand(input));
  const id = Instances[0]?.InstanceId ?? '';
  await assert.rejects(client().send(terminate(id)), /NOT EXECUTED yet.*\/approvals\//);
  await other.crash();

  const again = await startGateway({ dataDirectory: other.dataDirectory, holdSeconds: 1, ports });
  const { body } = await again.api('approver', 'GET', '/v1/approvals');
  const [waiting] = (body as { readonly items: readonly Listed[] }).items;
  const patient = new EC2Client({ region: 'eu-west-1', endpoint: again.wireUrl, credentials, maxAttempts: 20 });
  const resumed = patient.send(terminate(id));
  await delay(3000);
  const given = await again.api('approver', 'POST', `/v1/approvals/${waiting?.id}/verdicts`, { verdict: 'approve' });
  const ended = await resumed;

  assert.equal(given.status, 200);
  assert.equal(ended.TerminatingInstances?.[0]?.CurrentState?.Name, 'shutting-down');
  await again.stop();
});
