/** S3 Control: access points and batch jobs of the account that a call must name. */

import { byArn, createdOf, createReading, kindOf } from './operation-table.ts';
import { type Found, own, type ResourceCall, textAt } from './touched.ts';

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
