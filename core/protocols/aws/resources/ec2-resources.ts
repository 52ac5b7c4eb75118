/** EC2: resources by their ids, whose prefixes tell their type; what is still to be created is named `*`. */

import type { Json } from '../../../model.ts';
import { type Ec2Type, ec2Kind, ec2KindOfId } from './ec2-ids.ts';
import { anyType, nameMembers, typeOfMember } from './ec2-members.ts';
import { byMembers, created, ofAccount } from './ec2-operations.ts';
import { createReading, kindOf, type Naming, type Reading } from './operation-table.ts';
import { each, type Found, isList, isObject, merge, own, type ResourceCall, theAccount, unknowable } from './touched.ts';

const instanceOperations = `AssociateIamInstanceProfile CreateImage CreateReplaceRootVolumeTask DescribeInstanceAttribute
  GetConsoleOutput GetConsoleScreenshot GetInstanceUefiData GetLaunchTemplateData GetPasswordData
  ModifyInstanceAttribute ModifyInstanceCpuOptions ModifyInstanceEventStartTime ModifyInstanceMaintenanceOptions
  ModifyInstanceMetadataOptions ModifyInstanceNetworkPerformanceOptions ModifyInstancePlacement ResetInstanceAttribute
  SendDiagnosticInterrupt`;

/** Type, the member that holds its ids, and the operations on it. */
const byId: readonly (readonly [type: Ec2Type, by: string, of: string])[] = [
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
  ['security-group', 'Groups[]', 'AttachClassicLinkVpc'],
  ['image', 'SourceImageId', 'CopyImage'],
  ['snapshot', 'SourceSnapshotId', 'CopySnapshot'],
  ['fpga-image', 'SourceFpgaImageId', 'CopyFpgaImage'],
  ['volume', 'SourceVolumeId', 'CopyVolumes'],
  ['declarative-policies-report', 'ReportId', 'CancelDeclarativePoliciesReport GetDeclarativePoliciesReportSummary'],
  ['image-usage-report', 'ReportId', 'DeleteImageUsageReport'],
  ['ipam-prefix-list-resolver', 'IpamPrefixListResolverId', 'CreateIpamPrefixListResolverTarget'],
  ['fleet', 'FleetId', 'DescribeFleetHistory DescribeFleetInstances ModifyFleet'],
];

/** Named by the account itself. A key pair's id does not tell its name, and IAM knows the name. */
const keyPair = kindOf({ service: 'ec2', type: 'key-pair', template: 'key-pair/{}', name: /^[^\s*?$/:][^*?$/:]{0,254}$/ });
const placementGroup = kindOf({ ...keyPair, type: 'placement-group', template: 'placement-group/{}' });

/** Of other services: where a certificate of an enclave and its role are. */
const certificate = kindOf({
  service: 'acm',
  type: 'certificate',
  template: 'certificate/{}',
  name: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
});
const role = kindOf({
  service: 'iam',
  type: 'role',
  template: 'role/{}',
  name: /^[A-Za-z0-9+=,.@_/-]{1,576}$/,
  without: 'region',
});

const rows: readonly (Naming | Reading)[] = [
  ...byId.map(([type, by, of]): Naming => ({ kind: ec2Kind(type), by, of })),
  ...created.map(([type, of]): Reading => ({ of, read: (call) => own(call, { ...ec2Kind(type), name: /^\*$/ }, '*') })),
  { kind: keyPair, by: 'KeyName', of: 'CreateKeyPair DeleteKeyPair ImportKeyPair' },
  { kind: placementGroup, by: 'GroupName', of: 'CreatePlacementGroup DeletePlacementGroup' },
  { read: (call) => each(call.parameters, 'Resources', (id) => byAnyId(call, id)), of: 'CreateTags DeleteTags' },
  { read: inMembers, of: byMembers },
  {
    kind: certificate,
    by: 'CertificateArn',
    of: 'AssociateEnclaveCertificateIamRole DisassociateEnclaveCertificateIamRole GetAssociatedEnclaveCertificateIamRoles',
  },
  { kind: role, by: 'RoleArn', of: 'AssociateEnclaveCertificateIamRole DisassociateEnclaveCertificateIamRole' },
  {
    read: ofOthers,
    of: `AssociateCapacityReservationBillingOwner CreateTransitGatewayPeeringAttachment CreateVpcPeeringConnection
      EnableAddressTransfer MoveByoipCidrToIpam`,
  },
  { read: fromHere, of: 'CopyFpgaImage CopyImage CopySnapshot' },
];
const table = createReading({ account: ofAccount, rows });

export function ec2(call: ResourceCall): Found | undefined {
  // Any other Describe operation has no resource that it must name: it reads what the account has.
  return table(call) ?? (call.operation.startsWith('Describe') ? theAccount : undefined);
}

function byAnyId(call: ResourceCall, id: string): Found {
  const kind = ec2KindOfId(id);
  return kind === undefined ? unknowable : own(call, kind, id);
}

/** Every id that stands in a member which names something; where none does, nothing can be told. */
function inMembers(call: ResourceCall): Found {
  const found = Object.entries(call.parameters).flatMap(([member, value]) => under(call, member, value));
  return found.length === 0 ? unknowable : merge(found);
}

function under(call: ResourceCall, member: string, value: Json): readonly Found[] {
  if (typeof value === 'string') return inMember(call, member, value);
  if (isList(value)) return value.flatMap((item) => under(call, member, item));
  return isObject(value) ? Object.entries(value).flatMap(([name, item]) => under(call, name, item)) : [];
}

function inMember(call: ResourceCall, member: string, text: string): readonly Found[] {
  if (nameMembers.has(member)) return [unknowable];
  if (anyType.has(member)) return [byAnyId(call, text)];
  const type = typeOfMember.get(member);
  return type === undefined ? [] : [own(call, ec2Kind(type), text)];
}

/** Members that hold the other account of a peering, a transfer or a pool, which may be anybody's. */
const otherAccounts = [
  'IpamPoolOwner',
  'PeerAccountId',
  'PeerOwnerId',
  'TransferAccountId',
  'UnusedReservationBillingOwnerId',
] as const;

function ofOthers({ parameters, account }: ResourceCall): Found {
  return { resources: [], isWhole: otherAccounts.every((name) => (parameters[name] ?? account) === account) };
}

/** An id of another region names nothing here, and what is copied to another is made there. */
function fromHere({ parameters, region }: ResourceCall): Found {
  const regions = [parameters.SourceRegion, parameters.DestinationRegion ?? region];
  return { resources: [], isWhole: regions.every((each) => each === region) };
}
