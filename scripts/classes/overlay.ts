/** What people decided about the classes that the models tell: what is in besides, what is not, and why. */

import type { ActionClass } from '#core/policy/action-classes.ts';
import { exportsReviewed } from './overlay-exports.ts';
import { queriesReviewed } from './overlay-queries.ts';

export type Reviewed = {
  readonly why: string;
  /** `<service>:<operation>`, parted by white space. */
  readonly operations: string;
};

export type Overlay = { readonly added: readonly Reviewed[]; readonly removed: readonly Reviewed[] };

export const overlay: Readonly<Record<ActionClass, Overlay>> = {
  'mints-credentials': {
    added: [
      {
        why: 'the answer holds a key or a password of its own',
        operations: `ec2:CreateKeyPair iam:CreateLoginProfile iot:CreateKeysAndCertificate iot:CreateProvisioningClaim
          lightsail:CreateKeyPair sso-oidc:RegisterClient bedrock-agentcore:GetResourceApiKey`,
      },
      {
        why: 'the answer holds a token that another service, or another account, takes for its bearer',
        operations: `amplifyuibuilder:ExchangeCodeForToken amplifyuibuilder:RefreshToken
          bedrock-agentcore:GetResourceOauth2Token bedrock-agentcore:GetResourcePaymentToken
          bedrock-agentcore:GetWorkloadAccessToken bedrock-agentcore:GetWorkloadAccessTokenForJWT
          bedrock-agentcore:GetWorkloadAccessTokenForUserId codecatalyst:StartDevEnvironmentSession
          cognito-idp:AdminInitiateAuth cognito-idp:AdminRespondToAuthChallenge cognito-idp:GetTokensFromRefreshToken
          cognito-idp:InitiateAuth cognito-idp:RespondToAuthChallenge iotsecuretunneling:OpenTunnel
          iotsecuretunneling:RotateTunnelAccessToken`,
      },
      {
        why: 'the address in the answer, called simply "url", signs its bearer in',
        operations: 'athena:GetResourceDashboard emr-serverless:GetResourceDashboard sagemaker:CreatePartnerAppPresignedUrl',
      },
    ],
    removed: [
      {
        why: 'a link to one file, log or report: a read of content, and no way past the gateway',
        operations: `auditmanager:GetAssessmentReportUrl dataexchange:CreateJob dataexchange:GetJob dataexchange:ListJobs
          gamelift:DescribeFleetEvents gamelift:GetGameSessionLogUrl greengrassv2:GetComponentVersionArtifact
          groundstation:GetAgentTaskResponseUrl qbusiness:GetDocumentContent taxsettings:GetTaxRegistrationDocument`,
      },
      {
        why: 'a link that takes one upload',
        operations: `cognito-idp:CreateUserImportJob cognito-idp:DescribeUserImportJob cognito-idp:ListUserImportJobs
          cognito-idp:StartUserImportJob cognito-idp:StopUserImportJob mailmanager:CreateAddressListImportJob
          mailmanager:GetAddressListImportJob mailmanager:ListAddressListImportJobs`,
      },
      {
        why: 'the address of a page where one has to sign in',
        operations: 'quicksight:DescribeAssetBundleImportJob quicksight:DescribeDataSource quicksight:ListDataSources',
      },
    ],
  },
  delegates: {
    added: [
      {
        why: 'a template, a product or a desired state: the service makes and ends what stands in it',
        operations: `cloudcontrol:CreateResource cloudcontrol:DeleteResource cloudcontrol:UpdateResource
          cloudformation:CreateChangeSet cloudformation:CreateStack cloudformation:CreateStackInstances
          cloudformation:CreateStackSet cloudformation:DeleteStack cloudformation:DeleteStackInstances
          cloudformation:DeleteStackSet cloudformation:UpdateStack cloudformation:UpdateStackInstances
          cloudformation:UpdateStackSet codedeploy:CreateDeployment ecs:CreateService ecs:UpdateService
          servicecatalog:ProvisionProduct servicecatalog:TerminateProvisionedProduct servicecatalog:UpdateProvisionedProduct`,
      },
      {
        why: 'a number or a group, by which the service launches and terminates instances',
        operations: `autoscaling:DeleteAutoScalingGroup autoscaling:SetDesiredCapacity autoscaling:StartInstanceRefresh
          autoscaling:TerminateInstanceInAutoScalingGroup autoscaling:UpdateAutoScalingGroup ec2:CancelSpotFleetRequests
          ec2:DeleteFleets ec2:ModifyFleet ec2:ModifySpotFleetRequest eks:DeleteNodegroup eks:UpdateNodegroupConfig
          emr:AddJobFlowSteps emr:TerminateJobFlows`,
      },
      {
        why: 'what calls, or is called by, an event from then on',
        operations: 'events:PutRule events:PutTargets lambda:CreateEventSourceMapping pipes:StartPipe',
      },
      {
        why: 'code of the account runs, or is changed, under its own role',
        operations: `lambda:Invoke lambda:InvokeAsync lambda:InvokeWithResponseStream lambda:UpdateFunctionCode
          lambda:UpdateFunctionConfiguration ssm:CancelCommand ssm:CreateAssociation ssm:CreateAssociationBatch
          ssm:SendCommand ssm:StartAssociationsOnce ssm:UpdateAssociation stepfunctions:TestState`,
      },
    ],
    removed: [
      {
        why: 'the role in it is one of the product itself, or of a person',
        operations: 'auditmanager:CreateAssessment connecthealth:StartPatientInsightsJob grafana:CreateWorkspaceApiKey',
      },
      {
        why: 'the caller acts under the role: class mints-credentials',
        operations: 'emr-containers:GetManagedEndpointSessionCredentials lakeformation:AssumeDecoratedRoleWithSAML',
      },
      { why: 'the caller’s own shell: class interactive', operations: 'ecs:ExecuteCommand' },
      { why: 'runs with the caller’s own permissions: class content-query', operations: 'athena:StartQueryExecution' },
      {
        why: 'runs code that reaches nothing',
        operations: 'cloudfront:TestConnectionFunction cloudfront:TestFunction observabilityadmin:TestTelemetryPipeline',
      },
      {
        why: 'the service works on what it is given, or keeps, and calls nothing else',
        operations: `amplifyuibuilder:StartCodegenJob backupsearch:StartSearchJob backupsearch:StartSearchResultExportJob
          bedrock:StartAutomatedReasoningPolicyBuildWorkflow bedrock:StartAutomatedReasoningPolicyTestWorkflow
          bedrock-agent:StartIngestionJob bedrock-agentcore:StartMemoryExtractionJob
          bedrock-data-automation:InvokeDataAutomationLibraryIngestionJob
          bedrock-data-automation-runtime:InvokeDataAutomation bedrock-data-automation-runtime:InvokeDataAutomationAsync
          chime-sdk-media-pipelines:StartSpeakerSearchTask chime-sdk-media-pipelines:StartVoiceToneAnalysisTask
          chime-sdk-voice:StartSpeakerSearchTask chime-sdk-voice:StartVoiceToneAnalysisTask
          cognito-idp:StartUserImportJob connect:StartTestCaseExecution connectcampaigns:StartInstanceOnboardingJob
          connectcampaignsv2:StartInstanceOnboardingJob customer-profiles:StartUploadJob dataexchange:StartJob
          datazone:StartMetadataGenerationRun discovery:StartBatchDeleteConfigurationTask discovery:StartExportTask
          discovery:StartImportTask inspector:StartAssessmentRun iot:StartOnDemandAuditTask
          iotdeviceadvisor:StartSuiteRun iotwireless:StartSingleWirelessDeviceImportTask
          iotwireless:StartWirelessDeviceImportTask kendra:StartDataSourceSyncJob lexv2-models:StartTestExecution
          mailmanager:StartAddressListImportJob migrationhubstrategy:StartImportFileTask
          omics:StartReadSetActivationJob partnercentral-account:StartProfileUpdateTask
          partnercentral-selling:StartEngagementByAcceptingInvitationTask
          partnercentral-selling:StartEngagementFromOpportunityTask
          partnercentral-selling:StartOpportunityFromEngagementTask partnercentral-selling:StartResourceSnapshotJob
          polly:StartSpeechSynthesisTask qbusiness:StartDataSourceSyncJob qconnect:StartImportJob
          quicksight:StartAssetBundleExportJob quicksight:StartAssetBundleImportJob quicksight:StartAutomationJob
          quicksight:StartDashboardSnapshotJob rekognition:StartMediaAnalysisJob
          resiliencehub:StartResourceGroupingRecommendationTask signer:StartSigningJob
          transcribe:StartCallAnalyticsJob transcribe:StartMedicalTranscriptionJob transcribe:StartTranscriptionJob
          wisdom:StartImportJob`,
      },
      {
        why: 'changes what it names, and nothing by way of it',
        operations: `appconfig:StartDeployment arc-zonal-shift:StartPracticeRun marketplace-catalog:StartChangeSet
          mediaconnect:StartFlow medialive:StartDeleteMonitorDeployment medialive:StartMonitorDeployment
          networkmanager:ExecuteCoreNetworkChangeSet outposts:StartCapacityTask sqs:StartMessageMoveTask`,
      },
    ],
  },
  interactive: {
    added: [
      { why: 'another person gets into the machine', operations: 'cloud9:CreateEnvironmentMembership' },
      { why: 'clicks and keys in a browser that the account runs', operations: 'bedrock-agentcore:InvokeBrowser' },
    ],
    removed: [
      { why: 'makes the tool, and opens no session in it', operations: 'bedrock-agentcore-control:CreateCodeInterpreter' },
      {
        why: 'one command for a device, in class delegates; nothing passes through it',
        operations: 'iot-jobs-data:StartCommandExecution',
      },
    ],
  },
  'content-query': queriesReviewed,
  'content-export': exportsReviewed,
};
