import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import type { ReferenceRead } from './approval/mutable-references.ts';
import type { Connection } from './model.ts';
import { createReferenceReader } from './read-references.ts';

const connection: Connection = {
  kind: 'aws',
  name: 'prod',
  account: '123456789012',
  regions: ['eu-west-1'],
  roles: [{ arn: 'arn:aws:iam::123456789012:role/r', groups: ['engineers'], narrow: 'service' }],
  wait: 'hold',
  mode: 'enforce',
};
const templateRead = { service: 'fis', operation: 'GetExperimentTemplate', parameters: { id: 'EXT123' } };
const versionsRead = {
  service: 'ec2',
  operation: 'DescribeLaunchTemplateVersions',
  parameters: { LaunchTemplateName: 't', Versions: ['$Latest'] },
};

/** As AWS's reference shows it. */
const template = {
  experimentTemplate: {
    id: 'EXT123',
    description: 'Stop one instance',
    targets: { web: { resourceType: 'aws:ec2:instance', selectionMode: 'COUNT(1)', resourceTags: { env: 'test' } } },
    actions: {
      stop: {
        actionId: 'aws:ec2:stop-instances',
        parameters: { startInstancesAfterDuration: 'PT5M' },
        targets: { Instances: 'web' },
      },
    },
    stopConditions: [{ source: 'none' }],
    lastUpdateTime: 1764000000.5,
    tags: { a: '1', b: '2' },
  },
};

async function hashOf(read: ReferenceRead, body: string, status = 200): Promise<string | undefined> {
  const reader = createReferenceReader({
    catalog: readCatalog(),
    roles: { assume: async () => ({ accessKeyId: 'A', secretAccessKey: 's', expiresAt: '2030-01-01T00:00:00.000Z' }) },
    upstream: {
      send: async () => ({ status, headers: [], body: Buffer.from(body) }),
      stream: () => assert.fail('nothing is streamed'),
    },
    hashKey: new Uint8Array(32),
  });
  return reader.read(connection, 'eu-west-1', read);
}

test('members of JSON in another order are the same thing, and another value is not', async () => {
  const { experimentTemplate } = template;
  const reordered = { experimentTemplate: Object.fromEntries(Object.entries(experimentTemplate).reverse()) };
  const edited = {
    experimentTemplate: { ...experimentTemplate, targets: { web: { ...experimentTemplate.targets.web, selectionMode: 'ALL' } } },
  };

  const first = await hashOf(templateRead, JSON.stringify(template));

  assert.ok(first !== undefined);
  assert.equal(await hashOf(templateRead, JSON.stringify(reordered)), first);
  assert.notEqual(await hashOf(templateRead, JSON.stringify(edited)), first);
});

test('a member that the model does not have counts too', async () => {
  const extended = { experimentTemplate: { ...template.experimentTemplate, newerThanTheModel: true } };

  assert.notEqual(await hashOf(templateRead, JSON.stringify(extended)), await hashOf(templateRead, JSON.stringify(template)));
});

test('answers in XML differ by the id of their request alone, and are the same thing', async () => {
  const versions = (requestId: string, type: string) =>
    `<DescribeLaunchTemplateVersionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>${requestId}</requestId><launchTemplateVersionSet><item><launchTemplateData><instanceType>${type}</instanceType></launchTemplateData><versionNumber>1</versionNumber></item></launchTemplateVersionSet></DescribeLaunchTemplateVersionsResponse>`;

  const first = await hashOf(versionsRead, versions('r-1', 't3.micro'));

  assert.equal(await hashOf(versionsRead, versions('r-2', 't3.micro')), first);
  assert.notEqual(await hashOf(versionsRead, versions('r-1', 'p5.48xlarge')), first);
});

test('an error of AWS, and an answer that is no JSON, is not known', async () => {
  assert.equal(await hashOf(templateRead, JSON.stringify(template), 403), undefined);
  assert.equal(await hashOf(templateRead, '<html>'), undefined);
});
