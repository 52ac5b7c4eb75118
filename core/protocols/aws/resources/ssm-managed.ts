/** Systems Manager besides its parameters: documents, the nodes that they run on, sessions, automations, windows and baselines. */

import { byArn, createReading, kindOf, naming, referTo, type TableKind } from './operation-table.ts';
import { each, type Found, itemsAt, merge, one, own, type ResourceCall, textAt, theAccount, unknowable } from './touched.ts';

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

const dataSync = kindOf({ service, type: 'resourcedatasync', template: 'resource-data-sync/{}', name: /^[A-Za-z0-9_.-]{1,64}$/ });
const opsMetadata = kind('opsmetadata', /^[A-Za-z0-9_/.-]{1,1011}$/);
/** Their ids are paths, whose first slash the ARN leaves out. */
const setting = kindOf({
  service,
  type: 'servicesetting',
  template: 'servicesetting/{}',
  name: /^\/?ssm\/[A-Za-z0-9_/.-]{1,1000}$/,
  normal: (name) => name.replace(/^\//, ''),
});
/** A parameter whose ARN is given whole, since only those of the advanced tier are shared. */
const shared = kind('parameter', /^[A-Za-z0-9_.-]+(?:\/[A-Za-z0-9_.-]+)*$/);

export const managed = createReading({
  account: `CancelCommand DescribeActivations DescribeAutomationExecutions DescribeAvailablePatches
    DescribeInstanceInformation DescribeMaintenanceWindows DescribeOpsItems DescribePatchBaselines
    DescribePatchGroups DescribeSessions GetCommandInvocation GetInventory GetInventorySchema ListAssociations
    ListCommandInvocations ListCommands ListComplianceItems ListComplianceSummaries ListDocuments ListOpsItemEvents
    ListOpsMetadata ListResourceComplianceSummaries ListResourceDataSync CreateActivation CreateMaintenanceWindow
    CreateOpsMetadata CreatePatchBaseline DeleteActivation DeleteInventory DescribeInstancePatchStatesForPatchGroup
    DescribeInstanceProperties DescribeInventoryDeletions DescribeMaintenanceWindowExecutionTaskInvocations
    DescribeMaintenanceWindowExecutionTasks DescribeMaintenanceWindowSchedule DescribeMaintenanceWindowsForTarget
    DescribePatchGroupState DescribePatchProperties GetDeployablePatchSnapshotForInstance GetExecutionPreview
    GetMaintenanceWindowExecution GetMaintenanceWindowExecutionTask GetMaintenanceWindowExecutionTaskInvocation
    GetPatchBaselineForPatchGroup ListInventoryEntries ListOpsItemRelatedItems PutInventory StartExecutionPreview`,
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
    ...naming(association, {
      AssociationId: `DeleteAssociation DescribeAssociation DescribeAssociationExecutionTargets DescribeAssociationExecutions
        ListAssociationVersions`,
      'AssociationIds[]': 'StartAssociationsOnce',
    }),
    ...naming(maintenanceWindow, {
      WindowId: `DeleteMaintenanceWindow DescribeMaintenanceWindowExecutions DescribeMaintenanceWindowTargets
        DescribeMaintenanceWindowTasks GetMaintenanceWindow GetMaintenanceWindowTask UpdateMaintenanceWindow
        DeregisterTargetFromMaintenanceWindow DeregisterTaskFromMaintenanceWindow RegisterTargetWithMaintenanceWindow
        RegisterTaskWithMaintenanceWindow UpdateMaintenanceWindowTarget UpdateMaintenanceWindowTask`,
    }),
    ...naming(opsItem, {
      OpsItemId: 'DeleteOpsItem GetOpsItem UpdateOpsItem AssociateOpsItemRelatedItem DisassociateOpsItemRelatedItem',
    }),
    ...naming(baseline, {
      BaselineId: `DeletePatchBaseline GetPatchBaseline UpdatePatchBaseline DeregisterPatchBaselineForPatchGroup
        DescribeEffectivePatchesForPatchBaseline RegisterDefaultPatchBaseline RegisterPatchBaselineForPatchGroup`,
    }),
    {
      read: (call) => one(call.parameters, 'InstanceId', (id) => nodeOf(call, id)),
      of: `DescribeEffectiveInstanceAssociations DescribeInstanceAssociationsStatus DescribeInstancePatches
        DeregisterManagedInstance`,
    },
    {
      kind: kind('windowtarget', uuid),
      by: 'WindowTargetId',
      of: 'DeregisterTargetFromMaintenanceWindow UpdateMaintenanceWindowTarget',
    },
    {
      kind: kind('windowtask', uuid),
      by: 'WindowTaskId',
      of: 'DeregisterTaskFromMaintenanceWindow UpdateMaintenanceWindowTask',
    },
    ...naming(dataSync, {
      SyncName: 'CreateResourceDataSync DeleteResourceDataSync UpdateResourceDataSync',
      'SyncName?': 'GetOpsSummary ListNodes ListNodesSummary',
    }),
    // The inventory leaves for a bucket by its name, which may be anybody's (threats 10).
    { read: () => unknowable, of: 'CreateResourceDataSync' },
    { kind: opsMetadata, by: 'OpsMetadataArn', of: 'DeleteOpsMetadata GetOpsMetadata UpdateOpsMetadata' },
    { kind: setting, by: 'SettingId', of: 'GetServiceSetting ResetServiceSetting UpdateServiceSetting' },
    { kind: document, by: 'CalendarNames[]', of: 'GetCalendarState' },
    {
      read: (call) => each(call.parameters, 'InstanceIds', (id) => nodeOf(call, id)),
      of: 'DescribeInstancePatchStates',
    },
    { read: (call) => one(call.parameters, 'Target', (id) => nodeOf(call, id)), of: 'GetConnectionStatus' },
    { read: compliant, of: 'PutComplianceItems' },
    {
      read: byArn('ResourceArn', [document, shared]),
      of: 'DeleteResourcePolicy GetResourcePolicies PutResourcePolicy',
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

/** Only nodes report it today; any other type is unknown. */
function compliant(call: ResourceCall): Found {
  const isNode = textAt(call.parameters, 'ResourceType') === 'ManagedInstance';
  return isNode ? one(call.parameters, 'ResourceId', (id) => nodeOf(call, id)) : unknowable;
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
