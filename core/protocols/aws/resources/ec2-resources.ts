/** EC2: resources by their ids, whose prefixes tell their type; what is still to be created is named `*`. */

import { createReading, kindOf, type Naming, type Reading, type TableKind } from './operation-table.ts';
import { each, type Found, own, type ResourceCall, theAccount, unknowable } from './touched.ts';

/** Resource type of the service authorization reference → the prefix of its ids. */
const prefixes = {
  'customer-gateway': 'cgw',
  'dhcp-options': 'dopt',
  'egress-only-internet-gateway': 'eigw',
  'elastic-ip': 'eipalloc',
  fleet: 'fleet',
  image: 'ami',
  instance: 'i',
  'internet-gateway': 'igw',
  'key-pair': 'key',
  'launch-template': 'lt',
  natgateway: 'nat',
  'network-acl': 'acl',
  'network-interface': 'eni',
  'placement-group': 'pg',
  'prefix-list': 'pl',
  'route-table': 'rtb',
  'security-group': 'sg',
  'security-group-rule': 'sgr',
  snapshot: 'snap',
  'spot-instances-request': 'sir',
  subnet: 'subnet',
  'transit-gateway': 'tgw',
  'transit-gateway-attachment': 'tgw-attach',
  'transit-gateway-route-table': 'tgw-rtb',
  volume: 'vol',
  vpc: 'vpc',
  'vpc-endpoint': 'vpce',
  'vpc-flow-log': 'fl',
  'vpc-peering-connection': 'pcx',
  'vpn-connection': 'vpn',
  'vpn-gateway': 'vgw',
} as const;
type Type = keyof typeof prefixes;

/** Their ARNs name no account, since they can be shared. */
const sharedTypes: ReadonlySet<string> = new Set(['image', 'snapshot']);
const kinds = new Map(Object.entries(prefixes).map(([type, prefix]) => [type, byPrefix(type, prefix)]));
const typesByPrefix = new Map(Object.entries(prefixes).map(([type, prefix]) => [prefix as string, type]));

const instanceOperations = `AssociateIamInstanceProfile CreateImage CreateReplaceRootVolumeTask DescribeInstanceAttribute
  GetConsoleOutput GetConsoleScreenshot GetInstanceUefiData GetLaunchTemplateData GetPasswordData
  ModifyInstanceAttribute ModifyInstanceCpuOptions ModifyInstanceEventStartTime ModifyInstanceMaintenanceOptions
  ModifyInstanceMetadataOptions ModifyInstanceNetworkPerformanceOptions ModifyInstancePlacement ResetInstanceAttribute
  SendDiagnosticInterrupt`;

/** Type, the member that holds its ids, and the operations on it. */
const byId: readonly (readonly [type: Type, by: string, of: string])[] = [
  [
    'instance',
    'InstanceIds[]',
    'MonitorInstances RebootInstances StartInstances StopInstances TerminateInstances UnmonitorInstances',
  ],
  ['instance', 'InstanceId', `${instanceOperations} AttachNetworkInterface AttachVolume`],
  ['instance', 'InstanceId?', 'AssociateAddress DetachVolume'],
  [
    'volume',
    'VolumeId',
    'AttachVolume CreateSnapshot DeleteVolume DescribeVolumeAttribute DetachVolume EnableVolumeIO ModifyVolume ModifyVolumeAttribute',
  ],
  [
    'snapshot',
    'SnapshotId',
    'DeleteSnapshot DescribeSnapshotAttribute ModifySnapshotAttribute ModifySnapshotTier ResetSnapshotAttribute RestoreSnapshotTier',
  ],
  ['snapshot', 'SnapshotId?', 'CreateVolume'],
  [
    'image',
    'ImageId',
    `CancelImageLaunchPermission DeregisterImage DescribeImageAttribute DisableImage DisableImageDeprecation EnableImage EnableImageDeprecation
      ModifyImageAttribute ResetImageAttribute`,
  ],
  [
    'security-group',
    'GroupId',
    `AuthorizeSecurityGroupEgress AuthorizeSecurityGroupIngress DeleteSecurityGroup ModifySecurityGroupRules
      RevokeSecurityGroupEgress RevokeSecurityGroupIngress UpdateSecurityGroupRuleDescriptionsEgress
      UpdateSecurityGroupRuleDescriptionsIngress`,
  ],
  ['security-group', 'Groups[]?', 'CreateNetworkInterface'],
  [
    'vpc',
    'VpcId',
    `AssociateDhcpOptions AttachInternetGateway CreateNetworkAcl CreateRouteTable CreateSubnet CreateVpcEndpoint
      CreateVpcPeeringConnection DeleteVpc DescribeVpcAttribute DetachInternetGateway ModifyVpcAttribute ModifyVpcTenancy`,
  ],
  ['vpc', 'VpcId?', 'CreateSecurityGroup'],
  ['subnet', 'SubnetId', 'CreateNatGateway CreateNetworkInterface DeleteSubnet ModifySubnetAttribute'],
  ['subnet', 'SubnetId?', 'AssociateRouteTable'],
  ['route-table', 'RouteTableId', 'AssociateRouteTable CreateRoute DeleteRoute DeleteRouteTable ReplaceRoute'],
  ['internet-gateway', 'InternetGatewayId', 'AttachInternetGateway DeleteInternetGateway DetachInternetGateway'],
  ['internet-gateway', 'GatewayId?', 'AssociateRouteTable'],
  ['natgateway', 'NatGatewayId', 'DeleteNatGateway'],
  ['elastic-ip', 'AllocationId', 'ReleaseAddress'],
  ['elastic-ip', 'AllocationId?', 'AssociateAddress CreateNatGateway'],
  [
    'network-interface',
    'NetworkInterfaceId',
    'AttachNetworkInterface DeleteNetworkInterface ModifyNetworkInterfaceAttribute ResetNetworkInterfaceAttribute',
  ],
  ['network-interface', 'NetworkInterfaceId?', 'AssociateAddress'],
  ['network-acl', 'NetworkAclId', 'CreateNetworkAclEntry DeleteNetworkAcl DeleteNetworkAclEntry ReplaceNetworkAclEntry'],
  ['vpc-endpoint', 'VpcEndpointIds[]', 'DeleteVpcEndpoints'],
  ['vpc-endpoint', 'VpcEndpointId', 'ModifyVpcEndpoint'],
  ['vpc-peering-connection', 'VpcPeeringConnectionId', 'DeleteVpcPeeringConnection'],
  ['vpc-flow-log', 'FlowLogIds[]', 'DeleteFlowLogs'],
  ['dhcp-options', 'DhcpOptionsId', 'AssociateDhcpOptions DeleteDhcpOptions'],
  [
    'launch-template',
    'LaunchTemplateId',
    'CreateLaunchTemplateVersion DeleteLaunchTemplate DeleteLaunchTemplateVersions ModifyLaunchTemplate',
  ],
  ['spot-instances-request', 'SpotInstanceRequestIds[]', 'CancelSpotInstanceRequests'],
  ['fleet', 'FleetIds[]', 'DeleteFleets'],
  ['fleet', 'FleetId', 'DescribeFleetHistory DescribeFleetInstances ModifyFleet'],
];

/** What an operation creates: AWS chooses the id. */
const created: readonly (readonly [type: Type, of: string])[] = [
  ['instance', 'RunInstances CreateFleet'],
  ['fleet', 'CreateFleet'],
  ['spot-instances-request', 'RequestSpotInstances'],
  ['volume', 'CreateVolume'],
  ['snapshot', 'CreateSnapshot'],
  ['image', 'CreateImage'],
  ['security-group', 'CreateSecurityGroup'],
  ['vpc', 'CreateVpc'],
  ['subnet', 'CreateSubnet'],
  ['route-table', 'CreateRouteTable'],
  ['internet-gateway', 'CreateInternetGateway'],
  ['natgateway', 'CreateNatGateway'],
  ['elastic-ip', 'AllocateAddress'],
  ['network-interface', 'CreateNetworkInterface'],
  ['network-acl', 'CreateNetworkAcl'],
  ['vpc-endpoint', 'CreateVpcEndpoint'],
  ['vpc-peering-connection', 'CreateVpcPeeringConnection'],
  ['dhcp-options', 'CreateDhcpOptions'],
  ['launch-template', 'CreateLaunchTemplate'],
];

/** Named by the account itself. A key pair's id does not tell its name, and IAM knows the name. */
const keyPair = kindOf({ service: 'ec2', type: 'key-pair', template: 'key-pair/{}', name: /^[^\s*?$/:][^*?$/:]{0,254}$/ });
const placementGroup = kindOf({ ...keyPair, type: 'placement-group', template: 'placement-group/{}' });

const rows: readonly (Naming | Reading)[] = [
  ...byId.map(([type, by, of]): Naming => ({ kind: kindFor(type), by, of })),
  ...created.map(([type, of]): Reading => ({ of, read: (call) => own(call, { ...kindFor(type), name: /^\*$/ }, '*') })),
  { kind: keyPair, by: 'KeyName', of: 'CreateKeyPair DeleteKeyPair ImportKeyPair' },
  { kind: placementGroup, by: 'GroupName', of: 'CreatePlacementGroup DeletePlacementGroup' },
  { read: (call) => each(call.parameters, 'Resources', (id) => byAnyId(call, id)), of: 'CreateTags DeleteTags' },
  { read: peer, of: 'CreateVpcPeeringConnection' },
];
const table = createReading({ account: '', rows });

export function ec2(call: ResourceCall): Found | undefined {
  // Any other Describe operation has no resource that it must name: it reads what the account has.
  return table(call) ?? (call.operation.startsWith('Describe') ? theAccount : undefined);
}

function kindFor(type: Type): TableKind {
  return kinds.get(type) ?? byPrefix(type, prefixes[type]);
}

function byPrefix(type: string, prefix: string): TableKind {
  const shared = sharedTypes.has(type) ? ({ without: 'account' } as const) : {};
  const name = new RegExp(`^${prefix}-(?:[0-9a-f]{8}|[0-9a-f]{17}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$`);
  return kindOf({ service: 'ec2', type, template: `${type}/{}`, name, ...shared });
}

function byAnyId(call: ResourceCall, id: string): Found {
  const prefix = /^([a-z]+(?:-[a-z]+)?)-[0-9a-f]/.exec(id)?.[1] ?? '';
  const kind = kinds.get(typesByPrefix.get(prefix) ?? '');
  return kind === undefined ? unknowable : own(call, kind, id);
}

/** The other side of a peering may be anybody's. */
function peer({ parameters, account }: ResourceCall): Found {
  const owner = parameters.PeerOwnerId ?? account;
  return { resources: [], isWhole: owner === account };
}
