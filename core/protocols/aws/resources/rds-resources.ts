/** RDS: databases, clusters, snapshots and their groups. RDS writes all of these names in small letters. */

import { createdOf, createReading, kindOf, naming, referTo, separator, type TableKind } from './operation-table.ts';
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
    ...naming(db, {
      DBInstanceIdentifier: `AddRoleToDBInstance CreateDBInstance CreateDBInstanceReadReplica CreateDBSnapshot DeleteDBInstance
        DescribeDBLogFiles DescribeValidDBInstanceModifications DownloadDBLogFilePortion ModifyDBInstance
        PromoteReadReplica RebootDBInstance RemoveRoleFromDBInstance RestoreDBInstanceFromDBSnapshot
        RestoreDBInstanceFromS3 StartDBInstance StopDBInstance SwitchoverReadReplica CreateTenantDatabase
        DeleteTenantDatabase ModifyTenantDatabase`,
      'DBInstanceIdentifier?': 'DescribeDBInstances DescribeDBInstanceAutomatedBackups DescribeDBSnapshots',
      SourceDBInstanceIdentifier: 'CreateDBInstanceReadReplica',
      'SourceDBInstanceIdentifier?': 'RestoreDBInstanceToPointInTime',
      TargetDBInstanceIdentifier: 'RestoreDBInstanceToPointInTime',
    }),
    ...naming(cluster, {
      DBClusterIdentifier: `AddRoleToDBCluster BacktrackDBCluster CreateDBCluster CreateDBClusterEndpoint CreateDBClusterSnapshot
        DeleteDBCluster DescribeDBClusterBacktracks FailoverDBCluster ModifyCurrentDBClusterCapacity ModifyDBCluster
        PromoteReadReplicaDBCluster RebootDBCluster RemoveRoleFromDBCluster RestoreDBClusterFromS3
        RestoreDBClusterFromSnapshot RestoreDBClusterToPointInTime StartDBCluster StopDBCluster`,
      'DBClusterIdentifier?': `CreateDBInstance DescribeDBClusters DescribeDBClusterSnapshots DescribeDBClusterEndpoints
        DescribeDBClusterAutomatedBackups`,
      'SourceDBClusterIdentifier?': 'RestoreDBClusterToPointInTime CreateGlobalCluster',
      TargetDbClusterIdentifier: 'FailoverGlobalCluster SwitchoverGlobalCluster',
      DbClusterIdentifier: 'RemoveFromGlobalCluster',
    }),
    ...naming(snapshot, {
      DBSnapshotIdentifier: `CreateDBSnapshot DeleteDBSnapshot DescribeDBSnapshotAttributes ModifyDBSnapshot ModifyDBSnapshotAttribute`,
      'DBSnapshotIdentifier?': 'DescribeDBSnapshots RestoreDBInstanceFromDBSnapshot StopDBInstance',
      'FinalDBSnapshotIdentifier?': 'DeleteDBInstance DeleteTenantDatabase',
      SourceDBSnapshotIdentifier: 'CopyDBSnapshot',
      TargetDBSnapshotIdentifier: 'CopyDBSnapshot',
    }),
    ...naming(clusterSnapshot, {
      DBClusterSnapshotIdentifier: `CreateDBClusterSnapshot DeleteDBClusterSnapshot DescribeDBClusterSnapshotAttributes
        ModifyDBClusterSnapshotAttribute`,
      'DBClusterSnapshotIdentifier?': 'DescribeDBClusterSnapshots RestoreDBInstanceFromDBSnapshot',
      'FinalDBSnapshotIdentifier?': 'DeleteDBCluster',
      SourceDBClusterSnapshotIdentifier: 'CopyDBClusterSnapshot',
      TargetDBClusterSnapshotIdentifier: 'CopyDBClusterSnapshot',
    }),
    { read: restoredFrom, of: 'RestoreDBClusterFromSnapshot' },
    ...naming(parameterGroup, {
      DBParameterGroupName: `CreateDBParameterGroup DeleteDBParameterGroup DescribeDBParameters ModifyDBParameterGroup
        ResetDBParameterGroup`,
      'DBParameterGroupName?': 'DescribeDBParameterGroups',
      SourceDBParameterGroupIdentifier: 'CopyDBParameterGroup',
      TargetDBParameterGroupIdentifier: 'CopyDBParameterGroup',
      'TargetDBParameterGroupName?': 'CreateBlueGreenDeployment',
    }),
    ...naming(clusterParameterGroup, {
      DBClusterParameterGroupName: `CreateDBClusterParameterGroup DeleteDBClusterParameterGroup DescribeDBClusterParameters
        ModifyDBClusterParameterGroup ResetDBClusterParameterGroup`,
      'DBClusterParameterGroupName?': 'DescribeDBClusterParameterGroups',
      SourceDBClusterParameterGroupIdentifier: 'CopyDBClusterParameterGroup',
      TargetDBClusterParameterGroupIdentifier: 'CopyDBClusterParameterGroup',
      'TargetDBClusterParameterGroupName?': 'CreateBlueGreenDeployment',
    }),
    ...naming(optionGroup, {
      OptionGroupName: 'CreateOptionGroup DeleteOptionGroup ModifyOptionGroup',
      'OptionGroupName?': 'DescribeOptionGroups',
      SourceOptionGroupIdentifier: 'CopyOptionGroup',
      TargetOptionGroupIdentifier: 'CopyOptionGroup',
    }),
    ...naming(subnetGroup, {
      DBSubnetGroupName: 'CreateDBSubnetGroup DeleteDBSubnetGroup ModifyDBSubnetGroup',
      'DBSubnetGroupName?': 'DescribeDBSubnetGroups',
    }),
    ...naming(subscription, {
      SubscriptionName: `AddSourceIdentifierToSubscription CreateEventSubscription DeleteEventSubscription ModifyEventSubscription
        RemoveSourceIdentifierFromSubscription`,
      'SubscriptionName?': 'DescribeEventSubscriptions',
    }),
    ...naming(clusterEndpoint, {
      DBClusterEndpointIdentifier: 'CreateDBClusterEndpoint DeleteDBClusterEndpoint ModifyDBClusterEndpoint',
      'DBClusterEndpointIdentifier?': 'DescribeDBClusterEndpoints',
    }),
    { read: (call) => byAnyArn(call, 'ResourceName'), of: 'AddTagsToResource ListTagsForResource RemoveTagsFromResource' },
    { read: (call) => byAnyArn(call, 'ResourceIdentifier'), of: 'ApplyPendingMaintenanceAction' },
    { read: (call) => byAnyArn(call, 'SourceArn'), of: 'StartExportTask' },
    // It leaves for a bucket by its name, which may be anybody's (threats 10).
    { read: () => unknowable, of: 'StartExportTask' },
    {
      read: (call) => byAnyArn(call, 'ResourceArn'),
      of: 'DisableHttpEndpoint EnableHttpEndpoint ModifyActivityStream StartActivityStream StopActivityStream',
    },
    ...naming(securityGroup, {
      DBSecurityGroupName: `AuthorizeDBSecurityGroupIngress CreateDBSecurityGroup DeleteDBSecurityGroup RevokeDBSecurityGroupIngress`,
      'DBSecurityGroupName?': 'DescribeDBSecurityGroups',
    }),
    ...naming(globalCluster, {
      GlobalClusterIdentifier: `CreateGlobalCluster DeleteGlobalCluster FailoverGlobalCluster ModifyGlobalCluster RemoveFromGlobalCluster
        SwitchoverGlobalCluster`,
      'GlobalClusterIdentifier?': 'DescribeGlobalClusters',
    }),
    ...naming(deployment, {
      BlueGreenDeploymentIdentifier: 'DeleteBlueGreenDeployment SwitchoverBlueGreenDeployment',
      'BlueGreenDeploymentIdentifier?': 'DescribeBlueGreenDeployments',
    }),
    ...naming(integration, {
      IntegrationIdentifier: 'DeleteIntegration ModifyIntegration',
      'IntegrationIdentifier?': 'DescribeIntegrations',
    }),
    { read: createdOf(integration), of: 'CreateIntegration' },
    { read: (call) => byAnyArn(call, 'SourceArn'), of: 'CreateIntegration' },
    { read: createdOf(deployment), of: 'CreateBlueGreenDeployment' },
    { read: (call) => byAnyArn(call, 'Source'), of: 'CreateBlueGreenDeployment' },
    {
      kind: customVersion,
      by: 'Engine+EngineVersion',
      of: 'CreateCustomDBEngineVersion DeleteCustomDBEngineVersion ModifyCustomDBEngineVersion',
    },
    { read: reservedOne, of: 'PurchaseReservedDBInstancesOffering' },
    { read: createdOf(kind('tenant-database')), of: 'CreateTenantDatabase' },
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
