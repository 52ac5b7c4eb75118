import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import { copySourceOf, withoutSourceUrl } from './copy-source.ts';

const region = 'eu-west-1';
const own = 'https://ec2.us-east-1.amazonaws.com/?X-Amz-Algorithm=A&X-Amz-Credential=CSGNEXAMPLE0000000001%2F20260131';
const copySnapshot = { service: 'ec2', name: 'CopySnapshot' };
const copyDbSnapshot = { service: 'rds', name: 'CopyDBSnapshot' };
const arn = (of: string) => `arn:aws:rds:${of}:123456789012:snapshot:nightly`;

/** Operations of AWS's models whose form holds such a URL. */
function modelled(): readonly string[] {
  const catalog = readCatalog();
  const forms = [...catalog.services.values()].filter(({ protocols }) => protocols.some((each) => /^(?:ec2|query)$/.test(each)));
  return forms.flatMap((service) =>
    [...service.operations.values()].flatMap((operation) => {
      const input = catalog.shape(operation, 'input');
      if (input?.kind !== 'structure') return [];
      const url = [...input.members].find(([name, { shape }]) => /^presignedurl$/i.test(name) && shape.kind === 'string');
      return url === undefined ? [] : [`${service.id}:${operation.name} ${url[0]}`];
    }),
  );
}

/** A source of each kind in another Region: whichever of these the operation goes by. */
const anywhere = {
  SourceRegion: 'us-east-1',
  SourceDBSnapshotIdentifier: arn('us-east-1'),
  SourceDBClusterSnapshotIdentifier: arn('us-east-1'),
  SourceDBInstanceIdentifier: arn('us-east-1'),
  ReplicationSourceIdentifier: arn('us-east-1'),
  SourceDBInstanceArn: arn('us-east-1'),
};

test('every operation whose model has a presigned URL is signed for by the gateway', () => {
  const operations = modelled();

  // DocumentDB's CreateDBCluster names no source at all: AWS has the parameter and no use for it.
  const sourceless = ['docdb:CreateDBCluster PreSignedUrl'];
  const signed = operations.filter((each) => {
    const [service = '', name = '', parameter] = each.split(/[: ]/);
    return copySourceOf({ service, name }, anywhere, region)?.parameter === parameter;
  });
  assert.equal(operations.length, 10);
  assert.deepEqual(
    signed,
    operations.filter((each) => !sourceless.includes(each)),
  );
});

test('the URL of the client is no part of what is decided, and its destination stands beside it', () => {
  const parameters = { SourceRegion: 'us-east-1', SourceSnapshotId: 'snap-1' };

  const decided = withoutSourceUrl(copySnapshot, { ...parameters, PresignedUrl: own, DestinationRegion: region }, region);

  assert.deepEqual(decided, { ...parameters, DestinationRegion: region });
  assert.deepEqual(withoutSourceUrl(copySnapshot, parameters, region), decided);
});

test('a copy to another region than that of the call is refused', () => {
  assert.throws(() => withoutSourceUrl(copySnapshot, { DestinationRegion: 'eu-central-1' }, region), /DestinationRegion/);
});

test('a URL that other credentials signed is refused, not replaced', () => {
  for (const url of ['https://ec2.us-east-1.amazonaws.com/?X-Amz-Credential=AKIAEXAMPLE%2F20260131', 'https://a.test/', '']) {
    assert.throws(() => withoutSourceUrl(copySnapshot, { PresignedUrl: url }, region), {
      code: 'unsupported-call',
      message: /the gateway signs one itself/,
    });
  }
});

test('a source whose ARN is of another region is fetched there, and one of this region needs no URL', () => {
  const source = (of: string) => copySourceOf(copyDbSnapshot, { SourceDBSnapshotIdentifier: arn(of) }, region);

  assert.deepEqual(source('us-east-1'), { region: 'us-east-1', parameter: 'PreSignedUrl' });
  assert.equal(source(region), undefined);
  assert.equal(copySourceOf(copyDbSnapshot, { SourceDBSnapshotIdentifier: 'nightly' }, region), undefined);
  assert.equal(copySourceOf({ service: 'ec2', name: 'CopyImage' }, { SourceRegion: 'us-east-1' }, region), undefined);
});

test('a URL for a source that is named without its region is refused', () => {
  const parameters = { SourceDBSnapshotIdentifier: 'nightly', PreSignedUrl: own };

  assert.throws(() => withoutSourceUrl(copyDbSnapshot, parameters, region), {
    code: 'unsupported-call',
    message: /SourceDBSnapshotIdentifier names none/,
  });
});
