/** CloudFormation: stacks and stack sets. Their ARNs end in an id that the name does not tell, so every form is written with `*` for it. */

import { createReading, kindOf, type TableKind } from './operation-table.ts';
import {
  type Found,
  isArn,
  isObject,
  itemsAt,
  merge,
  named,
  one,
  own,
  type ResourceCall,
  textAt,
  theAccount,
  unknowable,
} from './touched.ts';

const name = /^[A-Za-z][A-Za-z0-9-]{0,127}$/;
/** One stack at a time has a name; the id behind it is another one after it was made anew. */
const stack = kindOf({ service: 'cloudformation', type: 'stack', template: 'stack/{}/*', name });
const stackSet = kindOf({ service: 'cloudformation', type: 'stackset', template: 'stackset/{}:*', name });

export const cloudformation = createReading({
  account: `DescribeAccountLimits DescribeOrganizationsAccess DescribeType ListExports ListGeneratedTemplates ListImports
    ListResourceScans ListStackRefactors ListStackSets ListStacks ListTypeRegistrations ListTypeVersions ListTypes ValidateTemplate
    EstimateTemplateCost ActivateOrganizationsAccess ActivateType BatchDescribeTypeConfigurations
    CreateGeneratedTemplate DeactivateOrganizationsAccess DeactivateType DeleteGeneratedTemplate DeregisterType
    DescribeGeneratedTemplate DescribePublisher DescribeResourceScan DescribeStackDriftDetectionStatus
    DescribeTypeRegistration GetGeneratedTemplate GetHookResult ListResourceScanRelatedResources
    ListResourceScanResources PublishType RegisterPublisher RegisterType SetTypeConfiguration SetTypeDefaultVersion
    StartResourceScan UpdateGeneratedTemplate`,
  rows: [
    {
      read: (call) => one(call.parameters, 'StackName', (text) => stackOf(call, text)),
      of: `CancelUpdateStack ContinueUpdateRollback CreateChangeSet CreateStack DeleteStack DescribeStackEvents
        DescribeEvents DescribeStackResource DescribeStackResourceDrifts DetectStackDrift DetectStackResourceDrift GetStackPolicy
        ListChangeSets ListStackResources RollbackStack SetStackPolicy SignalResource UpdateStack UpdateTerminationProtection`,
    },
    { read: optionalStack, of: 'DescribeStacks' },
    { read: imported, of: 'ImportStacksToStackSet' },
    { read: ofTemplate, of: 'GetTemplateSummary' },
    { read: ofDefinitions, of: 'CreateStackRefactor' },
    { read: ofHooks, of: 'ListHookResults' },
    { read: (call) => (call.parameters.LogDeliveryBucket === undefined ? theAccount : unknowable), of: 'TestType' },
    {
      read: ofChangeSet,
      of: 'DeleteChangeSet DescribeChangeSet DescribeChangeSetHooks ExecuteChangeSet DescribeStackResources GetTemplate',
    },
    {
      read: (call) => one(call.parameters, 'StackSetName', (text) => referById(call, stackSet, text)),
      of: `CreateStackSet DeleteStackSet DescribeStackInstance DescribeStackSet DescribeStackSetOperation DetectStackSetDrift
        ListStackInstanceResourceDrifts ListStackInstances ListStackSetAutoDeploymentTargets ListStackSetOperationResults
        ListStackSetOperations StopStackSetOperation`,
    },
    {
      // They reach into other accounts, which the parameters name only by organisational unit.
      read: (call) => merge([one(call.parameters, 'StackSetName', (text) => referById(call, stackSet, text)), unknowable]),
      of: 'CreateStackInstances DeleteStackInstances UpdateStackInstances UpdateStackSet',
    },
  ],
});

function stackOf(call: ResourceCall, text: string): Found {
  return referById(call, stack, text);
}

/** `name`, or an ARN with the id that counts no more once the name is known. */
function referById(call: ResourceCall, kind: TableKind, text: string): Found {
  if (!isArn(text)) return own(call, kind, kind === stackSet ? (text.split(':')[0] ?? text) : text);
  return named(call, kind, {
    arn: text,
    toName: (resource) =>
      /^(?:stack\/([^/]+)\/[0-9a-f-]{36}|stackset\/([^:]+):[0-9a-f-]{36})$/.exec(resource)?.slice(1).find(Boolean),
  });
}

function optionalStack(call: ResourceCall): Found {
  const text = textAt(call.parameters, 'StackName');
  return text === undefined ? theAccount : stackOf(call, text);
}

/** Stacks by their ids; those that a unit or a file names are not told. */
function imported(call: ResourceCall): Found {
  const { parameters } = call;
  const isOpen = parameters.OrganizationalUnitIds !== undefined || parameters.StackIdsUrl !== undefined;
  return merge([
    one(parameters, 'StackSetName', (text) => referById(call, stackSet, text)),
    ...itemsAt(parameters, 'StackIds').map((id) => (typeof id === 'string' ? stackOf(call, id) : unknowable)),
    isOpen ? unknowable : theAccount,
  ]);
}

/** Of a stack, of a stack set, or of a text. */
function ofTemplate(call: ResourceCall): Found {
  const text = textAt(call.parameters, 'StackSetName');
  return merge([optionalStack(call), text === undefined ? theAccount : referById(call, stackSet, text)]);
}

/** The stacks that the resources are moved between; what another operation finds by the id of the move is not told. */
function ofDefinitions(call: ResourceCall): Found {
  const definitions = itemsAt(call.parameters, 'StackDefinitions');
  if (definitions.length === 0) return unknowable;
  return merge(definitions.map((each) => (isObject(each) ? one(each, 'StackName', (text) => stackOf(call, text)) : unknowable)));
}

function ofHooks(call: ResourceCall): Found {
  const target = textAt(call.parameters, 'TargetId');
  if (target === undefined) return theAccount;
  return call.parameters.TargetType === 'STACK' ? stackOf(call, target) : unknowable;
}

/** A change set by its ARN alone does not tell its stack. */
function ofChangeSet(call: ResourceCall): Found {
  return one(call.parameters, 'StackName', (text) => stackOf(call, text));
}
