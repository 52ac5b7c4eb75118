/**
 * Copies out of another Region: AWS fetches the source there with a request that the caller presigned (`PresignedUrl`). Clients sign it with
 * what they have, which here is worth nothing at AWS, so theirs is dropped and the gateway signs one with the assumed role.
 */

import type { Operation } from '../../../catalog/operation.ts';
import { GatewayError } from '../../../errors.ts';
import type { Parameters } from '../../../model.ts';
import { malformed } from '../codec/malformed.ts';
import { parseArn } from '../resources/arn.ts';

type CopyOperation = Pick<Operation, 'service' | 'name'>;

/** Where the operation takes the URL, and the parameters whose ARN says where its source is. */
type Row = { readonly url: 'PresignedUrl' | 'PreSignedUrl'; readonly sources: readonly string[] };

const clusterSnapshot: Row = { url: 'PreSignedUrl', sources: ['SourceDBClusterSnapshotIdentifier'] };
const replicatedCluster: Row = { url: 'PreSignedUrl', sources: ['ReplicationSourceIdentifier'] };
const snapshotOfVolume: Row = { url: 'PresignedUrl', sources: [] };

/** Every operation of AWS's models with such a URL. */
const rows: ReadonlyMap<string, Row> = new Map([
  ['docdb:CopyDBClusterSnapshot', clusterSnapshot],
  ['docdb:CreateDBCluster', { url: 'PreSignedUrl', sources: [] }],
  ['ec2:CopySnapshot', snapshotOfVolume],
  ['neptune:CopyDBClusterSnapshot', clusterSnapshot],
  ['neptune:CreateDBCluster', replicatedCluster],
  ['rds:CopyDBClusterSnapshot', clusterSnapshot],
  ['rds:CopyDBSnapshot', { url: 'PreSignedUrl', sources: ['SourceDBSnapshotIdentifier'] }],
  ['rds:CreateDBCluster', replicatedCluster],
  [
    'rds:CreateDBInstanceReadReplica',
    { url: 'PreSignedUrl', sources: ['SourceDBInstanceIdentifier', 'SourceDBClusterIdentifier'] },
  ],
  ['rds:StartDBInstanceAutomatedBackupsReplication', { url: 'PreSignedUrl', sources: ['SourceDBInstanceArn'] }],
]);

/** Where AWS fetches the source, and as which parameter it is told the URL for that. */
export type CopySource = { readonly region: string; readonly parameter: string };

const ofThisGateway = /[?&]X-Amz-Credential=CSGN/;

/** `undefined` where nothing is copied, or where the source is in the call's own Region and AWS wants no URL. */
export function copySourceOf(operation: CopyOperation, parameters: Parameters, region: string): CopySource | undefined {
  const row = rowOf(operation);
  if (row === undefined) return undefined;
  if (row === snapshotOfVolume) return sourceIn(parameters.SourceRegion, row);
  const [there] = row.sources.flatMap((name) => regionOfArn(parameters[name]));
  return there === region ? undefined : sourceIn(there, row);
}

/**
 * The parameters as they are decided: without the client's URL, which is another one on every run, and with the destination that EC2 wants
 * beside its own. Errors: `malformed-request` for another destination, `unsupported-call` for a URL that the gateway cannot stand in for.
 */
export function withoutSourceUrl(operation: CopyOperation, parameters: Parameters, region: string): Parameters {
  const row = rowOf(operation);
  if (row === undefined) return parameters;
  const { [row.url]: url, ...kept } = parameters;
  if (url !== undefined) requireReplaceable(row, { url, kept });
  return row === snapshotOfVolume ? withDestination(kept, region) : kept;
}

function rowOf({ service, name }: CopyOperation): Row | undefined {
  return rows.get(`${service}:${name}`);
}

function sourceIn(region: Parameters[string] | undefined, { url }: Row): CopySource | undefined {
  return typeof region === 'string' ? { region, parameter: url } : undefined;
}

function regionOfArn(value: Parameters[string] | undefined): readonly string[] {
  const arn = typeof value === 'string' ? parseArn(value) : undefined;
  return arn === undefined || arn.region === '' ? [] : [arn.region];
}

function requireReplaceable(row: Row, { url, kept }: { readonly url: Parameters[string]; readonly kept: Parameters }): void {
  if (typeof url !== 'string' || !ofThisGateway.test(url)) {
    throw unsupported(`${row.url} is not signed with this gateway's credentials. Leave it out: the gateway signs one itself.`);
  }
  if (row === snapshotOfVolume || row.sources.some((name) => regionOfArn(kept[name]).length > 0)) return;
  const [source = 'the source'] = row.sources;
  throw unsupported(
    `${row.url} is for a source in another Region, and ${source} names none. Name the source by its ARN, or leave the source Region out.`,
  );
}

function unsupported(message: string): GatewayError {
  return new GatewayError('unsupported-call', message);
}

function withDestination(parameters: Parameters, region: string): Parameters {
  if ((parameters.DestinationRegion ?? region) === region) return { ...parameters, DestinationRegion: region };
  throw malformed('DestinationRegion', 'it is not the Region that the call is signed for, where AWS makes the copy');
}
