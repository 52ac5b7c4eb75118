/** S3 Control: access points and batch jobs of the account that a call must name. */

import { createReading, kindOf } from './operation-table.ts';
import { type Found, type ResourceCall, textAt } from './touched.ts';

const accessPoint = kindOf({
  service: 's3',
  type: 'accesspoint',
  template: 'accesspoint/{}',
  name: /^(?!.*-s3alias$)[a-z0-9][a-z0-9-]{1,48}[a-z0-9]$/,
});
const job = kindOf({ service: 's3', type: 'job', template: 'job/{}', name: /^[A-Za-z0-9_-]{5,36}$/ });

const table = createReading({
  account: `DeletePublicAccessBlock GetPublicAccessBlock ListAccessPoints ListJobs ListMultiRegionAccessPoints
    ListStorageLensConfigurations PutPublicAccessBlock`,
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
  ],
});

/** The account stands in the parameters; the connection's is the only one that is known. An access point's bucket may be another's. */
export function s3control(call: ResourceCall): Found | undefined {
  const found = table(call);
  const accounts = ['AccountId', 'BucketAccountId'].map((name) => textAt(call.parameters, name) ?? call.account);
  return found && { ...found, isWhole: found.isWhole && accounts.every((account) => account === call.account) };
}
