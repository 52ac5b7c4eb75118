import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareAll, oracleAbsence, summary } from './botocore-samples.ts';

const absence = oracleAbsence();
/** Every protocol, and services that identify differently. */
const services = [
  'sts',
  'iam',
  'rds',
  'ec2',
  'ssm',
  'secretsmanager',
  'dynamodb',
  'sqs',
  'lambda',
  'apigateway',
  's3',
  'route53',
  'cloudwatch',
];

test('what botocore writes is decoded to what it was given, and what we write of that is the same', async (context) => {
  if (absence !== undefined) return context.diagnostic(absence);

  const tallies = await compareAll(4, 1, services);

  context.diagnostic(summary(tallies));
  assert.deepEqual([...tallies.keys()].sort(), ['cbor', 'ec2', 'json', 'query', 'rest-json', 'rest-xml']);
  assert.deepEqual(
    [...tallies.values()].flatMap(({ misses }) => misses),
    [],
  );
});
