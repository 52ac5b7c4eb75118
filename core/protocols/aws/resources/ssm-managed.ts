/** Systems Manager besides its parameters: documents, the nodes that they run on, sessions, automations, windows and baselines. */

import { createReading, kindOf, referTo, type TableKind } from './operation-table.ts';
import { type Found, itemsAt, merge, one, own, type ResourceCall, textAt, theAccount, unknowable } from './touched.ts';

const service = 'ssm';
const documentName = /^[A-Za-z0-9_.-]{3,128}$/;
const document = kindOf({ service, type: 'document', template: 'document/{}', name: documentName });
/** These prefixes are kept for AWS's own documents, whose ARNs name no account. */
const awsDocument = kindOf({ service, type: 'document', template: 'document/{}', name: documentName, without: 'account' });
const isOfAws = /^(?:aws|amazon|amzn)/i;
const node = kindOf({ service: 'ec2', type: 'instance', template: 'instance/{}', name: /^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/ });
const managedNode = kindOf({ service, type: 'managed-instance', template: 'managed-instance/{}', name: /^mi-[0-9a-f]{17}$/ });
const kind = (type: string, name: RegExp): TableKind => kindOf({ service, type, template: `${type}/{}`, name });
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const execution = kind('automation-execution', uuid);
const association = kind('association', uuid);
const maintenanceWindow = kind('maintenancewindow', /^mw-[0-9a-f]{17}$/);
const baseline = kind('patchbaseline', /^pb-[0-9a-f]{17}$/);
const opsItem = kind('opsitem', /^oi-[0-9a-f]{12}$/);

/** `ResourceType` of the tagging operations → its kind. */
const tagKinds: ReadonlyMap<string, TableKind> = new Map([
  ['Association', association],
  ['Automation', execution],
  ['Document', document],
  ['MaintenanceWindow', maintenanceWindow],
  ['ManagedInstance', managedNode],
  ['OpsItem', opsItem],
  ['PatchBaseline', baseline],
]);

export const managed = createReading({
  account: `CancelCommand DescribeActivations DescribeAutomationExecutions DescribeAvailablePatches DescribeInstanceInformation
    DescribeMaintenanceWindows DescribeOpsItems DescribePatchBaselines DescribePatchGroups DescribeSessions GetCommandInvocation
    GetInventory GetInventorySchema ListAssociations ListCommandInvocations ListCommands ListComplianceItems
    ListComplianceSummaries ListDocuments ListOpsItemEvents ListOpsMetadata ListResourceComplianceSummaries
    ListResourceDataSync`,
  rows: [
    {
      read: (call) => one(call.parameters, 'Name', (name) => documentOf(call, name)),
      of: `CreateDocument DeleteDocument DescribeDocument DescribeDocumentPermission GetDocument ListDocumentMetadataHistory
        ListDocumentVersions ModifyDocumentPermission UpdateDocument UpdateDocumentDefaultVersion UpdateDocumentMetadata`,
    },
    {
      read: (call) => one(call.parameters, 'DocumentName', (name) => documentOf(call, name)),
      of: 'SendCommand StartAutomationExecution',
    },
    { read: nodesOf, of: 'SendCommand' },
    { read: noTargets, of: 'StartAutomationExecution' },
    { read: opened, of: 'StartSession' },
    { kind: kind('session', /^[A-Za-z0-9_+=,.@-]{1,96}$/), by: 'SessionId', of: 'ResumeSession TerminateSession' },
    {
      kind: execution,
      by: 'AutomationExecutionId',
      of: 'DescribeAutomationStepExecutions GetAutomationExecution SendAutomationSignal StopAutomationExecution',
    },
    {
      kind: association,
      by: 'AssociationId',
      of: 'DescribeAssociationExecutionTargets DescribeAssociationExecutions ListAssociationVersions',
    },
    {
      kind: maintenanceWindow,
      by: 'WindowId',
      of: `DeleteMaintenanceWindow DescribeMaintenanceWindowExecutions DescribeMaintenanceWindowTargets
        DescribeMaintenanceWindowTasks GetMaintenanceWindow GetMaintenanceWindowTask UpdateMaintenanceWindow`,
    },
    { kind: opsItem, by: 'OpsItemId', of: 'DeleteOpsItem GetOpsItem UpdateOpsItem' },
    { kind: baseline, by: 'BaselineId', of: 'DeletePatchBaseline GetPatchBaseline UpdatePatchBaseline' },
    {
      read: (call) => one(call.parameters, 'InstanceId', (id) => nodeOf(call, id)),
      of: `DescribeEffectiveInstanceAssociations DescribeInstanceAssociationsStatus DescribeInstancePatches
        DeregisterManagedInstance`,
    },
  ],
});

/** Tags of what is no parameter. */
export function taggedBesides(call: ResourceCall): Found {
  const found = tagKinds.get(textAt(call.parameters, 'ResourceType') ?? '');
  return one(call.parameters, 'ResourceId', (id) => (found === undefined ? unknowable : referTo(call, found, id)));
}

function documentOf(call: ResourceCall, name: string): Found {
  return referTo(call, isOfAws.test(name) ? awsDocument : document, name);
}

function nodeOf(call: ResourceCall, id: string): Found {
  return own(call, id.startsWith('mi-') ? managedNode : node, id);
}

/** Targets choose nodes by tags or groups at that time. */
function nodesOf(call: ResourceCall): Found {
  const ids = itemsAt(call.parameters, 'InstanceIds');
  const listed = ids.map((id) => (typeof id === 'string' ? nodeOf(call, id) : unknowable));
  return ids.length === 0 ? unknowable : merge([...listed, noTargets(call)]);
}

function noTargets({ parameters }: ResourceCall): Found {
  const names = ['Targets', 'TargetMaps', 'TargetLocations'];
  const isTargeted = names.some((name) => itemsAt(parameters, name).length > 0);
  return isTargeted || textAt(parameters, 'TargetLocationsURL') !== undefined ? unknowable : theAccount;
}

/** A shell on one node, through a document; without one it is the account's own setting. A container's target is no node. */
function opened(call: ResourceCall): Found {
  const name = textAt(call.parameters, 'DocumentName') ?? 'SSM-SessionManagerRunShell';
  return merge([one(call.parameters, 'Target', (id) => nodeOf(call, id)), documentOf(call, name)]);
}
