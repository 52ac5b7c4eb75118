import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CreateTagsCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { createRoleAssumer } from '#adapters/upstream/assume-role.ts';
import { createUpstream } from '#adapters/upstream/aws-http.ts';
import { createFactReader } from '#adapters/upstream/resource-tags.ts';
import type { Connection, Resource } from '#core/model.ts';
import { type Moto, startMoto } from './support/moto.ts';
import { needs } from './support/on-path.ts';

const account = '123456789012';
const region = 'eu-west-1';
const present = needs('moto_server');

let moto: Moto | undefined;
before(async () => {
  if (!present.skip) moto = await startMoto();
});
after(() => moto?.stop());

test('roles are assumed and tags are read on moto_server as on the sandbox', present, async () => {
  const url = moto?.url ?? '';
  const settings = { region, endpoint: url, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  const { Instances = [] } = await new EC2Client(settings).send(
    new RunInstancesCommand({ ImageId: 'ami-12c6146b', MinCount: 1, MaxCount: 1 }),
  );
  const id = Instances[0]?.InstanceId ?? '';
  const tag = { Key: 'note', Value: '<&>"ü' };
  await new EC2Client(settings).send(new CreateTagsCommand({ Resources: [id], Tags: [tag] }));
  const secret = await new SecretsManagerClient(settings).send(
    new CreateSecretCommand({ Name: 'a/b', SecretString: 'x', Tags: [tag] }),
  );
  await new SSMClient(settings).send(new PutParameterCommand({ Name: 'flat', Value: 'x', Type: 'String', Tags: [tag] }));
  const role = `arn:aws:iam::${account}:role/countersign/facts`;
  const connection: Connection = {
    kind: 'aws',
    name: 'moto',
    account,
    regions: [region],
    readRole: role,
    roles: [],
    wait: 'hold',
    mode: 'enforce',
    endpoint: url,
  };
  const now = () => new Date().toISOString();
  const upstream = createUpstream({ now });
  const at = { region, account };
  const resources: readonly Resource[] = [
    { ...at, service: 'ec2', type: 'instance', arn: `arn:aws:ec2:${region}:${account}:instance/${id}` },
    { ...at, service: 'secretsmanager', type: 'secret', arn: secret.ARN ?? '' },
    { ...at, service: 'ssm', type: 'parameter', arn: `arn:aws:ssm:${region}:${account}:parameter/flat` },
  ];

  const read = await createFactReader({ upstream, assumer: createRoleAssumer({ now, region }) }).read(connection, resources);
  upstream.close();

  assert.deepEqual(
    read.map(({ tags, tagsKnown }) => [tagsKnown, tags.note]),
    Array(3).fill([true, tag.Value]),
  );
});
