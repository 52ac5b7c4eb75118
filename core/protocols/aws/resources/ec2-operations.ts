/** EC2: operations by where their parameters say what they touch, as AWS's service authorization reference has it. */

import type { Ec2Type } from './ec2-ids.ts';

/** What they touch stands in members that `ec2-members.ts` lists, and nowhere else. */
export const byMembers = `AcceptCapacityReservationBillingOwnership AcceptReservedInstancesExchangeQuote AcceptTransitGatewayClientVpnAttachment
  AcceptTransitGatewayMulticastDomainAssociations AcceptTransitGatewayPeeringAttachment
  AcceptTransitGatewayVpcAttachment AcceptVpcEndpointConnections AllocateIpamPoolCidr
  ApplySecurityGroupsToClientVpnTargetNetwork AssignIpv6Addresses AssignPrivateIpAddresses
  AssignPrivateNatGatewayAddress AssociateCapacityReservationBillingOwner AssociateClientVpnTargetNetwork
  AssociateInstanceEventWindow AssociateIpamResourceDiscovery AssociateNatGatewayAddress AssociateRouteServer
  AssociateSecurityGroupVpc AssociateSubnetCidrBlock AssociateTransitGatewayMulticastDomain
  AssociateTransitGatewayPolicyTable AssociateTransitGatewayRouteTable AssociateVpcCidrBlock AttachClassicLinkVpc
  AttachVerifiedAccessTrustProvider AttachVpnGateway AuthorizeClientVpnIngress CancelCapacityReservation
  CancelCapacityReservationFleets CancelExportTask CancelImportTask CancelSpotFleetRequests
  CreateCapacityReservationBySplitting CreateCarrierGateway CreateClientVpnEndpoint CreateClientVpnRoute CreateCoipCidr
  CreateCoipPool CreateDelegateMacVolumeOwnershipTask CreateEgressOnlyInternetGateway CreateFlowLogs
  CreateImageUsageReport CreateInstanceConnectEndpoint CreateInstanceExportTask
  CreateInterruptibleCapacityReservationAllocation CreateIpamExternalResourceVerificationToken CreateIpamPolicy
  CreateIpamPool CreateIpamPrefixListResolver CreateIpamScope CreateLocalGatewayRoute CreateLocalGatewayRouteTable
  CreateLocalGatewayRouteTableVirtualInterfaceGroupAssociation CreateLocalGatewayRouteTableVpcAssociation
  CreateLocalGatewayVirtualInterface CreateLocalGatewayVirtualInterfaceGroup
  CreateMacSystemIntegrityProtectionModificationTask CreateNetworkInsightsPath CreateNetworkInterfacePermission
  CreateRouteServerEndpoint CreateRouteServerPeer CreateSecondarySubnet CreateStoreImageTask CreateSubnetCidrReservation
  CreateTrafficMirrorFilterRule CreateTrafficMirrorSession CreateTrafficMirrorTarget CreateTransitGatewayConnect
  CreateTransitGatewayConnectPeer CreateTransitGatewayMeteringPolicy CreateTransitGatewayMeteringPolicyEntry
  CreateTransitGatewayMulticastDomain CreateTransitGatewayPeeringAttachment CreateTransitGatewayPolicyTable
  CreateTransitGatewayPrefixListReference CreateTransitGatewayRoute CreateTransitGatewayRouteTable
  CreateTransitGatewayRouteTableAnnouncement CreateTransitGatewayVpcAttachment CreateVerifiedAccessEndpoint
  CreateVerifiedAccessGroup CreateVpcBlockPublicAccessExclusion CreateVpcEncryptionControl
  CreateVpcEndpointConnectionNotification CreateVpnConcentrator CreateVpnConnection CreateVpnConnectionRoute
  DeleteCapacityManagerDataExport DeleteCarrierGateway DeleteClientVpnEndpoint DeleteClientVpnRoute DeleteCoipCidr
  DeleteCoipPool DeleteCustomerGateway DeleteEgressOnlyInternetGateway DeleteFpgaImage DeleteInstanceConnectEndpoint
  DeleteInstanceEventWindow DeleteIpam DeleteIpamExternalResourceVerificationToken DeleteIpamPolicy DeleteIpamPool
  DeleteIpamPrefixListResolver DeleteIpamPrefixListResolverTarget DeleteIpamResourceDiscovery DeleteIpamScope
  DeleteLocalGatewayRoute DeleteLocalGatewayRouteTable DeleteLocalGatewayRouteTableVirtualInterfaceGroupAssociation
  DeleteLocalGatewayRouteTableVpcAssociation DeleteLocalGatewayVirtualInterface DeleteLocalGatewayVirtualInterfaceGroup
  DeleteManagedPrefixList DeleteNetworkInsightsAccessScope DeleteNetworkInsightsAccessScopeAnalysis
  DeleteNetworkInsightsAnalysis DeleteNetworkInsightsPath DeletePublicIpv4Pool DeleteQueuedReservedInstances
  DeleteRouteServer DeleteRouteServerEndpoint DeleteRouteServerPeer DeleteSecondaryNetwork DeleteSecondarySubnet
  DeleteTrafficMirrorFilter DeleteTrafficMirrorSession DeleteTrafficMirrorTarget DeleteTransitGateway
  DeleteTransitGatewayClientVpnAttachment DeleteTransitGatewayConnect DeleteTransitGatewayConnectPeer
  DeleteTransitGatewayMeteringPolicy DeleteTransitGatewayMeteringPolicyEntry DeleteTransitGatewayMulticastDomain
  DeleteTransitGatewayPeeringAttachment DeleteTransitGatewayPolicyTable DeleteTransitGatewayPrefixListReference
  DeleteTransitGatewayRoute DeleteTransitGatewayRouteTable DeleteTransitGatewayRouteTableAnnouncement
  DeleteTransitGatewayVpcAttachment DeleteVerifiedAccessEndpoint DeleteVerifiedAccessGroup DeleteVerifiedAccessInstance
  DeleteVerifiedAccessTrustProvider DeleteVpcBlockPublicAccessExclusion DeleteVpcEncryptionControl
  DeleteVpcEndpointServiceConfigurations DeleteVpnConcentrator DeleteVpnConnection DeleteVpnConnectionRoute
  DeleteVpnGateway DeprovisionIpamByoasn DeprovisionIpamPoolCidr DeprovisionPublicIpv4PoolCidr
  DeregisterTransitGatewayMulticastGroupMembers DeregisterTransitGatewayMulticastGroupSources DetachClassicLinkVpc
  DetachVerifiedAccessTrustProvider DetachVpnGateway DisableAddressTransfer DisableFastLaunch
  DisableFastSnapshotRestores DisableImageDeregistrationProtection DisableInstanceSqlHaStandbyDetections
  DisableIpamPolicy DisableRouteServerPropagation DisableTransitGatewayRouteTablePropagation DisableVgwRoutePropagation
  DisableVpcClassicLink DisableVpcClassicLinkDnsSupport DisassociateCapacityReservationBillingOwner
  DisassociateClientVpnTargetNetwork DisassociateInstanceEventWindow DisassociateIpamResourceDiscovery
  DisassociateRouteServer DisassociateSecurityGroupVpc DisassociateTransitGatewayMulticastDomain
  DisassociateTransitGatewayPolicyTable DisassociateTransitGatewayRouteTable EnableAddressTransfer EnableFastLaunch
  EnableFastSnapshotRestores EnableImageDeregistrationProtection EnableInstanceSqlHaStandbyDetections EnableIpamPolicy
  EnableRouteServerPropagation EnableTransitGatewayRouteTablePropagation EnableVgwRoutePropagation EnableVpcClassicLink
  EnableVpcClassicLinkDnsSupport ExportClientVpnClientCertificateRevocationList ExportClientVpnClientConfiguration
  ExportImage ExportVerifiedAccessInstanceClientConfiguration GetActiveVpnTunnelStatus GetAssociatedIpv6PoolCidrs
  GetCapacityReservationUsage GetCoipPoolUsage GetFlowLogsIntegrationTemplate GetGroupsForCapacityReservation
  GetImageAncestry GetInstanceTpmEkPub GetIpamAddressHistory GetIpamDiscoveredAccounts GetIpamDiscoveredPublicAddresses
  GetIpamDiscoveredResourceCidrs GetIpamPolicyAllocationRules GetIpamPolicyOrganizationTargets GetIpamPoolAllocations
  GetIpamPoolCidrs GetIpamPrefixListResolverRules GetIpamPrefixListResolverVersionEntries
  GetIpamPrefixListResolverVersions GetIpamResourceCidrs GetManagedPrefixListAssociations GetManagedPrefixListEntries
  GetNetworkInsightsAccessScopeAnalysisFindings GetNetworkInsightsAccessScopeContent GetReservedInstancesExchangeQuote
  GetRouteServerAssociations GetRouteServerPropagations GetRouteServerRoutingDatabase GetSecurityGroupsForVpc
  GetTransitGatewayMeteringPolicyEntries GetTransitGatewayMulticastDomainAssociations
  GetTransitGatewayPolicyTableAssociations GetTransitGatewayPolicyTableEntries GetVerifiedAccessEndpointPolicy
  GetVerifiedAccessEndpointTargets GetVerifiedAccessGroupPolicy GetVpcResourcesBlockingEncryptionEnforcement
  GetVpnConnectionDeviceSampleConfiguration GetVpnTunnelReplacementStatus ImportClientVpnClientCertificateRevocationList
  ImportImage LockSnapshot ModifyAddressAttribute ModifyCapacityReservation ModifyCapacityReservationFleet
  ModifyClientVpnEndpoint ModifyFpgaImageAttribute ModifyHosts ModifyInstanceConnectEndpoint
  ModifyInstanceCreditSpecification ModifyInstanceEventWindow ModifyIpam ModifyIpamPool ModifyIpamPoolAllocation
  ModifyIpamPrefixListResolver ModifyIpamPrefixListResolverTarget ModifyIpamResourceCidr ModifyIpamResourceDiscovery
  ModifyIpamScope ModifyLocalGatewayRoute ModifyManagedPrefixList ModifyPrivateDnsNameOptions
  ModifyPublicIpDnsNameOptions ModifyReservedInstances ModifyRouteServer ModifySpotFleetRequest
  ModifyTrafficMirrorFilterNetworkServices ModifyTrafficMirrorSession ModifyTransitGateway
  ModifyTransitGatewayMeteringPolicy ModifyTransitGatewayPrefixListReference ModifyTransitGatewayVpcAttachment
  ModifyVerifiedAccessEndpoint ModifyVerifiedAccessEndpointPolicy ModifyVerifiedAccessGroup
  ModifyVerifiedAccessGroupPolicy ModifyVerifiedAccessInstance ModifyVerifiedAccessInstanceLoggingConfiguration
  ModifyVerifiedAccessTrustProvider ModifyVpcBlockPublicAccessExclusion ModifyVpcEncryptionControl
  ModifyVpcEndpointServiceConfiguration ModifyVpcEndpointServicePayerResponsibility ModifyVpcEndpointServicePermissions
  ModifyVpcPeeringConnectionOptions ModifyVpnConnection ModifyVpnConnectionOptions ModifyVpnTunnelCertificate
  ModifyVpnTunnelOptions MoveByoipCidrToIpam MoveCapacityReservationInstances ProvisionIpamByoasn ProvisionIpamPoolCidr
  ProvisionPublicIpv4PoolCidr PurchaseCapacityBlockExtension PurchaseHostReservation RegisterImage
  RegisterTransitGatewayMulticastGroupMembers RegisterTransitGatewayMulticastGroupSources
  RejectCapacityReservationBillingOwnership RejectTransitGatewayClientVpnAttachment
  RejectTransitGatewayMulticastDomainAssociations RejectTransitGatewayPeeringAttachment
  RejectTransitGatewayVpcAttachment RejectVpcEndpointConnections RejectVpcPeeringConnection ReleaseHosts
  ReleaseIpamPoolAllocation ReplaceTransitGatewayRoute ReplaceVpnTunnel ReportInstanceStatus ResetAddressAttribute
  ResetFpgaImageAttribute RestoreImageFromRecycleBin RestoreManagedPrefixListVersion RestoreSnapshotFromRecycleBin
  RestoreVolumeFromRecycleBin RevokeClientVpnIngress SearchLocalGatewayRoutes SearchTransitGatewayMulticastGroups
  SearchTransitGatewayRoutes StartNetworkInsightsAccessScopeAnalysis StartNetworkInsightsAnalysis
  StartVpcEndpointServicePrivateDnsVerification TerminateClientVpnConnections UnassignIpv6Addresses
  UnassignPrivateIpAddresses UnassignPrivateNatGatewayAddress UnlockSnapshot
  UpdateInterruptibleCapacityReservationAllocation`;

/** The reference has no type of resource for them, and they name nothing: they are about the account. */
export const ofAccount = `AdvertiseByoipCidr AssociateIpamByoasn CancelBundleTask CancelConversionTask CancelReservedInstancesListing
  ConfirmProductInstance CreateDefaultSubnet CreateDefaultVpc CreateReservedInstancesListing
  DeleteSpotDatafeedSubscription DeprovisionByoipCidr DeregisterInstanceEventNotificationAttributes
  DisableAllowedImagesSettings DisableAwsNetworkPerformanceMetricSubscription DisableCapacityManager
  DisableEbsEncryptionByDefault DisableImageBlockPublicAccess DisableIpamOrganizationAdminAccount
  DisableSerialConsoleAccess DisableSnapshotBlockPublicAccess DisassociateIpamByoasn EnableAllowedImagesSettings
  EnableAwsNetworkPerformanceMetricSubscription EnableCapacityManager EnableEbsEncryptionByDefault
  EnableImageBlockPublicAccess EnableIpamOrganizationAdminAccount EnableReachabilityAnalyzerOrganizationSharing
  EnableSerialConsoleAccess EnableSnapshotBlockPublicAccess GetAllowedImagesSettings GetAwsNetworkPerformanceData
  GetCapacityManagerAttributes GetCapacityManagerMetricData GetCapacityManagerMetricDimensions
  GetCapacityManagerMonitoredTagKeys GetDefaultCreditSpecification GetEbsDefaultKmsKeyId GetEbsEncryptionByDefault
  GetEnabledIpamPolicy GetHostReservationPurchasePreview GetImageBlockPublicAccessState
  GetInstanceMetadataDefaults GetInstanceTypesFromInstanceRequirements GetManagedResourceVisibility
  GetSerialConsoleAccessStatus GetSnapshotBlockPublicAccessState GetSpotPlacementScores GetSubnetCidrReservations
  GetTransitGatewayAttachmentPropagations GetTransitGatewayPrefixListReferences
  GetTransitGatewayRouteTableAssociations GetTransitGatewayRouteTablePropagations GetVpnConnectionDeviceTypes
  ListImagesInRecycleBin ListSnapshotsInRecycleBin ListVolumesInRecycleBin ModifyAvailabilityZoneGroup
  ModifyDefaultCreditSpecification ModifyEbsDefaultKmsKeyId ModifyIdFormat ModifyIdentityIdFormat
  ModifyInstanceMetadataDefaults ModifyManagedResourceVisibility ModifyVpcBlockPublicAccessOptions
  ProvisionByoipCidr PurchaseReservedInstancesOffering PurchaseScheduledInstances
  RegisterInstanceEventNotificationAttributes ReplaceImageCriteriaInAllowedImagesSettings ResetEbsDefaultKmsKeyId
  RunScheduledInstances UpdateCapacityManagerMonitoredTagKeys UpdateCapacityManagerOrganizationsAccess
  WithdrawByoipCidr`;

/** What an operation creates: AWS chooses the id. */
export const created: readonly (readonly [type: Ec2Type, of: string])[] = [
  [
    'capacity-reservation',
    `CreateCapacityReservation PurchaseCapacityBlock CreateCapacityReservationBySplitting
      CreateInterruptibleCapacityReservationAllocation`,
  ],
  ['capacity-reservation-fleet', 'CreateCapacityReservationFleet'],
  ['carrier-gateway', 'CreateCarrierGateway'],
  ['client-vpn-endpoint', 'CreateClientVpnEndpoint'],
  ['coip-pool', 'CreateCoipPool'],
  ['customer-gateway', 'CreateCustomerGateway'],
  ['dedicated-host', 'AllocateHosts'],
  ['dhcp-options', 'CreateDhcpOptions'],
  ['egress-only-internet-gateway', 'CreateEgressOnlyInternetGateway'],
  ['elastic-ip', 'AllocateAddress'],
  ['export-image-task', 'ExportImage'],
  ['export-instance-task', 'CreateInstanceExportTask'],
  ['fleet', 'CreateFleet'],
  ['fpga-image', 'CopyFpgaImage'],
  ['image', 'CreateImage ImportImage RegisterImage CopyImage'],
  ['image-usage-report', 'CreateImageUsageReport'],
  ['import-image-task', 'ImportImage'],
  ['import-snapshot-task', 'ImportSnapshot'],
  ['instance', 'RunInstances CreateFleet'],
  ['instance-connect-endpoint', 'CreateInstanceConnectEndpoint'],
  ['instance-event-window', 'CreateInstanceEventWindow'],
  ['internet-gateway', 'CreateInternetGateway'],
  ['ipam', 'CreateIpam'],
  ['ipam-external-resource-verification-token', 'CreateIpamExternalResourceVerificationToken'],
  ['ipam-policy', 'CreateIpamPolicy'],
  ['ipam-pool', 'CreateIpamPool'],
  ['ipam-pool-allocation', 'AllocateIpamPoolCidr'],
  ['ipam-prefix-list-resolver', 'CreateIpamPrefixListResolver'],
  ['ipam-prefix-list-resolver-target', 'CreateIpamPrefixListResolverTarget'],
  ['ipam-resource-discovery', 'CreateIpamResourceDiscovery'],
  ['ipam-resource-discovery-association', 'AssociateIpamResourceDiscovery'],
  ['ipam-scope', 'CreateIpamScope'],
  ['ipv4pool-ec2', 'CreatePublicIpv4Pool'],
  ['launch-template', 'CreateLaunchTemplate'],
  ['local-gateway-route-table', 'CreateLocalGatewayRouteTable'],
  [
    'local-gateway-route-table-virtual-interface-group-association',
    'CreateLocalGatewayRouteTableVirtualInterfaceGroupAssociation',
  ],
  ['local-gateway-route-table-vpc-association', 'CreateLocalGatewayRouteTableVpcAssociation'],
  ['local-gateway-virtual-interface', 'CreateLocalGatewayVirtualInterface'],
  ['local-gateway-virtual-interface-group', 'CreateLocalGatewayVirtualInterfaceGroup'],
  ['mac-modification-task', 'CreateDelegateMacVolumeOwnershipTask CreateMacSystemIntegrityProtectionModificationTask'],
  ['natgateway', 'CreateNatGateway'],
  ['network-acl', 'CreateNetworkAcl'],
  ['network-insights-access-scope', 'CreateNetworkInsightsAccessScope'],
  ['network-insights-access-scope-analysis', 'StartNetworkInsightsAccessScopeAnalysis'],
  ['network-insights-analysis', 'StartNetworkInsightsAnalysis'],
  ['network-insights-path', 'CreateNetworkInsightsPath'],
  ['network-interface', 'CreateNetworkInterface'],
  ['prefix-list', 'CreateManagedPrefixList'],
  ['route-server', 'CreateRouteServer'],
  ['route-server-endpoint', 'CreateRouteServerEndpoint'],
  ['route-server-peer', 'CreateRouteServerPeer'],
  ['route-table', 'CreateRouteTable'],
  ['secondary-network', 'CreateSecondaryNetwork'],
  ['secondary-subnet', 'CreateSecondarySubnet'],
  ['security-group', 'CreateSecurityGroup'],
  ['snapshot', 'CreateSnapshot ImportSnapshot CopyImage CopySnapshot'],
  ['spot-instances-request', 'RequestSpotInstances'],
  ['subnet', 'CreateSubnet'],
  ['traffic-mirror-filter', 'CreateTrafficMirrorFilter'],
  ['traffic-mirror-filter-rule', 'CreateTrafficMirrorFilterRule'],
  ['traffic-mirror-session', 'CreateTrafficMirrorSession'],
  ['traffic-mirror-target', 'CreateTrafficMirrorTarget'],
  ['transit-gateway', 'CreateTransitGateway'],
  [
    'transit-gateway-attachment',
    'CreateTransitGatewayPeeringAttachment CreateTransitGatewayVpcAttachment CreateTransitGatewayConnect',
  ],
  ['transit-gateway-connect-peer', 'CreateTransitGatewayConnectPeer'],
  ['transit-gateway-metering-policy', 'CreateTransitGatewayMeteringPolicy'],
  ['transit-gateway-multicast-domain', 'CreateTransitGatewayMulticastDomain'],
  ['transit-gateway-policy-table', 'CreateTransitGatewayPolicyTable'],
  ['transit-gateway-route-table', 'CreateTransitGatewayRouteTable'],
  ['transit-gateway-route-table-announcement', 'CreateTransitGatewayRouteTableAnnouncement'],
  ['verified-access-endpoint', 'CreateVerifiedAccessEndpoint'],
  ['verified-access-group', 'CreateVerifiedAccessGroup'],
  ['verified-access-instance', 'CreateVerifiedAccessInstance'],
  ['verified-access-trust-provider', 'CreateVerifiedAccessTrustProvider'],
  ['volume', 'CreateVolume ImportVolume CopyVolumes'],
  ['vpc', 'CreateVpc'],
  ['vpc-block-public-access-exclusion', 'CreateVpcBlockPublicAccessExclusion'],
  ['vpc-encryption-control', 'CreateVpcEncryptionControl'],
  ['vpc-endpoint', 'CreateVpcEndpoint'],
  ['vpc-endpoint-service', 'CreateVpcEndpointServiceConfiguration'],
  ['vpc-flow-log', 'CreateFlowLogs'],
  ['vpc-peering-connection', 'CreateVpcPeeringConnection'],
  ['vpn-concentrator', 'CreateVpnConcentrator'],
  ['vpn-connection', 'CreateVpnConnection'],
  ['vpn-gateway', 'CreateVpnGateway'],
];
