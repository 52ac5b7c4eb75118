/** S3 Control: access points and batch jobs of the account that a call must name. */

import { byArn, createdOf, createReading, kindOf, separator } from './operation-table.ts';
import { type Found, isObject, itemsAt, merge, one, own, type ResourceCall, textAt, unknowable } from './touched.ts';

const accessPoint = kindOf({
  service: 's3',
  type: 'accesspoint',
  template: 'accesspoint/{}',
  name: /^(?!.*-s3alias$)[a-z0-9][a-z0-9-]{1,48}[a-z0-9]$/,
});
const job = kindOf({ service: 's3', type: 'job', template: 'job/{}', name: /^[A-Za-z0-9_-]{5,36}$/ });

const name = /^[A-Za-z0-9_.-]{1,64}$/;
const s3 = (type: string, template: string) => kindOf({ service: 's3', type, template, name });
/** One an account and region. */
const grantsInstance = kindOf({ service: 's3', type: 'accessgrantsinstance', template: 'access-grants/default', name: /^$/ });
const grant = s3('accessgrant', 'access-grants/default/grant/{}');
const grantsLocation = s3('accessgrantslocation', 'access-grants/default/location/{}');
const lens = s3('storagelensconfiguration', 'storage-lens/{}');
const lensGroup = s3('storagelensgroup', 'storage-lens-group/{}');
const objectLambda = kindOf({
  service: 's3-object-lambda',
  type: 'objectlambdaaccesspoint',
  template: 'accesspoint/{}',
  name: /^(?!.*--ol-s3$)[a-z0-9][a-z0-9-]{1,43}[a-z0-9]$/,
});
/** Its alias stands in the ARN, never its name. */
const multiRegion = kindOf({
  service: 's3',
  type: 'multiregionaccesspoint',
  template: 'accesspoint/{}',
  name: /^[a-z0-9]{1,50}\.mrap$/,
  without: 'region',
});
const bucket = kindOf({
  service: 's3',
  type: 'bucket',
  template: '{}',
  name: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
  without: 'region-and-account',
});
const mrapRequest = kindOf({
  service: 's3',
  type: 'multiregionaccesspointrequestarn',
  template: 'async-request/mrap/{}/{}',
  name: new RegExp(`^[a-z]{1,64}${separator}[A-Za-z0-9_.-]{1,256}$`),
});
/** By a bucket's name alone nothing tells its outpost. */
const outpostBucket = kindOf({
  service: 's3-outposts',
  type: 'bucket',
  template: 'outpost/{}/bucket/{}',
  name: new RegExp(`^op-[0-9a-f]{17}${separator}[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`),
});
const directoryAccessPoint = kindOf({
  service: 's3express',
  type: 'accesspoint',
  template: 'accesspoint/{}',
  name: /^[a-z0-9][a-z0-9-]{1,48}--[a-z0-9-]{3,20}--xa-s3$/,
});

const table = createReading({
  account: `DeletePublicAccessBlock GetPublicAccessBlock ListAccessPoints ListJobs ListMultiRegionAccessPoints
    ListStorageLensConfigurations PutPublicAccessBlock CreateStorageLensGroup ListAccessGrantsInstances
    ListAccessPointsForDirectoryBuckets ListAccessPointsForObjectLambda ListRegionalBuckets ListStorageLensGroups
    PutStorageLensConfiguration`,
  rows: [
    {
      kind: accessPoint,
      by: 'Name',
      of: `CreateAccessPoint DeleteAccessPoint DeleteAccessPointPolicy GetAccessPoint GetAccessPointPolicy
        GetAccessPointPolicyStatus PutAccessPointPolicy`,
    },
    {
      kind: job,
      by: 'JobId',
      of: 'DeleteJobTagging DescribeJob GetJobTagging PutJobTagging UpdateJobPriority UpdateJobStatus',
    },
    {
      read: (call) => own(call, grantsInstance, ''),
      of: `AssociateAccessGrantsIdentityCenter CreateAccessGrantsInstance DeleteAccessGrantsInstance
        DeleteAccessGrantsInstanceResourcePolicy DissociateAccessGrantsIdentityCenter GetAccessGrantsInstance
        GetAccessGrantsInstanceForPrefix GetAccessGrantsInstanceResourcePolicy GetDataAccess ListAccessGrants
        ListAccessGrantsLocations ListCallerAccessGrants PutAccessGrantsInstanceResourcePolicy`,
    },
    { read: createdOf(grant), of: 'CreateAccessGrant' },
    { kind: grant, by: 'AccessGrantId', of: 'DeleteAccessGrant GetAccessGrant' },
    { read: createdOf(grantsLocation), of: 'CreateAccessGrantsLocation' },
    {
      kind: grantsLocation,
      by: 'AccessGrantsLocationId',
      of: 'DeleteAccessGrantsLocation GetAccessGrantsLocation UpdateAccessGrantsLocation',
    },
    {
      kind: objectLambda,
      by: 'Name',
      of: `CreateAccessPointForObjectLambda DeleteAccessPointForObjectLambda DeleteAccessPointPolicyForObjectLambda
        GetAccessPointConfigurationForObjectLambda GetAccessPointForObjectLambda GetAccessPointPolicyForObjectLambda
        GetAccessPointPolicyStatusForObjectLambda PutAccessPointConfigurationForObjectLambda
        PutAccessPointPolicyForObjectLambda`,
    },
    {
      kind: lens,
      by: 'ConfigId',
      of: `DeleteStorageLensConfiguration DeleteStorageLensConfigurationTagging GetStorageLensConfiguration
        GetStorageLensConfigurationTagging PutStorageLensConfigurationTagging`,
    },
    { kind: lensGroup, by: 'Name', of: 'DeleteStorageLensGroup GetStorageLensGroup UpdateStorageLensGroup' },
    { read: byArn('RequestTokenARN', [mrapRequest]), of: 'DescribeMultiRegionAccessPointOperation' },
    {
      read: byArn('Bucket', [outpostBucket]),
      of: `DeleteBucket DeleteBucketLifecycleConfiguration DeleteBucketPolicy DeleteBucketReplication DeleteBucketTagging GetBucket
        GetBucketLifecycleConfiguration GetBucketPolicy GetBucketReplication GetBucketTagging GetBucketVersioning
        PutBucketLifecycleConfiguration PutBucketPolicy PutBucketTagging PutBucketVersioning`,
    },
    // What is replicated goes to a bucket, which may be anybody's (threats 10).
    { read: (call) => merge([byArn('Bucket', [outpostBucket])(call), unknowable]), of: 'PutBucketReplication' },
    { read: newOutpostBucket, of: 'CreateBucket' },
    { read: overBuckets, of: 'CreateMultiRegionAccessPoint' },
    { kind: directoryAccessPoint, by: 'Name', of: 'DeleteAccessPointScope GetAccessPointScope PutAccessPointScope' },
    { read: (call) => merge([createdOf(job)(call), unknowable]), of: 'CreateJob' },
    { read: byArn('Mrap', [multiRegion]), of: 'GetMultiRegionAccessPointRoutes SubmitMultiRegionAccessPointRoutes' },
    {
      read: byArn('ResourceArn', [grantsInstance, grant, grantsLocation, accessPoint, lensGroup]),
      of: 'ListTagsForResource TagResource UntagResource',
    },
  ],
});

/** The account stands in the parameters; the connection's is the only one that is known. An access point's bucket may be another's. */
export function s3control(call: ResourceCall): Found | undefined {
  const found = table(call);
  const accounts = ['AccountId', 'BucketAccountId'].map((name) => textAt(call.parameters, name) ?? call.account);
  return found && { ...found, isWhole: found.isWhole && accounts.every((account) => account === call.account) };
}

/** AWS chooses its alias. A bucket of another account has to be named with that account. */
function overBuckets(call: ResourceCall): Found {
  const { Details: details } = call.parameters;
  const regions = isObject(details) ? itemsAt(details, 'Regions') : [];
  if (regions.length === 0) return unknowable;
  const buckets = regions.map((region) => {
    if (!isObject(region) || (textAt(region, 'BucketAccountId') ?? call.account) !== call.account) return unknowable;
    return one(region, 'Bucket', (name) => own(call, bucket, name));
  });
  return merge([createdOf(multiRegion)(call), ...buckets]);
}

function newOutpostBucket(call: ResourceCall): Found {
  const { parameters } = call;
  const parts = [textAt(parameters, 'OutpostId'), textAt(parameters, 'Bucket')];
  return parts.includes(undefined) ? unknowable : own(call, outpostBucket, parts.join(separator));
}
