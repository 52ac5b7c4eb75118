/** ECR: repositories by name, in the registry that a call names. */

import { createReading, kindOf } from './operation-table.ts';
import { type Found, itemsAt, merge, own, type ResourceCall, textAt, theAccount, unknowable } from './touched.ts';

const repository = kindOf({
  service: 'ecr',
  type: 'repository',
  template: 'repository/{}',
  name: /^[a-z0-9]+(?:[._/-]+[a-z0-9]+)*$/,
});

export const ecr = createReading({
  account: `CreatePullThroughCacheRule CreateRepositoryCreationTemplate DeletePullThroughCacheRule DeleteRegistryPolicy
    DeleteRepositoryCreationTemplate DeleteSigningConfiguration DeregisterPullTimeUpdateExclusion DescribePullThroughCacheRules
    DescribeRegistry DescribeRepositoryCreationTemplates GetAccountSetting GetAuthorizationToken GetRegistryPolicy
    GetRegistryScanningConfiguration GetSigningConfiguration ListPullTimeUpdateExclusions PutAccountSetting PutRegistryPolicy
    PutRegistryScanningConfiguration PutReplicationConfiguration PutSigningConfiguration RegisterPullTimeUpdateExclusion
    UpdatePullThroughCacheRule UpdateRepositoryCreationTemplate ValidatePullThroughCacheRule`,
  rows: [
    { kind: repository, by: 'resourceArn', of: 'ListTagsForResource TagResource UntagResource' },
    {
      read: (call) => inRegistry(call, [textAt(call.parameters, 'repositoryName') ?? '']),
      of: `BatchCheckLayerAvailability BatchDeleteImage BatchGetImage CompleteLayerUpload CreateRepository DeleteLifecyclePolicy
        DeleteRepository DeleteRepositoryPolicy DescribeImageReplicationStatus DescribeImageScanFindings DescribeImageSigningStatus
        DescribeImages GetDownloadUrlForLayer GetLifecyclePolicy GetLifecyclePolicyPreview GetRepositoryPolicy InitiateLayerUpload
        ListImages PutImage PutImageScanningConfiguration PutImageTagMutability PutLifecyclePolicy SetRepositoryPolicy
        StartImageScan StartLifecyclePolicyPreview UpdateImageStorageClass UploadLayerPart`,
    },
    { read: several, of: 'BatchGetRepositoryScanningConfiguration DescribeRepositories' },
  ],
});

function several(call: ResourceCall): Found {
  const names = itemsAt(call.parameters, 'repositoryNames').map(String);
  return names.length === 0 ? theAccount : inRegistry(call, names);
}

/** A registry is an account; without one it is the caller's own. */
function inRegistry(call: ResourceCall, names: readonly string[]): Found {
  const account = textAt(call.parameters, 'registryId') ?? call.account;
  const found = merge(names.map((name) => own({ ...call, account }, repository, name)));
  return account === call.account ? found : merge([found, unknowable]);
}
