/** SageMaker: jobs, models, endpoints and the rest by name. Its ARNs have the names in small letters; other names are not told by them. */

import { byArn, createdOf, createReading, kindOf, type Naming, separator, type TableKind } from './operation-table.ts';

const word = '[a-z0-9](?:[a-z0-9-]{0,126}[a-z0-9])?';
const kind = (type: string, prefix = type): TableKind =>
  kindOf({ service: 'sagemaker', type, template: `${prefix}/{}`, name: new RegExp(`^${word}$`) });

/** Type, the member that names it, and the operations on it. */
const named: readonly (readonly [type: string, by: string, of: string])[] = [
  ['action', 'ActionName', 'CreateAction DeleteAction DescribeAction UpdateAction'],
  ['algorithm', 'AlgorithmName', 'CreateAlgorithm DeleteAlgorithm DescribeAlgorithm'],
  [
    'app-image-config',
    'AppImageConfigName',
    'CreateAppImageConfig DeleteAppImageConfig DescribeAppImageConfig UpdateAppImageConfig',
  ],
  ['automl-job', 'AutoMLJobName', 'CreateAutoMLJob DescribeAutoMLJob StopAutoMLJob'],
  [
    'code-repository',
    'CodeRepositoryName',
    'CreateCodeRepository DeleteCodeRepository DescribeCodeRepository UpdateCodeRepository',
  ],
  [
    'compilation-job',
    'CompilationJobName',
    'CreateCompilationJob DeleteCompilationJob DescribeCompilationJob StopCompilationJob',
  ],
  ['context', 'ContextName', 'CreateContext DeleteContext DescribeContext UpdateContext'],
  [
    'device-fleet',
    'DeviceFleetName',
    'CreateDeviceFleet DeleteDeviceFleet DescribeDeviceFleet GetDeviceFleetReport UpdateDeviceFleet',
  ],
  ['domain', 'DomainId', 'DeleteDomain DescribeDomain UpdateDomain'],
  [
    'endpoint',
    'EndpointName',
    `CreateEndpoint CreateInferenceComponent DeleteEndpoint DescribeEndpoint UpdateEndpoint UpdateEndpointWeightsAndCapacities`,
  ],
  [
    'endpoint-config',
    'EndpointConfigName',
    `CreateEndpoint CreateEndpointConfig DeleteEndpointConfig DescribeEndpointConfig UpdateEndpoint`,
  ],
  ['experiment', 'ExperimentName', 'CreateExperiment CreateTrial DeleteExperiment DescribeExperiment UpdateExperiment'],
  ['experiment-trial', 'TrialName', 'AssociateTrialComponent CreateTrial DeleteTrial DescribeTrial UpdateTrial'],
  [
    'experiment-trial-component',
    'TrialComponentName',
    'AssociateTrialComponent CreateTrialComponent DeleteTrialComponent DescribeTrialComponent UpdateTrialComponent',
  ],
  [
    'feature-group',
    'FeatureGroupName',
    'CreateFeatureGroup DeleteFeatureGroup DescribeFeatureGroup DescribeFeatureMetadata UpdateFeatureGroup UpdateFeatureMetadata',
  ],
  ['flow-definition', 'FlowDefinitionName', 'CreateFlowDefinition DeleteFlowDefinition DescribeFlowDefinition'],
  ['hub', 'HubName', 'CreateHub DeleteHub DescribeHub ListHubContents UpdateHub'],
  ['human-task-ui', 'HumanTaskUiName', 'CreateHumanTaskUi DeleteHumanTaskUi DescribeHumanTaskUi'],
  [
    'hyper-parameter-tuning-job',
    'HyperParameterTuningJobName',
    `CreateHyperParameterTuningJob DeleteHyperParameterTuningJob DescribeHyperParameterTuningJob
      ListTrainingJobsForHyperParameterTuningJob StopHyperParameterTuningJob`,
  ],
  ['image', 'ImageName', 'CreateImage CreateImageVersion DeleteImage DescribeImage ListImageVersions UpdateImage'],
  [
    'inference-component',
    'InferenceComponentName',
    `CreateInferenceComponent DeleteInferenceComponent DescribeInferenceComponent UpdateInferenceComponent
      UpdateInferenceComponentRuntimeConfig`,
  ],
  [
    'inference-experiment',
    'Name',
    `CreateInferenceExperiment DeleteInferenceExperiment DescribeInferenceExperiment StartInferenceExperiment
      StopInferenceExperiment UpdateInferenceExperiment`,
  ],
  ['labeling-job', 'LabelingJobName', 'CreateLabelingJob DescribeLabelingJob StopLabelingJob'],
  [
    'mlflow-tracking-server',
    'TrackingServerName',
    `CreateMlflowTrackingServer CreatePresignedMlflowTrackingServerUrl DeleteMlflowTrackingServer DescribeMlflowTrackingServer
      StartMlflowTrackingServer StopMlflowTrackingServer UpdateMlflowTrackingServer`,
  ],
  ['model', 'ModelName', 'CreateModel DeleteModel DescribeModel'],
  [
    'model-card',
    'ModelCardName',
    'CreateModelCard CreateModelCardExportJob DeleteModelCard ListModelCardExportJobs ListModelCardVersions UpdateModelCard',
  ],
  [
    'model-package-group',
    'ModelPackageGroupName',
    `CreateModelPackageGroup DeleteModelPackageGroup DeleteModelPackageGroupPolicy DescribeModelPackageGroup
      GetModelPackageGroupPolicy PutModelPackageGroupPolicy`,
  ],
  [
    'monitoring-schedule',
    'MonitoringScheduleName',
    `CreateMonitoringSchedule DeleteMonitoringSchedule DescribeMonitoringSchedule StartMonitoringSchedule StopMonitoringSchedule
      UpdateMonitoringSchedule`,
  ],
  [
    'notebook-instance',
    'NotebookInstanceName',
    `CreateNotebookInstance CreatePresignedNotebookInstanceUrl DeleteNotebookInstance DescribeNotebookInstance
      StartNotebookInstance StopNotebookInstance UpdateNotebookInstance`,
  ],
  [
    'notebook-instance-lifecycle-config',
    'NotebookInstanceLifecycleConfigName',
    `CreateNotebookInstanceLifecycleConfig DeleteNotebookInstanceLifecycleConfig DescribeNotebookInstanceLifecycleConfig
      UpdateNotebookInstanceLifecycleConfig`,
  ],
  [
    'pipeline',
    'PipelineName',
    'CreatePipeline DeletePipeline DescribePipeline ListPipelineExecutions StartPipelineExecution UpdatePipeline',
  ],
  ['processing-job', 'ProcessingJobName', 'CreateProcessingJob DeleteProcessingJob DescribeProcessingJob StopProcessingJob'],
  ['project', 'ProjectName', 'CreateProject DeleteProject DescribeProject UpdateProject'],
  [
    'studio-lifecycle-config',
    'StudioLifecycleConfigName',
    'CreateStudioLifecycleConfig DeleteStudioLifecycleConfig DescribeStudioLifecycleConfig',
  ],
  [
    'training-job',
    'TrainingJobName',
    'CreateTrainingJob DeleteTrainingJob DescribeTrainingJob StopTrainingJob UpdateTrainingJob',
  ],
  ['transform-job', 'TransformJobName', 'CreateTransformJob DescribeTransformJob StopTransformJob'],
  ['workforce', 'WorkforceName', 'CreateWorkforce DeleteWorkforce DescribeWorkforce UpdateWorkforce'],
  ['workteam', 'WorkteamName', 'CreateWorkteam DeleteWorkteam DescribeWorkteam UpdateWorkteam'],
  [
    'ai-benchmark-job',
    'AIBenchmarkJobName',
    'CreateAIBenchmarkJob DeleteAIBenchmarkJob DescribeAIBenchmarkJob StopAIBenchmarkJob',
  ],
  [
    'ai-recommendation-job',
    'AIRecommendationJobName',
    'CreateAIRecommendationJob DeleteAIRecommendationJob DescribeAIRecommendationJob StopAIRecommendationJob',
  ],
  ['ai-workload-config', 'AIWorkloadConfigName', 'CreateAIWorkloadConfig DeleteAIWorkloadConfig DescribeAIWorkloadConfig'],
  ['automl-job', 'AutoMLJobName', 'CreateAutoMLJobV2 DescribeAutoMLJobV2'],
  [
    'data-quality-job-definition',
    'JobDefinitionName',
    'CreateDataQualityJobDefinition DeleteDataQualityJobDefinition DescribeDataQualityJobDefinition',
  ],
  [
    'model-bias-job-definition',
    'JobDefinitionName',
    'CreateModelBiasJobDefinition DeleteModelBiasJobDefinition DescribeModelBiasJobDefinition',
  ],
  [
    'model-explainability-job-definition',
    'JobDefinitionName',
    'CreateModelExplainabilityJobDefinition DeleteModelExplainabilityJobDefinition DescribeModelExplainabilityJobDefinition',
  ],
  [
    'model-quality-job-definition',
    'JobDefinitionName',
    'CreateModelQualityJobDefinition DeleteModelQualityJobDefinition DescribeModelQualityJobDefinition',
  ],
  ['edge-packaging-job', 'EdgePackagingJobName', 'CreateEdgePackagingJob DescribeEdgePackagingJob StopEdgePackagingJob'],
  [
    'inference-recommendations-job',
    'JobName',
    'CreateInferenceRecommendationsJob DescribeInferenceRecommendationsJob StopInferenceRecommendationsJob',
  ],
  ['inference-recommendations-job', 'InferenceRecommendationsJobName', 'GetScalingConfigurationRecommendation'],
  [
    'optimization-job',
    'OptimizationJobName',
    'CreateOptimizationJob DeleteOptimizationJob DescribeOptimizationJob StopOptimizationJob',
  ],
  ['training-plan', 'TrainingPlanName', 'CreateTrainingPlan DescribeTrainingPlan'],
  [
    'hub',
    'HubName',
    `CreateHubContentPresignedUrls DeleteHubContent DeleteHubContentReference DescribeHubContent ImportHubContent
      ListHubContentVersions UpdateHubContent UpdateHubContentReference`,
  ],
  [
    'cluster-scheduler-config',
    'ClusterSchedulerConfigId',
    'DeleteClusterSchedulerConfig DescribeClusterSchedulerConfig UpdateClusterSchedulerConfig',
  ],
  ['compute-quota', 'ComputeQuotaId', 'DeleteComputeQuota DescribeComputeQuota UpdateComputeQuota'],
  ['model-card', 'ModelCardName', 'DescribeModelCard'],
  ['pipeline', 'PipelineName', 'ListPipelineVersions'],
];
const inDomain = (type: string): TableKind =>
  kindOf({ service: 'sagemaker', type, template: `${type}/{}/{}`, name: new RegExp(`^${word}${separator}${word}$`) });
/** What comes twice in a name's place: `edge-deployment/{}` is not written as its type. */
const edgePlan = kind('edge-deployment-plan', 'edge-deployment');
const device = kindOf({
  service: 'sagemaker',
  type: 'device',
  template: 'device-fleet/{}/device/{}',
  name: new RegExp(`^${word}${separator}${word}$`),
});
/** The kind of the content stands in capitals, as the parameter has it. */
const hubContent = kindOf({
  service: 'sagemaker',
  type: 'hub-content',
  template: 'hub-content/{}/{}/{}',
  name: new RegExp(`^${word}${separator}[A-Za-z]{1,32}${separator}${word}$`),
});
const pipelineExecution = kindOf({
  service: 'sagemaker',
  type: 'pipeline-execution',
  template: 'pipeline/{}/execution/{}',
  name: new RegExp(`^${word}${separator}[a-z0-9]{12}$`),
});
const exportJob = kindOf({
  service: 'sagemaker',
  type: 'model-card-export-job',
  template: 'model-card/{}/export-job/{}',
  name: new RegExp(`^${word}${separator}${word}$`),
});
/** A version of a group stands behind a slash. */
const modelPackage = kindOf({
  service: 'sagemaker',
  type: 'model-package',
  template: 'model-package/{}',
  name: new RegExp(`^${word}(?:/[0-9]{1,9})?$`),
});
/** Their ids are AWS's own: a name does not tell them, an ARN does. */
const cluster = kind('cluster');
const artifact = kind('artifact');
const mlflowApp = kind('mlflow-app');
const partnerApp = kind('partner-app');
const lineage = [kind('action'), artifact, kind('context'), kind('experiment'), kind('experiment-trial-component')];

/** Every kind, for the operations that take any. */
const everyKind = [
  ...new Map(named.map(([type]) => [type, kind(type)])).values(),
  edgePlan,
  device,
  hubContent,
  pipelineExecution,
  modelPackage,
  cluster,
  artifact,
  mlflowApp,
  partnerApp,
];
const ofEndpoint: readonly Naming[] = [
  {
    kind: kind('endpoint'),
    by: 'EndpointName',
    of: 'InvokeEndpoint InvokeEndpointAsync InvokeEndpointWithResponseStream',
  },
  {
    kind: kind('inference-component'),
    by: 'InferenceComponentName?',
    of: 'InvokeEndpoint InvokeEndpointWithResponseStream',
  },
];

export const sagemaker = createReading({
  account: `GetSagemakerServicecatalogPortfolioStatus GetSearchSuggestions ListActions ListAlgorithms ListAppImageConfigs
    ListApps ListArtifacts ListAutoMLJobs ListClusters ListCodeRepositories ListCompilationJobs ListContexts
    ListDeviceFleets ListDomains ListEndpointConfigs ListEndpoints ListExperiments ListFeatureGroups
    ListFlowDefinitions ListHubs ListHumanTaskUis ListHyperParameterTuningJobs ListImages ListInferenceComponents
    ListInferenceExperiments ListLabelingJobs ListMlflowTrackingServers ListModelCards ListModelPackageGroups
    ListModels ListMonitoringSchedules ListNotebookInstanceLifecycleConfigs ListNotebookInstances
    ListOptimizationJobs ListPipelines ListProcessingJobs ListProjects ListSpaces ListStudioLifecycleConfigs
    ListTrainingJobs ListTransformJobs ListTrialComponents ListTrials ListUserProfiles ListWorkforces ListWorkteams
    DescribeLineageGroup DisableSagemakerServicecatalogPortfolio EnableSagemakerServicecatalogPortfolio
    ExtendTrainingPlan GetLineageGroupPolicy ListAIBenchmarkJobs ListAIRecommendationJobs ListAIWorkloadConfigs
    ListAssociations ListCandidatesForAutoMLJob ListClusterSchedulerConfigs ListComputeQuotas
    ListDataQualityJobDefinitions ListDevices ListEdgeDeploymentPlans ListEdgePackagingJobs
    ListInferenceRecommendationsJobSteps ListInferenceRecommendationsJobs ListLineageGroups ListMlflowApps
    ListModelBiasJobDefinitions ListModelExplainabilityJobDefinitions ListModelMetadata
    ListModelQualityJobDefinitions ListMonitoringAlertHistory ListMonitoringAlerts ListMonitoringExecutions
    ListPartnerApps ListResourceCatalogs ListStageDevices ListSubscribedWorkteams ListTrainingPlans QueryLineage
    RenderUiTemplate Search SearchTrainingPlanOfferings`,
  rows: [
    ...named.map(([type, by, of]): Naming => ({ kind: kind(type), by, of })),
    {
      kind: inDomain('user-profile'),
      by: 'DomainId+UserProfileName',
      of: 'CreatePresignedDomainUrl CreateUserProfile DeleteUserProfile DescribeUserProfile UpdateUserProfile',
    },
    { kind: inDomain('space'), by: 'DomainId+SpaceName', of: 'CreateSpace DeleteSpace DescribeSpace UpdateSpace' },
    {
      kind: edgePlan,
      by: 'EdgeDeploymentPlanName',
      of: `CreateEdgeDeploymentPlan CreateEdgeDeploymentStage DeleteEdgeDeploymentPlan DeleteEdgeDeploymentStage
        DescribeEdgeDeploymentPlan StartEdgeDeploymentStage StopEdgeDeploymentStage`,
    },
    { kind: device, by: 'DeviceFleetName+DeviceName', of: 'DescribeDevice' },
    {
      kind: hubContent,
      by: 'HubName+HubContentType+HubContentName',
      of: `CreateHubContentPresignedUrls DeleteHubContent DeleteHubContentReference DescribeHubContent ImportHubContent
        ListHubContentVersions UpdateHubContent UpdateHubContentReference`,
    },
    {
      read: byArn('ClusterName', [cluster]),
      of: `BatchAddClusterNodes BatchDeleteClusterNodes BatchRebootClusterNodes BatchReplaceClusterNodes DeleteCluster
        DescribeCluster DescribeClusterEvent DescribeClusterNode ListClusterEvents ListClusterNodes StartClusterHealthCheck
        UpdateCluster UpdateClusterSoftware`,
    },
    {
      read: byArn('ClusterArn', [cluster]),
      of: 'AttachClusterNodeVolume CreateClusterSchedulerConfig CreateComputeQuota DetachClusterNodeVolume',
    },
    { read: createdOf(kind('cluster-scheduler-config')), of: 'CreateClusterSchedulerConfig' },
    { read: createdOf(kind('compute-quota')), of: 'CreateComputeQuota' },
    { read: createdOf(cluster), of: 'CreateCluster' },
    { read: createdOf(kind('domain')), of: 'CreateDomain' },
    { read: createdOf(artifact), of: 'CreateArtifact' },
    { read: createdOf(mlflowApp), of: 'CreateMlflowApp' },
    { read: createdOf(partnerApp), of: 'CreatePartnerApp' },
    { read: byArn('ArtifactArn', [artifact]), of: 'DeleteArtifact DescribeArtifact UpdateArtifact' },
    {
      read: byArn('PipelineExecutionArn', [pipelineExecution]),
      of: `DescribePipelineDefinitionForExecution DescribePipelineExecution ListPipelineExecutionSteps
        ListPipelineParametersForExecution RetryPipelineExecution StopPipelineExecution UpdatePipelineExecution`,
    },
    { read: byArn('Arn', [mlflowApp]), of: 'CreatePresignedMlflowAppUrl DeleteMlflowApp DescribeMlflowApp UpdateMlflowApp' },
    {
      read: byArn('Arn', [partnerApp]),
      of: 'CreatePartnerAppPresignedUrl DeletePartnerApp DescribePartnerApp UpdatePartnerApp',
    },
    { read: byArn('WorkteamArn', [kind('workteam')]), of: 'DescribeSubscribedWorkteam ListLabelingJobsForWorkteam' },
    {
      read: byArn('ReservedCapacityArn', [kind('reserved-capacity')]),
      of: 'DescribeReservedCapacity ListUltraServersByReservedCapacity',
    },
    { read: byArn('TrainingPlanArn', [kind('training-plan')]), of: 'DescribeTrainingPlanExtensionHistory' },
    { read: byArn('ModelCardExportJobArn', [exportJob]), of: 'DescribeModelCardExportJob' },
    { kind: modelPackage, by: 'ModelPackageName', of: 'DeleteModelPackage DescribeModelPackage' },
    { read: byArn('ModelPackageArn', [modelPackage]), of: 'UpdateModelPackage' },
    { kind: modelPackage, by: 'ModelPackageArnList[]', of: 'BatchDescribeModelPackage' },
    { read: byArn('SourceArn', lineage), of: 'AddAssociation DeleteAssociation' },
    { read: byArn('DestinationArn', lineage), of: 'AddAssociation DeleteAssociation' },
    { read: byArn('ResourceArn', everyKind), of: 'AddTags DeleteTags ListTags' },
  ],
});

export const sagemakerRuntime = createReading({ account: '', rows: ofEndpoint });
