/** What people decided about content that leaves. */

import type { Overlay } from './overlay.ts';

export const exportsReviewed: Overlay = {
  added: [
    { why: 'the bytes of a disk, block by block', operations: 'ebs:GetSnapshotBlock' },
    {
      why: 'content in a place where nothing masks it, wherever the metadata of the restore says',
      operations: 'backup:StartRestoreJob',
    },
    { why: 'every line from then on, to a stream or a function', operations: 'logs:PutSubscriptionFilter' },
    { why: 'the job may be an export to a bucket or to a signed link', operations: 'dataexchange:StartJob' },
  ],
  removed: [
    {
      why: 'definitions, templates and code, and none of the content behind them',
      operations: `amplifyuibuilder:ExportComponents amplifyuibuilder:ExportForms amplifyuibuilder:ExportThemes
        apigatewayv2:ExportApi backup:ExportBackupPlanTemplate bedrock:ExportAutomatedReasoningPolicyVersion
        dms:ExportMetadataModelAssessment dms:StartMetadataModelExportAsScript dms:StartMetadataModelExportToTarget
        drs:ExportSourceNetworkCfnTemplate lexv2-models:CreateExport quicksight:StartAssetBundleExportJob
        sagemaker:CreateModelCardExportJob schemas:ExportSchema wellarchitected:ExportLens`,
    },
    {
      why: 'a client’s configuration, which holds no content; where it is secret, it is a secret-read',
      operations: `ec2:ExportClientVpnClientCertificateRevocationList ec2:ExportClientVpnClientConfiguration
        ec2:ExportVerifiedAccessInstanceClientConfiguration`,
    },
    {
      why: 'inventories, findings, routes and recommendations: what the lists and descriptions show anyway',
      operations: `compute-optimizer:ExportAutoScalingGroupRecommendations
        compute-optimizer:ExportEBSVolumeRecommendations compute-optimizer:ExportEC2InstanceRecommendations
        compute-optimizer:ExportECSServiceRecommendations compute-optimizer:ExportIdleRecommendations
        compute-optimizer:ExportLambdaFunctionRecommendations compute-optimizer:ExportLicenseRecommendations
        compute-optimizer:ExportRDSDatabaseRecommendations datazone:PutDataExportConfiguration
        discovery:ExportConfigurations discovery:StartContinuousExport discovery:StartExportTask
        ec2:CreateCapacityManagerDataExport ec2:ExportTransitGatewayRoutes inspector2:CreateSbomExport
        macie2:PutClassificationExportConfiguration mgn:StartExport resiliencehub:StartMetricsExport`,
    },
    {
      why: 'the copy stays in the account, in the region of the call',
      operations: 'ec2:CopySnapshot',
    },
    {
      why: 'both ends are named, and S3 refuses a bucket of another owner (x-amz-expected-bucket-owner)',
      operations: 's3:CopyObject s3:UploadPartCopy',
    },
    {
      why: 'it makes or ends a member of a group that is there, and copies nothing elsewhere by itself',
      operations: 'elasticache:DisassociateGlobalReplicationGroup elasticache:IncreaseNodeGroupsInGlobalReplicationGroup',
    },
    { why: 'a key: class mints-credentials', operations: 'lightsail:DownloadDefaultKeyPair' },
  ],
};
