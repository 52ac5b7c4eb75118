/** RDS: databases, clusters, snapshots and their groups. RDS writes all of these names in small letters. */

import { createdOf, createReading, kindOf, referTo, separator, type TableKind } from './operation-table.ts';
import { type Found, isArn, itemsAt, merge, named, one, type ResourceCall, textAt, theAccount, unknowable } from './touched.ts';

/** Automated snapshots begin with `rds:`; groups that AWS keeps have dots. */
const name = /^(?:rds:|default[.:])?[A-Za-z][A-Za-z0-9.-]{0,254}$/;
const kind = (type: string, prefix = type): TableKind =>
  kindOf({ service: 'rds', type, template: `${prefix}:{}`, name, normal: (text) => text.toLowerCase() });
const db = kind('db');
const cluster = kind('cluster');
const snapshot = kind('snapshot');
const clusterSnapshot = kind('cluster-snapshot');
const parameterGroup = kind('pg');
const clusterParameterGroup = kind('cluster-pg');
const optionGroup = kind('og');
const subnetGroup = kind('subgrp');
const subscription = kind('es');
const clusterEndpoint = kind('cluster-endpoint');
const securityGroup = kind('secgrp');
const deployment = kind('deployment');
/** AWS chooses its id. */
const integration: TableKind = { ...kind('integration'), name: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/ };
const reserved = kind('ri');
/** One engine version at a time has a name; the id behind it is another one after it was made anew. */
const customVersion = kindOf({
  service: 'rds',
  type: 'cev',
  template: 'cev:{}/{}/*',
  name: new RegExp(`^[A-Za-z0-9.-]{1,60}${separator}[A-Za-z0-9._-]{1,60}$`),
});
/** The same in all regions. */
const globalCluster: TableKind = { ...kind('global-cluster'), without: 'region' };
const kinds = [
  securityGroup,
  deployment,
  integration,
  globalCluster,
  db,
  cluster,
  snapshot,
  clusterSnapshot,
  parameterGroup,
  clusterParameterGroup,
  optionGroup,
  subnetGroup,
  subscription,
  clusterEndpoint,
];

export const rds = createReading({
  account: `DescribeAccountAttributes DescribeCertificates DescribeDBEngineVersions DescribeDBMajorEngineVersions
    DescribeDBRecommendations DescribeEngineDefaultClusterParameters DescribeEngineDefaultParameters
    DescribeEventCategories DescribeEvents DescribeExportTasks DescribeOptionGroupOptions
    DescribeOrderableDBInstanceOptions DescribePendingMaintenanceActions DescribeReservedDBInstances
    DescribeReservedDBInstancesOfferings DescribeServerlessV2PlatformVersions DescribeSourceRegions ModifyCertificates CancelExportTask CreateDBProxy
    ModifyDBRecommendation`,
  rows: [
    {
      kind: db,
      by: 'DBInstanceIdentifier',
      of: `AddRoleToDBInstance CreateDBInstance CreateDBInstanceReadReplica CreateDBSnapshot DeleteDBInstance DescribeDBLogFiles
        DescribeValidDBInstanceModifications DownloadDBLogFilePortion ModifyDBInstance PromoteReadReplica RebootDBInstance
        RemoveRoleFromDBInstance RestoreDBInstanceFromDBSnapshot RestoreDBInstanceFromS3 StartDBInstance StopDBInstance
        SwitchoverReadReplica`,
    },
    {
      kind: db,
      by: 'DBInstanceIdentifier?',
      of: 'DescribeDBInstances DescribeDBInstanceAutomatedBackups DescribeDBSnapshots',
    },
    { kind: db, by: 'SourceDBInstanceIdentifier', of: 'CreateDBInstanceReadReplica' },
    { kind: db, by: 'SourceDBInstanceIdentifier?', of: 'RestoreDBInstanceToPointInTime' },
    { kind: db, by: 'TargetDBInstanceIdentifier', of: 'RestoreDBInstanceToPointInTime' },
    {
      kind: cluster,
      by: 'DBClusterIdentifier',
      of: `AddRoleToDBCluster BacktrackDBCluster CreateDBCluster CreateDBClusterEndpoint CreateDBClusterSnapshot DeleteDBCluster
        DescribeDBClusterBacktracks FailoverDBCluster ModifyCurrentDBClusterCapacity ModifyDBCluster PromoteReadReplicaDBCluster
        RebootDBCluster RemoveRoleFromDBCluster RestoreDBClusterFromS3 RestoreDBClusterFromSnapshot RestoreDBClusterToPointInTime
        StartDBCluster StopDBCluster`,
    },
    {
      kind: cluster,
      by: 'DBClusterIdentifier?',
      of: 'CreateDBInstance DescribeDBClusters DescribeDBClusterSnapshots DescribeDBClusterEndpoints',
    },
    { kind: cluster, by: 'SourceDBClusterIdentifier?', of: 'RestoreDBClusterToPointInTime' },
    {
      kind: snapshot,
      by: 'DBSnapshotIdentifier',
      of: 'CreateDBSnapshot DeleteDBSnapshot DescribeDBSnapshotAttributes ModifyDBSnapshot ModifyDBSnapshotAttribute',
    },
    {
      kind: snapshot,
      by: 'DBSnapshotIdentifier?',
      of: 'DescribeDBSnapshots RestoreDBInstanceFromDBSnapshot StopDBInstance',
    },
    { kind: snapshot, by: 'FinalDBSnapshotIdentifier?', of: 'DeleteDBInstance' },
    { kind: snapshot, by: 'SourceDBSnapshotIdentifier', of: 'CopyDBSnapshot' },
    { kind: snapshot, by: 'TargetDBSnapshotIdentifier', of: 'CopyDBSnapshot' },
    {
      kind: clusterSnapshot,
      by: 'DBClusterSnapshotIdentifier',
      of: `CreateDBClusterSnapshot DeleteDBClusterSnapshot DescribeDBClusterSnapshotAttributes ModifyDBClusterSnapshotAttribute`,
    },
    {
      kind: clusterSnapshot,
      by: 'DBClusterSnapshotIdentifier?',
      of: 'DescribeDBClusterSnapshots RestoreDBInstanceFromDBSnapshot',
    },
    { kind: clusterSnapshot, by: 'FinalDBSnapshotIdentifier?', of: 'DeleteDBCluster' },
    { kind: clusterSnapshot, by: 'SourceDBClusterSnapshotIdentifier', of: 'CopyDBClusterSnapshot' },
    { kind: clusterSnapshot, by: 'TargetDBClusterSnapshotIdentifier', of: 'CopyDBClusterSnapshot' },
    { read: restoredFrom, of: 'RestoreDBClusterFromSnapshot' },
    {
      kind: parameterGroup,
      by: 'DBParameterGroupName',
      of: 'CreateDBParameterGroup DeleteDBParameterGroup DescribeDBParameters ModifyDBParameterGroup ResetDBParameterGroup',
    },
    { kind: parameterGroup, by: 'DBParameterGroupName?', of: 'DescribeDBParameterGroups' },
    {
      kind: clusterParameterGroup,
      by: 'DBClusterParameterGroupName',
      of: `CreateDBClusterParameterGroup DeleteDBClusterParameterGroup DescribeDBClusterParameters ModifyDBClusterParameterGroup
        ResetDBClusterParameterGroup`,
    },
    { kind: clusterParameterGroup, by: 'DBClusterParameterGroupName?', of: 'DescribeDBClusterParameterGroups' },
    { kind: optionGroup, by: 'OptionGroupName', of: 'CreateOptionGroup DeleteOptionGroup ModifyOptionGroup' },
    { kind: optionGroup, by: 'OptionGroupName?', of: 'DescribeOptionGroups' },
    { kind: subnetGroup, by: 'DBSubnetGroupName', of: 'CreateDBSubnetGroup DeleteDBSubnetGroup ModifyDBSubnetGroup' },
    { kind: subnetGroup, by: 'DBSubnetGroupName?', of: 'DescribeDBSubnetGroups' },
    {
      kind: subscription,
      by: 'SubscriptionName',
      of: `AddSourceIdentifierToSubscription CreateEventSubscription DeleteEventSubscription ModifyEventSubscription
        RemoveSourceIdentifierFromSubscription`,
    },
    { kind: subscription, by: 'SubscriptionName?', of: 'DescribeEventSubscriptions' },
    {
      kind: clusterEndpoint,
      by: 'DBClusterEndpointIdentifier',
      of: 'CreateDBClusterEndpoint DeleteDBClusterEndpoint ModifyDBClusterEndpoint',
    },
    { kind: clusterEndpoint, by: 'DBClusterEndpointIdentifier?', of: 'DescribeDBClusterEndpoints' },
    { read: (call) => byAnyArn(call, 'ResourceName'), of: 'AddTagsToResource ListTagsForResource RemoveTagsFromResource' },
    { read: (call) => byAnyArn(call, 'ResourceIdentifier'), of: 'ApplyPendingMaintenanceAction' },
    { read: (call) => byAnyArn(call, 'SourceArn'), of: 'StartExportTask' },
    // It leaves for a bucket by its name, which may be anybody's (threats 10).
    { read: () => unknowable, of: 'StartExportTask' },
    {
      read: (call) => byAnyArn(call, 'ResourceArn'),
      of: 'DisableHttpEndpoint EnableHttpEndpoint ModifyActivityStream StartActivityStream StopActivityStream',
    },
    {
      kind: securityGroup,
      by: 'DBSecurityGroupName',
      of: 'AuthorizeDBSecurityGroupIngress CreateDBSecurityGroup DeleteDBSecurityGroup RevokeDBSecurityGroupIngress',
    },
    { kind: securityGroup, by: 'DBSecurityGroupName?', of: 'DescribeDBSecurityGroups' },
    { kind: parameterGroup, by: 'SourceDBParameterGroupIdentifier', of: 'CopyDBParameterGroup' },
    { kind: parameterGroup, by: 'TargetDBParameterGroupIdentifier', of: 'CopyDBParameterGroup' },
    { kind: clusterParameterGroup, by: 'SourceDBClusterParameterGroupIdentifier', of: 'CopyDBClusterParameterGroup' },
    { kind: clusterParameterGroup, by: 'TargetDBClusterParameterGroupIdentifier', of: 'CopyDBClusterParameterGroup' },
    { kind: optionGroup, by: 'SourceOptionGroupIdentifier', of: 'CopyOptionGroup' },
    { kind: optionGroup, by: 'TargetOptionGroupIdentifier', of: 'CopyOptionGroup' },
    {
      kind: globalCluster,
      by: 'GlobalClusterIdentifier',
      of: `CreateGlobalCluster DeleteGlobalCluster FailoverGlobalCluster ModifyGlobalCluster RemoveFromGlobalCluster
        SwitchoverGlobalCluster`,
    },
    { kind: globalCluster, by: 'GlobalClusterIdentifier?', of: 'DescribeGlobalClusters' },
    { kind: cluster, by: 'SourceDBClusterIdentifier?', of: 'CreateGlobalCluster' },
    { kind: cluster, by: 'TargetDbClusterIdentifier', of: 'FailoverGlobalCluster SwitchoverGlobalCluster' },
    { kind: cluster, by: 'DbClusterIdentifier', of: 'RemoveFromGlobalCluster' },
    { kind: deployment, by: 'BlueGreenDeploymentIdentifier', of: 'DeleteBlueGreenDeployment SwitchoverBlueGreenDeployment' },
    { kind: deployment, by: 'BlueGreenDeploymentIdentifier?', of: 'DescribeBlueGreenDeployments' },
    { kind: integration, by: 'IntegrationIdentifier', of: 'DeleteIntegration ModifyIntegration' },
    { kind: integration, by: 'IntegrationIdentifier?', of: 'DescribeIntegrations' },
    { read: createdOf(integration), of: 'CreateIntegration' },
    { read: (call) => byAnyArn(call, 'SourceArn'), of: 'CreateIntegration' },
    { read: createdOf(deployment), of: 'CreateBlueGreenDeployment' },
    { read: (call) => byAnyArn(call, 'Source'), of: 'CreateBlueGreenDeployment' },
    { kind: parameterGroup, by: 'TargetDBParameterGroupName?', of: 'CreateBlueGreenDeployment' },
    { kind: clusterParameterGroup, by: 'TargetDBClusterParameterGroupName?', of: 'CreateBlueGreenDeployment' },
    {
      kind: customVersion,
      by: 'Engine+EngineVersion',
      of: 'CreateCustomDBEngineVersion DeleteCustomDBEngineVersion ModifyCustomDBEngineVersion',
    },
    { read: reservedOne, of: 'PurchaseReservedDBInstancesOffering' },
    { kind: db, by: 'DBInstanceIdentifier', of: 'CreateTenantDatabase DeleteTenantDatabase ModifyTenantDatabase' },
    { read: createdOf(kind('tenant-database')), of: 'CreateTenantDatabase' },
    { kind: snapshot, by: 'FinalDBSnapshotIdentifier?', of: 'DeleteTenantDatabase' },
    // Their ARNs hold ids that the names do not tell.
    { read: (call) => unlessNamed(call, 'DBProxyName', 'DBProxyEndpointName'), of: 'DescribeDBProxies DescribeDBProxyEndpoints' },
    { read: (call) => unlessNamed(call, 'DBShardGroupIdentifier'), of: 'DescribeDBShardGroups' },
    {
      read: (call) => unlessNamed(call, 'DBInstanceIdentifier', 'TenantDBName'),
      of: 'DescribeTenantDatabases DescribeDBSnapshotTenantDatabases',
    },
    {
      read: (call) => unlessNamed(call, 'DBSnapshotIdentifier', 'DbiResourceId', 'DbClusterResourceId'),
      of: 'DescribeDBSnapshotTenantDatabases DescribeDBClusterAutomatedBackups',
    },
    { kind: cluster, by: 'DBClusterIdentifier?', of: 'DescribeDBClusterAutomatedBackups' },
    {
      read: (call) => merge([byAnyArn(call, 'SourceDBInstanceArn'), unknowable]),
      of: 'StartDBInstanceAutomatedBackupsReplication StopDBInstanceAutomatedBackupsReplication',
    },
    { read: throughProxy, of: 'DeregisterDBProxyTargets RegisterDBProxyTargets' },
    { read: () => unknowable, of: 'DeleteTenantDatabase ModifyTenantDatabase' },
  ],
});

/** A list of the account's, as long as nothing in it chooses one. */
function unlessNamed({ parameters }: ResourceCall, ...members: readonly string[]): Found {
  return members.some((member) => parameters[member] !== undefined) ? unknowable : theAccount;
}

/** RDS makes up the name of a reservation that gets none. */
function reservedOne(call: ResourceCall): Found {
  return textAt(call.parameters, 'ReservedDBInstanceId') === undefined
    ? createdOf(reserved)(call)
    : one(call.parameters, 'ReservedDBInstanceId', (text) => referTo(call, reserved, text));
}

/** The databases that a proxy is to lead to, or no more; the proxy's own ARN holds an id. */
function throughProxy(call: ResourceCall): Found {
  const databases = [
    ...itemsAt(call.parameters, 'DBInstanceIdentifiers').map((name) => [db, name] as const),
    ...itemsAt(call.parameters, 'DBClusterIdentifiers').map((name) => [cluster, name] as const),
  ];
  const found = databases.map(([type, name]) => (typeof name === 'string' ? referTo(call, type, name) : unknowable));
  return merge([...found, unknowable]);
}

function byAnyArn(call: ResourceCall, member: string): Found {
  return one(call.parameters, member, (arn) => {
    const type = /^(?:[^:]*:){5}([a-z-]+):/.exec(arn)?.[1];
    const found = kinds.find((candidate) => candidate.template === `${type}:{}`);
    return found === undefined || !isArn(arn) ? unknowable : named(call, found, { arn, toName: found.toName });
  });
}

/** A snapshot of a cluster, or of one database, whose name alone does not tell which. */
function restoredFrom(call: ResourceCall): Found {
  const text = textAt(call.parameters, 'SnapshotIdentifier');
  return text !== undefined && isArn(text) ? byAnyArn(call, 'SnapshotIdentifier') : unknowable;
}
