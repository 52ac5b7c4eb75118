import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import type { Parameters } from '../../../model.ts';
import { checkedServices, resourcesOf } from './resources.ts';

const catalog = readCatalog();
const place = { region: 'eu-west-1', account: '123456789012', partition: 'aws' };
const here = 'eu-west-1:123456789012';

function found(id: string, parameters: Parameters) {
  const [service = '', name = ''] = id.split(':');
  const operation = catalog.operation(service, name);
  assert.ok(operation, id);
  const { access, resource } = operation;
  const { resources, resourcesKnown } = resourcesOf({ service, operation: name, parameters, access, resource, ...place });
  return [resources.map(({ arn }) => arn.replace('arn:aws:', '')), resourcesKnown];
}

const known: readonly (readonly [id: string, parameters: Parameters, arns: readonly string[]])[] = [
  ['glue:StartJobRun', { JobName: 'etl' }, [`glue:${here}:job/etl`]],
  ['firehose:PutRecordBatch', { DeliveryStreamName: 'clicks' }, [`firehose:${here}:deliverystream/clicks`]],
  ['amplify:GetBranch', { appId: 'd123', branchName: 'main' }, [`amplify:${here}:apps/d123/branches/main`]],
  [
    'elbv2:DeleteTargetGroup',
    { TargetGroupArn: `arn:aws:elasticloadbalancing:${here}:targetgroup/web/0a1b` },
    [`elasticloadbalancing:${here}:targetgroup/web/0a1b`],
  ],
  ['cloudfront:DeleteVpcOrigin', { Id: 'vo-1' }, ['cloudfront::123456789012:vpcorigin/vo-1']],
  ['glue:ListJobs', {}, []],
];

for (const [id, parameters, arns] of known) {
  test(`${id} touches ${arns.join(', ') || 'the account'}, by AWS’s reference`, () => {
    assert.deepEqual(found(id, parameters), [arns, true]);
  });
}

const floors: readonly (readonly [why: string, id: string, parameters: Parameters, arns: readonly string[]])[] = [
  ['a name in capital letters may be the ARN’s in small ones', 'glue:StartJobRun', { JobName: 'ETL' }, [`glue:${here}:job/ETL`]],
  ['a path is no name', 'glue:StartJobRun', { JobName: 'a/b' }, []],
  ['a wildcard is no name', 'glue:StartJobRun', { JobName: '*' }, []],
  ['there is no name', 'glue:StartJobRun', {}, []],
  [
    'another account’s',
    'elbv2:DeleteTargetGroup',
    { TargetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:999999999999:targetgroup/web/0a1b' },
    ['elasticloadbalancing:eu-west-1:999999999999:targetgroup/web/0a1b'],
  ],
  ['another type’s', 'elbv2:DeleteTargetGroup', { TargetGroupArn: `arn:aws:elasticloadbalancing:${here}:loadbalancer/web` }, []],
  [
    'another account is named beside it',
    'glue:StartJobRun',
    { JobName: 'etl', Arguments: { q: 'arn:aws:sqs:eu-west-1:999999999999:q' } },
    [`glue:${here}:job/etl`, 'sqs:eu-west-1:999999999999:q'],
  ],
  ['a write without a resource in the reference may touch anything', 'glue:PutResourcePolicy', { PolicyInJson: '{}' }, []],
];

for (const [why, id, parameters, arns] of floors) {
  test(`${why}: the resources of ${id} are not known`, () => {
    assert.deepEqual(found(id, parameters), [arns, false]);
  });
}

test('no template resolves to a wildcard, or to another account, for any operation', (context) => {
  const operations = [...catalog.services.values()]
    .filter(({ id }) => !checkedServices.has(id))
    .flatMap((service) => [...service.operations.values()]);
  const resolved = operations.map(({ service, name, access, resource }) => {
    const template = resource !== undefined && resource.kind !== 'account' ? resource.template : '';
    const members = [...template.matchAll(/\{([A-Za-z0-9_]+)\}/g)].map(([, member = '']) => member);
    const parameters = Object.fromEntries(members.map((member) => [member, 'abc']));
    return resourcesOf({ service, operation: name, parameters, access, resource, ...place });
  });

  const arns = resolved.flatMap(({ resources }) => resources);
  context.diagnostic(`${arns.length} operations of the other services resolve by template`);
  assert.ok(arns.length > 3000, `${arns.length}`);
  assert.deepEqual(
    arns.filter(({ arn, account }) => /[*?{}]|undefined/.test(arn) || account !== place.account),
    [],
  );
});
