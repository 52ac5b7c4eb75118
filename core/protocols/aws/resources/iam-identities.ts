/** IAM besides what has a name in a path: providers, devices and delegation requests by ARN or id, and settings of the account. */

import { deletedLinkedRole, linkedRole, providerOf } from './iam-kinds.ts';
import { byArn, createdOf, createReading, kindOf, type TableKind } from './operation-table.ts';
import { type Found, type ResourceCall, textAt } from './touched.ts';

const kind = (type: string, prefix = type): TableKind =>
  kindOf({ service: 'iam', type, template: `${prefix}/{}`, name: /^[A-Za-z0-9+=,.@_/:-]{1,640}$/, without: 'region' });
const oidc = kind('oidc-provider');
const saml = kind('saml-provider');
const mfa = kind('mfa');
const request = kind('delegation-request');
/** Whose policies are looked at: the ARN tells the path too. */
const holders = [kind('user'), kind('role'), kind('group')];

export const identities = createReading({
  account: `ChangePassword CreateAccountAlias DeleteAccountAlias DeleteAccountPasswordPolicy DisableOrganizationsRootCredentialsManagement
    DisableOrganizationsRootSessions DisableOutboundWebIdentityFederation
    EnableOrganizationsRootCredentialsManagement EnableOrganizationsRootSessions EnableOutboundWebIdentityFederation
    GetContextKeysForCustomPolicy GetOrganizationsAccessReport GetOutboundWebIdentityFederationInfo
    GetServiceLastAccessedDetails GetServiceLastAccessedDetailsWithEntities ListDelegationRequests
    ListOrganizationsFeatures SetSecurityTokenServicePreferences SimulateCustomPolicy UpdateAccountPasswordPolicy`,
  rows: [
    {
      read: byArn('OpenIDConnectProviderArn', [oidc]),
      of: `AddClientIDToOpenIDConnectProvider DeleteOpenIDConnectProvider GetOpenIDConnectProvider
        ListOpenIDConnectProviderTags RemoveClientIDFromOpenIDConnectProvider TagOpenIDConnectProvider
        UntagOpenIDConnectProvider UpdateOpenIDConnectProviderThumbprint`,
    },
    {
      read: byArn('SAMLProviderArn', [saml]),
      of: `DeleteSAMLProvider GetSAMLProvider ListSAMLProviderTags TagSAMLProvider UntagSAMLProvider UpdateSAMLProvider`,
    },
    { kind: saml, by: 'Name', of: 'CreateSAMLProvider' },
    {
      read: byArn('SerialNumber', [mfa]),
      of: 'DeleteVirtualMFADevice ListMFADeviceTags TagMFADevice UntagMFADevice',
    },
    {
      kind: request,
      by: 'DelegationRequestId',
      of: `AcceptDelegationRequest AssociateDelegationRequest GetDelegationRequest RejectDelegationRequest
        SendDelegationToken UpdateDelegationRequest`,
    },
    { read: newRequest, of: 'CreateDelegationRequest' },
    { read: byArn('EntityArn', [request]), of: 'GetHumanReadableSummary' },
    { kind: kind('access-report'), by: 'EntityPath', of: 'GenerateOrganizationsAccessReport' },
    { read: providerOf, of: 'CreateOpenIDConnectProvider' },
    { read: linkedRole, of: 'CreateServiceLinkedRole' },
    { read: deletedLinkedRole, of: 'GetServiceLinkedRoleDeletionStatus' },
    { read: byArn('PolicySourceArn', holders), of: 'GetContextKeysForPrincipalPolicy SimulatePrincipalPolicy' },
    {
      read: byArn('Arn', [...holders, kind('policy')]),
      of: 'GenerateServiceLastAccessedDetails ListPoliciesGrantingServiceAccess',
    },
  ],
});

/** It may be asked of another account's owner. */
function newRequest(call: ResourceCall): Found {
  const found = createdOf(request)(call);
  return { ...found, isWhole: (textAt(call.parameters, 'OwnerAccountId') ?? call.account) === call.account };
}
