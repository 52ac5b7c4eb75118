/** Bedrock: models and profiles by id or ARN, guardrails, agents, knowledge bases, flows, prompts and sessions. */

import type { Parameters } from '../../../model.ts';
import { byArn, createReading, kindOf, referTo, separator, type TableKind } from './operation-table.ts';
import { type Found, isArn, isObject, merge, one, own, type ResourceCall, textAt, theAccount, unknowable } from './touched.ts';

const service = 'bedrock';
const id = /^[A-Za-z0-9_-]{1,128}$/;
const kind = (type: string): TableKind => kindOf({ service, type, template: `${type}/{}`, name: id });
/** AWS's own: the same for every account. */
const foundationModel = kindOf({
  service,
  type: 'foundation-model',
  template: 'foundation-model/{}',
  name: /^[a-z0-9-]{1,63}\.[a-z0-9.:-]{1,128}$/,
  without: 'account',
});
/** `eu.anthropic.…` and `global.…`: it sends calls on to AWS's models in several regions; those are AWS's own and hold nothing of a caller. */
const inferenceProfile = kindOf({
  service,
  type: 'inference-profile',
  template: 'inference-profile/{}',
  name: /^[a-z0-9.:-]{1,192}$/,
});
const profileId = /^(?:us|us-gov|eu|apac|ap|jp|au|ca|sa|me|global)\.[a-z0-9-]+\./;
const modelKinds = [
  foundationModel,
  inferenceProfile,
  kind('application-inference-profile'),
  kind('provisioned-model'),
  kind('custom-model'),
  kind('custom-model-deployment'),
  kind('imported-model'),
  kind('prompt-router'),
  kind('default-prompt-router'),
];
const guardrail = kind('guardrail');
const agent = kind('agent');
const knowledgeBase = kind('knowledge-base');
const flow = kind('flow');
const prompt = kind('prompt');
const session = kind('session');
const agentAlias = kindOf({
  service,
  type: 'agent-alias',
  template: 'agent-alias/{}/{}',
  name: new RegExp(`^[A-Za-z0-9]{1,32}${separator}[A-Za-z0-9]{1,32}$`),
});
const flowAlias = kindOf({
  service,
  type: 'flow-alias',
  template: 'flow/{}/alias/{}',
  name: new RegExp(`^[A-Za-z0-9]{1,32}${separator}[A-Za-z0-9]{1,32}$`),
});
const flowExecution = kindOf({
  service,
  type: 'flow-execution',
  template: 'flow/{}/alias/{}/execution/{}',
  name: new RegExp(`^[A-Za-z0-9]{1,32}${separator}[A-Za-z0-9]{1,32}${separator}[A-Za-z0-9-]{1,128}$`),
});
const customModel = kindOf({ service, type: 'custom-model', template: 'custom-model/{}', name: /^[a-z0-9./:-]{1,256}$/ });

const reasoning = kind('automated-reasoning-policy');
const reasoningVersion = kindOf({
  service,
  type: 'automated-reasoning-policy-version',
  template: 'automated-reasoning-policy/{}:{}',
  name: new RegExp(`^[A-Za-z0-9]{1,32}${separator}[0-9]{1,12}$`),
});
/** IAM knows one for all of them. */
const marketplace = kindOf({
  service,
  type: 'bedrock-marketplace-model-endpoint',
  template: 'marketplace/model-endpoint/all-access',
  name: /^$/,
});
const promptVersion = kindOf({
  service,
  type: 'prompt-version',
  template: 'prompt/{}:{}',
  name: new RegExp(`^[A-Za-z0-9]{1,32}${separator}[0-9]{1,5}$`),
});
const jobs = [
  'advanced-prompt-optimization-job',
  'evaluation-job',
  'model-copy-job',
  'model-customization-job',
  'model-import-job',
  'model-invocation-job',
].map((type) => kindOf({ service, type, template: `${type}/{}`, name: /^[a-z0-9./:-]{1,256}$/ }));
const tagKinds = [
  ...modelKinds.slice(2),
  customModel,
  ...jobs,
  agent,
  agentAlias,
  flowAlias,
  flow,
  guardrail,
  knowledgeBase,
  promptVersion,
  prompt,
  session,
  kind('async-invoke'),
  reasoningVersion,
  reasoning,
];
const jobBy = (type: string) =>
  byArn(
    'jobIdentifier',
    jobs.filter((job) => job.type === type),
  );
const tagRow = { read: byArn('resourceArn', tagKinds), of: 'ListTagsForResource TagResource UntagResource' };

export const bedrock = createReading({
  account: `GetFoundationModelAvailability GetModelInvocationLoggingConfiguration GetUseCaseForModelAccess
    ListCustomModelDeployments ListCustomModels ListEnforcedGuardrailsConfiguration ListEvaluationJobs
    ListFoundationModelAgreementOffers ListFoundationModels ListImportedModels ListInferenceProfiles
    ListMarketplaceModelEndpoints ListModelCopyJobs ListModelCustomizationJobs ListModelImportJobs
    ListModelInvocationJobs ListPromptRouters ListProvisionedModelThroughputs PutModelInvocationLoggingConfiguration
    DeleteModelInvocationLoggingConfiguration CreateAutomatedReasoningPolicy CreateCustomModel
    CreateFoundationModelAgreement CreateMarketplaceModelEndpoint CreateModelImportJob
    DeleteEnforcedGuardrailConfiguration DeleteFoundationModelAgreement ListAdvancedPromptOptimizationJobs
    PutEnforcedGuardrailConfiguration PutUseCaseForModelAccess`,
  rows: [
    { kind: guardrail, by: 'guardrailIdentifier', of: 'CreateGuardrailVersion DeleteGuardrail GetGuardrail UpdateGuardrail' },
    { kind: guardrail, by: 'guardrailIdentifier?', of: 'ListGuardrails' },
    { kind: foundationModel, by: 'modelIdentifier', of: 'GetFoundationModel' },
    { kind: customModel, by: 'modelIdentifier', of: 'DeleteCustomModel GetCustomModel' },
    { kind: kind('imported-model'), by: 'modelIdentifier', of: 'DeleteImportedModel GetImportedModel' },
    {
      kind: kind('provisioned-model'),
      by: 'provisionedModelId',
      of: 'DeleteProvisionedModelThroughput GetProvisionedModelThroughput',
    },
    {
      kind: kind('custom-model-deployment'),
      by: 'customModelDeploymentIdentifier',
      of: 'DeleteCustomModelDeployment GetCustomModelDeployment',
    },
    { kind: kind('application-inference-profile'), by: 'inferenceProfileIdentifier', of: 'DeleteInferenceProfile' },
    {
      read: (call) => one(call.parameters, 'inferenceProfileIdentifier', (text) => modelOf(call, text)),
      of: 'GetInferenceProfile',
    },
    {
      read: byArn('policyArn', [reasoningVersion, reasoning]),
      of: `CancelAutomatedReasoningPolicyBuildWorkflow CreateAutomatedReasoningPolicyTestCase
        CreateAutomatedReasoningPolicyVersion DeleteAutomatedReasoningPolicy DeleteAutomatedReasoningPolicyBuildWorkflow
        DeleteAutomatedReasoningPolicyTestCase ExportAutomatedReasoningPolicyVersion GetAutomatedReasoningPolicy
        GetAutomatedReasoningPolicyAnnotations GetAutomatedReasoningPolicyBuildWorkflow
        GetAutomatedReasoningPolicyBuildWorkflowResultAssets GetAutomatedReasoningPolicyNextScenario
        GetAutomatedReasoningPolicyTestCase GetAutomatedReasoningPolicyTestResult
        ListAutomatedReasoningPolicyBuildWorkflows ListAutomatedReasoningPolicyTestCases
        ListAutomatedReasoningPolicyTestResults StartAutomatedReasoningPolicyBuildWorkflow
        StartAutomatedReasoningPolicyTestWorkflow UpdateAutomatedReasoningPolicy UpdateAutomatedReasoningPolicyAnnotations
        UpdateAutomatedReasoningPolicyTestCase`,
    },
    { kind: reasoning, by: 'policyArn?', of: 'ListAutomatedReasoningPolicies' },
    { read: jobBy('evaluation-job'), of: 'GetEvaluationJob StopEvaluationJob' },
    { read: jobBy('model-customization-job'), of: 'GetModelCustomizationJob StopModelCustomizationJob' },
    { read: jobBy('model-import-job'), of: 'GetModelImportJob' },
    { read: jobBy('model-invocation-job'), of: 'GetModelInvocationJob StopModelInvocationJob' },
    {
      read: jobBy('advanced-prompt-optimization-job'),
      of: 'GetAdvancedPromptOptimizationJob StopAdvancedPromptOptimizationJob',
    },
    { read: byArn('jobArn', jobs), of: 'GetModelCopyJob' },
    {
      read: (call) => own(call, marketplace, ''),
      of: `DeleteMarketplaceModelEndpoint DeregisterMarketplaceModelEndpoint GetMarketplaceModelEndpoint
        RegisterMarketplaceModelEndpoint UpdateMarketplaceModelEndpoint`,
    },
    {
      read: byArn('promptRouterArn', [kind('prompt-router'), kind('default-prompt-router')]),
      of: 'DeletePromptRouter GetPromptRouter',
    },
    { read: byArn('modelArn', [customModel]), of: 'CreateCustomModelDeployment UpdateCustomModelDeployment' },
    {
      kind: kind('custom-model-deployment'),
      by: 'customModelDeploymentIdentifier',
      of: 'UpdateCustomModelDeployment',
    },
    { read: byArn('sourceModelArn', [customModel]), of: 'CreateModelCopyJob' },
    {
      read: byArn('resourceArn', [customModel, guardrail, knowledgeBase]),
      of: 'DeleteResourcePolicy GetResourcePolicy PutResourcePolicy',
    },
    { read: byArn('resourceARN', tagKinds), of: 'ListTagsForResource TagResource UntagResource' },
    { kind: kind('provisioned-model'), by: 'provisionedModelId', of: 'UpdateProvisionedModelThroughput' },
    { read: desired, of: 'UpdateProvisionedModelThroughput' },
    { read: (call) => one(call.parameters, 'modelId', (text) => modelOf(call, text)), of: 'CreateProvisionedModelThroughput' },
  ],
});

export const bedrockRuntime = createReading({
  account: 'ListAsyncInvokes',
  rows: [
    {
      read: (call) => one(call.parameters, 'modelId', (text) => modelOf(call, text)),
      of: 'Converse ConverseStream CountTokens InvokeModel InvokeModelWithResponseStream StartAsyncInvoke',
    },
    { kind: kind('async-invoke'), by: 'invocationArn', of: 'GetAsyncInvoke' },
    { kind: guardrail, by: 'guardrailIdentifier', of: 'ApplyGuardrail' },
    { kind: guardrail, by: 'guardrailIdentifier?', of: 'InvokeModel InvokeModelWithResponseStream' },
    { read: guarded, of: 'Converse ConverseStream' },
  ],
});

export const bedrockAgent = createReading({
  account: `ListAgents ListFlows ListKnowledgeBases ValidateFlowDefinition CreateAgent CreateFlow CreateKnowledgeBase
    CreatePrompt`,
  rows: [
    {
      kind: agent,
      by: 'agentId',
      of: `AssociateAgentCollaborator AssociateAgentKnowledgeBase CreateAgentActionGroup CreateAgentAlias DeleteAgent
        DeleteAgentActionGroup DeleteAgentVersion DisassociateAgentCollaborator DisassociateAgentKnowledgeBase GetAgent
        GetAgentActionGroup GetAgentCollaborator GetAgentKnowledgeBase GetAgentVersion ListAgentActionGroups ListAgentAliases
        ListAgentCollaborators ListAgentKnowledgeBases ListAgentVersions PrepareAgent UpdateAgent UpdateAgentActionGroup
        UpdateAgentCollaborator UpdateAgentKnowledgeBase`,
    },
    { kind: agentAlias, by: 'agentId+agentAliasId', of: 'DeleteAgentAlias GetAgentAlias UpdateAgentAlias' },
    {
      kind: knowledgeBase,
      by: 'knowledgeBaseId',
      of: `AssociateAgentKnowledgeBase CreateDataSource DeleteDataSource DeleteKnowledgeBase DeleteKnowledgeBaseDocuments
        DisassociateAgentKnowledgeBase GetAgentKnowledgeBase GetDataSource GetIngestionJob GetKnowledgeBase
        GetKnowledgeBaseDocuments IngestKnowledgeBaseDocuments ListDataSources ListIngestionJobs ListKnowledgeBaseDocuments
        StartIngestionJob StopIngestionJob UpdateAgentKnowledgeBase UpdateDataSource UpdateKnowledgeBase`,
    },
    {
      kind: flow,
      by: 'flowIdentifier',
      of: `CreateFlowAlias CreateFlowVersion DeleteFlow DeleteFlowVersion GetFlow GetFlowVersion ListFlowAliases ListFlowVersions
        PrepareFlow UpdateFlow`,
    },
    { kind: flowAlias, by: 'flowIdentifier+aliasIdentifier', of: 'DeleteFlowAlias GetFlowAlias UpdateFlowAlias' },
    { kind: prompt, by: 'promptIdentifier', of: 'CreatePromptVersion DeletePrompt GetPrompt UpdatePrompt' },
    { kind: prompt, by: 'promptIdentifier?', of: 'ListPrompts' },
    tagRow,
  ],
});

export const bedrockAgentRuntime = createReading({
  account: `ListSessions CreateSession`,
  rows: [
    { read: (call) => one(call.parameters, 'targetModelId', (text) => modelOf(call, text)), of: 'OptimizePrompt' },
    { read: reranked, of: 'Rerank' },
    { read: retrieved, of: 'RetrieveAndGenerate RetrieveAndGenerateStream' },
    { read: queried, of: 'GenerateQuery' },
    { kind: agentAlias, by: 'agentId+agentAliasId', of: 'DeleteAgentMemory GetAgentMemory InvokeAgent' },
    { kind: flowAlias, by: 'flowIdentifier+flowAliasIdentifier', of: 'InvokeFlow' },
    { kind: knowledgeBase, by: 'knowledgeBaseId', of: 'Retrieve' },
    {
      kind: session,
      by: 'sessionIdentifier',
      of: `CreateInvocation DeleteSession EndSession GetInvocationStep GetSession ListInvocationSteps ListInvocations
        PutInvocationStep UpdateSession`,
    },
    tagRow,
    {
      kind: flowExecution,
      by: 'flowIdentifier+flowAliasIdentifier+executionIdentifier',
      of: 'GetExecutionFlowSnapshot GetFlowExecution ListFlowExecutionEvents StopFlowExecution',
    },
    {
      kind: flow,
      by: 'flowIdentifier',
      of: 'GetExecutionFlowSnapshot GetFlowExecution ListFlowExecutionEvents ListFlowExecutions StartFlowExecution StopFlowExecution',
    },
    {
      kind: flowAlias,
      by: 'flowIdentifier+flowAliasIdentifier',
      of: 'GetExecutionFlowSnapshot GetFlowExecution ListFlowExecutionEvents StartFlowExecution StopFlowExecution',
    },
  ],
});

function reranked(call: ResourceCall): Found {
  const model = below(call.parameters, 'rerankingConfiguration', 'bedrockRerankingConfiguration', 'modelConfiguration');
  return one(model, 'modelArn', (text) => modelOf(call, text));
}

/** A knowledge base and the model that answers from it. Sources from elsewhere are objects of buckets that may be anybody's. */
function retrieved(call: ResourceCall): Found {
  const configured = below(call.parameters, 'retrieveAndGenerateConfiguration', 'knowledgeBaseConfiguration');
  const external = below(call.parameters, 'retrieveAndGenerateConfiguration', 'externalSourcesConfiguration');
  if (textAt(external, 'modelArn') !== undefined) return unknowable;
  return merge([
    one(configured, 'knowledgeBaseId', (text) => referTo(call, knowledgeBase, text)),
    one(configured, 'modelArn', (text) => modelOf(call, text)),
  ]);
}

function queried(call: ResourceCall): Found {
  const base = below(call.parameters, 'transformationConfiguration', 'textToSqlConfiguration', 'knowledgeBaseConfiguration');
  return one(base, 'knowledgeBaseArn', (arn) => referTo(call, knowledgeBase, arn));
}

/** The structure at the end of a path; an empty one where it is not there. */
function below(parameters: Parameters, ...path: readonly string[]): Parameters {
  return path.reduce<Parameters>((found, name) => {
    const value = found[name];
    return isObject(value) ? value : {};
  }, parameters);
}

function guarded(call: ResourceCall): Found {
  const { guardrailConfig } = call.parameters;
  const id = isObject(guardrailConfig) ? textAt(guardrailConfig, 'guardrailIdentifier') : undefined;
  return id === undefined ? theAccount : referTo(call, guardrail, id);
}

function desired(call: ResourceCall): Found {
  const text = textAt(call.parameters, 'desiredModelId');
  return text === undefined ? theAccount : modelOf(call, text);
}

/** A model by its id or the ARN of whatever runs it; a model package or an endpoint of another service is none of these. */
function modelOf(call: ResourceCall, text: string): Found {
  if (!isArn(text)) return profileId.test(text) ? own(call, inferenceProfile, text) : own(call, foundationModel, text);
  const type = /^(?:[^:]*:){5}([a-z-]+)\//.exec(text)?.[1];
  const found = modelKinds.find((candidate) => candidate.type === type);
  return found === undefined ? unknowable : referTo(call, found, text);
}
