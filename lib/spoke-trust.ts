/** Who may become a narrow role of a spoke: the hub's callers, on behalf of somebody who is named. */

import * as iam from 'aws-cdk-lib/aws-iam';
import { callerRoleArn, callers } from './hub-roles.ts';

export type Hub = {
  readonly accountId: string;
  readonly stackName: string;
  readonly externalId: string;
  readonly organisationId: string;
};

/** The organisation is the main guard; the external id helps against a confused deputy within it (AWS IAM: the confused deputy problem). */
export function spokeTrust({ accountId, stackName, externalId, organisationId }: Hub): iam.PolicyDocument {
  const hub = new iam.AccountPrincipal(accountId);
  const fromCallers = {
    ArnEquals: { 'aws:PrincipalArn': callers.map((caller) => callerRoleArn(accountId, stackName, caller)) },
    StringEquals: { 'aws:PrincipalOrgID': organisationId },
  };
  return new iam.PolicyDocument({
    statements: [
      new iam.PolicyStatement({
        sid: 'EnterForSomebody',
        principals: [hub],
        actions: ['sts:AssumeRole'],
        conditions: {
          ...fromCallers,
          StringEquals: { ...fromCallers.StringEquals, 'sts:ExternalId': externalId },
          StringLike: { 'sts:SourceIdentity': '?*', 'aws:RequestTag/countersign:session': '?*' },
          'ForAllValues:StringLike': { 'aws:TagKeys': 'countersign:*' },
        },
      }),
      new iam.PolicyStatement({
        sid: 'NameThemAndTheirSession',
        principals: [hub],
        actions: ['sts:SetSourceIdentity', 'sts:TagSession'],
        conditions: fromCallers,
      }),
    ],
  });
}
