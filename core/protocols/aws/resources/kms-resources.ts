/** KMS: keys by id or ARN. An alias says nothing lasting about its key, so that it is a floor (threats 25). */

import { words } from './operation-table.ts';
import {
  type Found,
  isArn,
  type Kind,
  merge,
  named,
  one,
  own,
  type ResourceCall,
  textAt,
  theAccount,
  unknowable,
} from './touched.ts';

const key: Kind = {
  service: 'kms',
  type: 'key',
  path: (id) => `key/${id}`,
  name: /^(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
};
const alias: Kind = { service: 'kms', type: 'alias', path: (name) => name, name: /^alias\/[A-Za-z0-9/_-]{1,250}$/ };

/** Lists, and key stores, for which IAM has no type. */
const ofTheAccount = new Set(
  words(`ConnectCustomKeyStore CreateCustomKeyStore DeleteCustomKeyStore DescribeCustomKeyStores DisconnectCustomKeyStore
    GenerateRandom ListAliases ListKeys ListRetirableGrants UpdateCustomKeyStore`),
);
const byKeyId = new Set(
  words(`CancelKeyDeletion CreateGrant DeleteImportedKeyMaterial DeriveSharedSecret DescribeKey DisableKey DisableKeyRotation
    EnableKey EnableKeyRotation Encrypt GenerateDataKey GenerateDataKeyPair GenerateDataKeyPairWithoutPlaintext
    GenerateDataKeyWithoutPlaintext GenerateMac GetKeyLastUsage GetKeyPolicy GetKeyRotationStatus GetParametersForImport
    GetPublicKey ImportKeyMaterial ListGrants ListKeyPolicies ListKeyRotations ListResourceTags PutKeyPolicy RetireGrant
    RevokeGrant RotateKeyOnDemand ScheduleKeyDeletion Sign TagResource UntagResource UpdateKeyDescription Verify VerifyMac`),
);

export function kms(call: ResourceCall): Found | undefined {
  const { operation, parameters } = call;
  if (ofTheAccount.has(operation)) return theAccount;
  if (byKeyId.has(operation)) return one(parameters, 'KeyId', (id) => keyOf(call, id));
  switch (operation) {
    case 'CreateKey':
      return own(call, { ...key, name: /^\*$/ }, '*');
    case 'Decrypt':
      // Without a key id the ciphertext names the key.
      return one(parameters, 'KeyId', (id) => keyOf(call, id));
    case 'ReEncrypt':
      return merge(['SourceKeyId', 'DestinationKeyId'].map((name) => one(parameters, name, (id) => keyOf(call, id))));
    case 'CreateAlias':
    case 'UpdateAlias':
      return merge([aliasOf(call), one(parameters, 'TargetKeyId', (id) => keyOf(call, id)), ...movedFrom(operation)]);
    case 'DeleteAlias':
      return merge([aliasOf(call), unknowable]);
    default:
      return undefined;
  }
}

function keyOf(call: ResourceCall, id: string): Found {
  if (id.startsWith('alias/')) return merge([own(call, alias, id), unknowable]);
  if (!isArn(id)) return own(call, key, id);
  const byAlias = named(call, alias, { arn: id, toName: (resource) => resource });
  if (byAlias.resources.length > 0) return merge([byAlias, unknowable]);
  return named(call, key, { arn: id, toName: (resource) => /^key\/(.+)$/.exec(resource)?.[1] });
}

function aliasOf(call: ResourceCall): Found {
  return own(call, alias, textAt(call.parameters, 'AliasName') ?? '');
}

/** An alias that moves also leaves a key, and which one is not said. */
function movedFrom(operation: string): readonly Found[] {
  return operation === 'UpdateAlias' ? [unknowable] : [];
}
