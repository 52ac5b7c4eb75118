/** ECS: clusters, and the services, tasks and instances in them, by name or ARN; task definitions by family and revision. */

import { byArn, createReading, kindOf, referTo, separator, type TableKind } from './operation-table.ts';
import { type Found, isArn, itemsAt, merge, one, own, type ResourceCall, textAt, unknowable } from './touched.ts';

const word = '[A-Za-z0-9_-]{1,255}';
const service = 'ecs';
const cluster = kindOf({ service, type: 'cluster', template: 'cluster/{}', name: new RegExp(`^${word}$`) });
const inCluster = (type: string): TableKind =>
  kindOf({ service, type, template: `${type}/{}/{}`, name: new RegExp(`^${word}${separator}${word}$`) });
const ecsService = inCluster('service');
const task = inCluster('task');
const instance = inCluster('container-instance');
const taskSet = kindOf({
  service,
  type: 'task-set',
  template: 'task-set/{}/{}/{}',
  name: new RegExp(`^${word}${separator}${word}${separator}${word}$`),
});
const capacityProvider = kindOf({
  service,
  type: 'capacity-provider',
  template: 'capacity-provider/{}',
  name: new RegExp(`^${word}$`),
});
const taskDefinition = kindOf({
  service,
  type: 'task-definition',
  template: 'task-definition/{}',
  name: new RegExp(`^${word}:(?:[0-9]+|\\*)$`),
});

const daemon = inCluster('daemon');
const daemonDefinition = kindOf({ ...taskDefinition, type: 'daemon-task-definition', template: 'daemon-task-definition/{}' });
/** Named by their ARNs alone: cluster, service or daemon, and an id. */
const ofServiceKind = (type: string): TableKind => kindOf({ ...taskSet, type, template: `${type}/{}/{}/{}` });

export const ecs = createReading({
  account: `DiscoverPollEndpoint ListAccountSettings ListClusters ListServices ListServicesByNamespace
    ListTaskDefinitionFamilies ListTaskDefinitions PutAccountSetting PutAccountSettingDefault DeleteAccountSetting
    ListDaemonTaskDefinitions ListDaemons`,
  rows: [
    { read: newCluster, of: 'CreateCluster' },
    { kind: cluster, by: 'clusters[]', of: 'DescribeClusters' },
    {
      read: theCluster,
      of: `DeleteCluster DeregisterContainerInstance ListAttributes ListContainerInstances PutClusterCapacityProviders
        UpdateCluster UpdateClusterSettings`,
    },
    { kind: capacityProvider, by: 'name', of: 'CreateCapacityProvider UpdateCapacityProvider' },
    { kind: capacityProvider, by: 'capacityProvider', of: 'DeleteCapacityProvider' },
    { kind: capacityProvider, by: 'capacityProviders[]?', of: 'DescribeCapacityProviders' },
    {
      read: (call) => one(call.parameters, 'service', (text) => member(call, ecsService, text)),
      of: 'DeleteService ListServiceDeployments UpdateService UpdateServicePrimaryTaskSet',
    },
    { read: (call) => one(call.parameters, 'serviceName', (text) => member(call, ecsService, text)), of: 'CreateService' },
    { read: (call) => each(call, ecsService, 'services'), of: 'DescribeServices' },
    { read: (call) => each(call, task, 'tasks'), of: 'DescribeTasks GetTaskProtection UpdateTaskProtection' },
    { read: (call) => one(call.parameters, 'task', (text) => member(call, task, text)), of: 'ExecuteCommand StopTask' },
    { read: theCluster, of: 'ExecuteCommand' },
    {
      read: (call) => each(call, instance, 'containerInstances'),
      of: 'DescribeContainerInstances UpdateContainerInstancesState',
    },
    {
      read: (call) => one(call.parameters, 'containerInstance', (text) => member(call, instance, text)),
      of: 'UpdateContainerAgent',
    },
    { read: inService, of: 'DeleteTaskSet UpdateTaskSet' },
    { kind: taskDefinition, by: 'taskDefinitions[]', of: 'DeleteTaskDefinitions' },
    {
      read: (call) => one(call.parameters, 'taskDefinition', (text) => definition(call, text)),
      of: 'DeregisterTaskDefinition DescribeTaskDefinition RunTask StartTask',
    },
    {
      read: (call) => one(call.parameters, 'family', (name) => own(call, taskDefinition, `${name}:*`)),
      of: 'RegisterTaskDefinition',
    },
    { read: tagged, of: 'ListTagsForResource TagResource UntagResource' },
    {
      read: theCluster,
      of: 'RegisterContainerInstance SubmitAttachmentStateChanges SubmitContainerStateChange SubmitTaskStateChange',
    },
    { read: newTaskSet, of: 'CreateTaskSet' },
    { read: byArn('daemonArn', [daemon]), of: 'DeleteDaemon DescribeDaemon ListDaemonDeployments UpdateDaemon' },
    {
      read: byArn('serviceArn', [ecsService]),
      of: 'DeleteExpressGatewayService DescribeExpressGatewayService UpdateExpressGatewayService',
    },
    { read: byArn('daemonTaskDefinition', [daemonDefinition]), of: 'DeleteDaemonTaskDefinition DescribeDaemonTaskDefinition' },
    {
      read: (call) => one(call.parameters, 'family', (name) => own(call, daemonDefinition, `${name}:*`)),
      of: 'RegisterDaemonTaskDefinition',
    },
    {
      kind: ofServiceKind('service-deployment'),
      by: 'serviceDeploymentArn',
      of: 'ContinueServiceDeployment StopServiceDeployment',
    },
    { kind: ofServiceKind('service-deployment'), by: 'serviceDeploymentArns[]', of: 'DescribeServiceDeployments' },
    { kind: ofServiceKind('service-revision'), by: 'serviceRevisionArns[]', of: 'DescribeServiceRevisions' },
    { kind: ofServiceKind('daemon-deployment'), by: 'daemonDeploymentArns[]', of: 'DescribeDaemonDeployments' },
    { kind: ofServiceKind('daemon-revision'), by: 'daemonRevisionArns[]', of: 'DescribeDaemonRevisions' },
  ],
});

/** Without a name, ECS means the cluster `default`. */
function clusterText({ parameters }: ResourceCall): string {
  return textAt(parameters, 'cluster') ?? 'default';
}

function theCluster(call: ResourceCall): Found {
  return referTo(call, cluster, clusterText(call));
}

function newCluster(call: ResourceCall): Found {
  return own(call, cluster, textAt(call.parameters, 'clusterName') ?? 'default');
}

/** A name counts in its cluster; an ARN tells both. One of the older form tells no cluster, and nothing is known of it. */
function member(call: ResourceCall, kind: TableKind, text: string): Found {
  if (isArn(text)) return referTo(call, kind, text);
  const within = theCluster(call);
  const clusterName = within.resources[0]?.arn.split(':cluster/')[1] ?? '';
  const found = own(call, kind, `${clusterName}${separator}${text}`);
  return { ...found, isWhole: found.isWhole && within.isWhole };
}

function each(call: ResourceCall, kind: TableKind, name: string): Found {
  const items = itemsAt(call.parameters, name);
  if (items.length === 0) return unknowable;
  return merge(items.map((item) => (typeof item === 'string' ? member(call, kind, item) : unknowable)));
}

function inService(call: ResourceCall): Found {
  const set = textAt(call.parameters, 'taskSet') ?? '';
  if (isArn(set)) return referTo(call, taskSet, set);
  const found = one(call.parameters, 'service', (text) => member(call, ecsService, text));
  const name = found.resources[0]?.arn.split(':service/')[1]?.replace('/', separator) ?? '';
  return merge([own(call, taskSet, `${name}${separator}${set}`), { resources: [], isWhole: found.isWhole }]);
}

/** AWS chooses the id of a new one, in the service that is named. */
function newTaskSet(call: ResourceCall): Found {
  const found = one(call.parameters, 'service', (text) => member(call, ecsService, text));
  const [at] = found.resources;
  if (at === undefined) return unknowable;
  return { ...found, resources: [{ ...at, type: 'task-set', arn: `${at.arn.replace(':service/', ':task-set/')}/*` }] };
}

/** A family without a revision is its latest: which one, the parameters do not tell. */
function definition(call: ResourceCall, text: string): Found {
  const hasRevision = /:[0-9]+$/.test(text);
  return hasRevision ? referTo(call, taskDefinition, text) : merge([referTo(call, taskDefinition, `${text}:*`), unknowable]);
}

function tagged(call: ResourceCall): Found {
  const kinds = [cluster, ecsService, task, instance, taskSet, capacityProvider, taskDefinition];
  return one(call.parameters, 'resourceArn', (arn) => {
    const type = /^(?:[^:]*:){5}([a-z-]+)\//.exec(arn)?.[1];
    const kind = kinds.find((candidate) => candidate.type === type);
    return kind === undefined || !isArn(arn) ? unknowable : referTo(call, kind, arn);
  });
}
