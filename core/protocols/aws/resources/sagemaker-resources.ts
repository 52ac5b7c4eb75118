/** SageMaker: jobs, models, endpoints and the rest by name. Its ARNs have the names in small letters; other names are not told by them. */

import { createReading, kindOf, type Naming, separator, type TableKind } from './operation-table.ts';

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
];
const inDomain = (type: string): TableKind =>
  kindOf({ service: 'sagemaker', type, template: `${type}/{}/{}`, name: new RegExp(`^${word}${separator}${word}$`) });
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
  account: `GetSagemakerServicecatalogPortfolioStatus GetSearchSuggestions ListActions ListAlgorithms ListAppImageConfigs ListApps
    ListArtifacts ListAutoMLJobs ListClusters ListCodeRepositories ListCompilationJobs ListContexts ListDeviceFleets ListDomains
    ListEndpointConfigs ListEndpoints ListExperiments ListFeatureGroups ListFlowDefinitions ListHubs ListHumanTaskUis
    ListHyperParameterTuningJobs ListImages ListInferenceComponents ListInferenceExperiments ListLabelingJobs
    ListMlflowTrackingServers ListModelCards ListModelPackageGroups ListModels ListMonitoringSchedules
    ListNotebookInstanceLifecycleConfigs ListNotebookInstances ListOptimizationJobs ListPipelines ListProcessingJobs ListProjects
    ListSpaces ListStudioLifecycleConfigs ListTrainingJobs ListTransformJobs ListTrialComponents ListTrials ListUserProfiles
    ListWorkforces ListWorkteams`,
  rows: [
    ...named.map(([type, by, of]): Naming => ({ kind: kind(type), by, of })),
    {
      kind: inDomain('user-profile'),
      by: 'DomainId+UserProfileName',
      of: 'CreatePresignedDomainUrl CreateUserProfile DeleteUserProfile DescribeUserProfile UpdateUserProfile',
    },
    { kind: inDomain('space'), by: 'DomainId+SpaceName', of: 'CreateSpace DeleteSpace DescribeSpace UpdateSpace' },
  ],
});

export const sagemakerRuntime = createReading({ account: '', rows: ofEndpoint });
