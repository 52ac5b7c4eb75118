/** Bedrock AgentCore: runtimes, gateways, memories, identities, policies and tools, by id or ARN. */

import { byArn, createReading, kindOf, referTo, separator, type TableKind } from './operation-table.ts';
import { type Found, isArn, merge, one, own, type ResourceCall, textAt, theAccount, unknowable } from './touched.ts';

const service = 'bedrock-agentcore';
const word = '[A-Za-z0-9_.-]{1,128}';
const kind = (type: string): TableKind => kindOf({ service, type, template: `${type}/{}`, name: new RegExp(`^${word}$`) });
const within = (type: string, template: string): TableKind =>
  kindOf({ service, type, template, name: new RegExp(`^${word}${separator}${word}$`) });
const runtime = kind('runtime');
const runtimeEndpoint = within('runtime-endpoint', 'runtime/{}/runtime-endpoint/{}');
const gateway = kind('gateway');
const memory = kind('memory');
const policyEngine = kind('policy-engine');
const policy = within('policy', 'policy-engine/{}/policy/{}');
const generation = within('policy-generation', 'policy-engine/{}/policy-generation/{}');
const registry = kind('registry');
const registryRecord = within('registry-record', 'registry/{}/record/{}');
const paymentManager = kind('payment-manager');
const vault = kind('token-vault');
const directory = kind('workload-identity-directory');
const provider = (type: string): TableKind =>
  kindOf({ service, type, template: `token-vault/default/${type}/{}`, name: new RegExp(`^${word}$`) });
const identity = kindOf({
  service,
  type: 'workload-identity',
  template: 'workload-identity-directory/default/workload-identity/{}',
  name: new RegExp(`^${word}$`),
});
const tagged = [
  runtime,
  gateway,
  memory,
  policyEngine,
  kind('browser-custom'),
  kind('code-interpreter-custom'),
  kind('evaluator'),
];

export const agentcoreControl = createReading({
  account: `ListAgentRuntimeEndpoints ListAgentRuntimeVersions ListAgentRuntimes ListBrowserProfiles ListBrowsers
    ListCodeInterpreters ListConfigurationBundles ListEvaluators ListGateways ListHarnesses ListMemories
    ListOnlineEvaluationConfigs ListPaymentManagers ListPolicyEngineSummaries ListPolicyEngines ListRegistries
    CreateAgentRuntime CreateBrowser CreateBrowserProfile CreateCodeInterpreter CreateConfigurationBundle
    CreateEvaluator CreateGateway CreateHarness CreateMemory CreateOnlineEvaluationConfig CreatePaymentManager
    CreatePolicyEngine CreateRegistry`,
  rows: [
    {
      kind: runtime,
      by: 'agentRuntimeId',
      of: 'CreateAgentRuntimeEndpoint DeleteAgentRuntime GetAgentRuntime UpdateAgentRuntime',
    },
    {
      kind: runtime,
      by: 'agentRuntimeId',
      of: 'DeleteAgentRuntimeEndpoint GetAgentRuntimeEndpoint UpdateAgentRuntimeEndpoint',
    },
    {
      kind: runtimeEndpoint,
      by: 'agentRuntimeId+endpointName',
      of: 'DeleteAgentRuntimeEndpoint GetAgentRuntimeEndpoint UpdateAgentRuntimeEndpoint',
    },
    {
      kind: gateway,
      by: 'gatewayIdentifier',
      of: `CreateGatewayRule CreateGatewayTarget DeleteGateway DeleteGatewayRule DeleteGatewayTarget GetGateway GetGatewayRule
        GetGatewayTarget ListGatewayRules ListGatewayTargets SynchronizeGatewayTargets UpdateGateway UpdateGatewayRule
        UpdateGatewayTarget`,
    },
    { kind: memory, by: 'memoryId', of: 'DeleteMemory GetMemory UpdateMemory' },
    { kind: kind('browser-custom'), by: 'browserId', of: 'DeleteBrowser GetBrowser' },
    { kind: kind('browser-profile'), by: 'profileId', of: 'DeleteBrowserProfile GetBrowserProfile' },
    { kind: kind('code-interpreter-custom'), by: 'codeInterpreterId', of: 'DeleteCodeInterpreter GetCodeInterpreter' },
    {
      kind: kind('configuration-bundle'),
      by: 'bundleId',
      of: `DeleteConfigurationBundle GetConfigurationBundle GetConfigurationBundleVersion ListConfigurationBundleVersions
        UpdateConfigurationBundle`,
    },
    { kind: kind('evaluator'), by: 'evaluatorId', of: 'DeleteEvaluator GetEvaluator UpdateEvaluator' },
    { kind: kind('harness'), by: 'harnessId', of: 'DeleteHarness GetHarness UpdateHarness' },
    {
      kind: kind('online-evaluation-config'),
      by: 'onlineEvaluationConfigId',
      of: 'DeleteOnlineEvaluationConfig GetOnlineEvaluationConfig UpdateOnlineEvaluationConfig',
    },
    {
      kind: paymentManager,
      by: 'paymentManagerId',
      of: `CreatePaymentConnector DeletePaymentConnector DeletePaymentManager GetPaymentConnector GetPaymentManager
        ListPaymentConnectors UpdatePaymentConnector UpdatePaymentManager`,
    },
    {
      kind: policyEngine,
      by: 'policyEngineId',
      of: `CreatePolicy DeletePolicy DeletePolicyEngine GetPolicy GetPolicyEngine GetPolicyEngineSummary GetPolicyGeneration
        GetPolicyGenerationSummary GetPolicySummary ListPolicies ListPolicyGenerationAssets ListPolicyGenerationSummaries
        ListPolicyGenerations ListPolicySummaries StartPolicyGeneration UpdatePolicy UpdatePolicyEngine`,
    },
    { kind: policy, by: 'policyEngineId+policyId', of: 'DeletePolicy GetPolicy GetPolicySummary UpdatePolicy' },
    {
      kind: generation,
      by: 'policyEngineId+policyGenerationId',
      of: 'GetPolicyGeneration GetPolicyGenerationSummary ListPolicyGenerationAssets',
    },
    {
      kind: registry,
      by: 'registryId',
      of: 'CreateRegistryRecord DeleteRegistry GetRegistry ListRegistryRecords UpdateRegistry',
    },
    {
      kind: registryRecord,
      by: 'registryId+recordId',
      of: `DeleteRegistryRecord GetRegistryRecord SubmitRegistryRecordForApproval UpdateRegistryRecord
        UpdateRegistryRecordStatus`,
    },
    {
      kind: provider('apikeycredentialprovider'),
      by: 'name',
      of: `CreateApiKeyCredentialProvider DeleteApiKeyCredentialProvider GetApiKeyCredentialProvider
        UpdateApiKeyCredentialProvider`,
    },
    {
      kind: provider('oauth2credentialprovider'),
      by: 'name',
      of: `CreateOauth2CredentialProvider DeleteOauth2CredentialProvider GetOauth2CredentialProvider
        UpdateOauth2CredentialProvider`,
    },
    {
      kind: provider('paymentcredentialprovider'),
      by: 'name',
      of: `CreatePaymentCredentialProvider DeletePaymentCredentialProvider GetPaymentCredentialProvider
        UpdatePaymentCredentialProvider`,
    },
    {
      read: (call) => own(call, vault, textAt(call.parameters, 'tokenVaultId') ?? 'default'),
      of: `GetTokenVault SetTokenVaultCMK CreateApiKeyCredentialProvider DeleteApiKeyCredentialProvider GetApiKeyCredentialProvider
        UpdateApiKeyCredentialProvider CreateOauth2CredentialProvider DeleteOauth2CredentialProvider GetOauth2CredentialProvider
        UpdateOauth2CredentialProvider CreatePaymentCredentialProvider DeletePaymentCredentialProvider
        GetPaymentCredentialProvider UpdatePaymentCredentialProvider`,
    },
    {
      kind: identity,
      by: 'name',
      of: 'CreateWorkloadIdentity DeleteWorkloadIdentity GetWorkloadIdentity UpdateWorkloadIdentity',
    },
    {
      read: (call) => own(call, directory, 'default'),
      of: `CreateWorkloadIdentity DeleteWorkloadIdentity GetWorkloadIdentity ListWorkloadIdentities UpdateWorkloadIdentity`,
    },
    { read: (call) => byAnyArn(call, 'resourceArn'), of: `ListTagsForResource TagResource UntagResource` },
    { read: (call) => byAnyArn(call, 'resourceArn'), of: 'DeleteResourcePolicy GetResourcePolicy PutResourcePolicy' },
  ],
});

export const agentcore = createReading({
  account: `ListABTests ListBatchEvaluations ListRecommendations ListBrowserSessions CreateABTest StartBatchEvaluation
    StartRecommendation`,
  rows: [
    {
      kind: memory,
      by: 'memoryId',
      of: `BatchCreateMemoryRecords BatchDeleteMemoryRecords BatchUpdateMemoryRecords CreateEvent DeleteEvent DeleteMemoryRecord
        GetEvent GetMemoryRecord ListActors ListEvents ListMemoryExtractionJobs ListMemoryRecords ListSessions
        RetrieveMemoryRecords StartMemoryExtractionJob`,
    },
    { read: invoked, of: 'GetAgentCard InvokeAgentRuntime InvokeAgentRuntimeCommand StopRuntimeSession' },
    {
      read: (call) => tool(call, { member: 'browserIdentifier', custom: kind('browser-custom'), system: 'browser' }),
      of: 'GetBrowserSession InvokeBrowser StartBrowserSession StopBrowserSession UpdateBrowserStream',
    },
    {
      read: (call) =>
        tool(call, {
          member: 'codeInterpreterIdentifier',
          custom: kind('code-interpreter-custom'),
          system: 'code-interpreter',
        }),
      of: `GetCodeInterpreterSession InvokeCodeInterpreter ListCodeInterpreterSessions StartCodeInterpreterSession
        StopCodeInterpreterSession`,
    },
    { kind: kind('evaluator'), by: 'evaluatorId', of: 'Evaluate' },
    { kind: kind('harness'), by: 'harnessArn', of: 'InvokeHarness' },
    { kind: registry, by: 'registryIds[]', of: 'SearchRegistryRecords' },
    { kind: kind('ab-test'), by: 'abTestId', of: 'DeleteABTest GetABTest UpdateABTest' },
    {
      kind: kind('batch-evaluate'),
      by: 'batchEvaluationId',
      of: 'DeleteBatchEvaluation GetBatchEvaluation StopBatchEvaluation',
    },
    { kind: kind('recommendation'), by: 'recommendationId', of: 'DeleteRecommendation GetRecommendation' },
    {
      read: byArn('paymentManagerArn', [paymentManager]),
      of: `CreatePaymentInstrument CreatePaymentSession DeletePaymentInstrument DeletePaymentSession GetPaymentInstrument
        GetPaymentInstrumentBalance GetPaymentSession ListPaymentInstruments ListPaymentSessions ProcessPayment`,
    },
    {
      kind: identity,
      by: 'workloadName',
      of: 'GetWorkloadAccessToken GetWorkloadAccessTokenForJWT GetWorkloadAccessTokenForUserId',
    },
    {
      read: (call) => own(call, directory, 'default'),
      of: 'GetWorkloadAccessToken GetWorkloadAccessTokenForJWT GetWorkloadAccessTokenForUserId',
    },
  ],
});

/** A runtime in the account that the call names, and the endpoint that the qualifier names. */
function invoked(call: ResourceCall): Found {
  const qualifier = textAt(call.parameters, 'qualifier') ?? 'DEFAULT';
  const account = textAt(call.parameters, 'accountId') ?? call.account;
  return one(call.parameters, 'agentRuntimeArn', (text) => {
    const found = referTo({ ...call, account }, runtime, text);
    const [resource] = found.resources;
    if (resource === undefined) return unknowable;
    const name = `${resource.arn.split(':runtime/')[1] ?? ''}${separator}${qualifier}`;
    const endpoint = own({ ...call, account: resource.account, region: resource.region }, runtimeEndpoint, name);
    const isOwn = account === call.account && resource.account === call.account;
    return { ...merge([found, endpoint]), isWhole: found.isWhole && endpoint.isWhole && isOwn };
  });
}

/** `aws.browser.v1` is AWS's own, in nobody's account: it is the account's sessions in it that a call touches. */
function tool(
  call: ResourceCall,
  { member, custom, system }: { readonly member: string; readonly custom: TableKind; readonly system: string },
): Found {
  return one(call.parameters, member, (text) => {
    if (text.startsWith('aws.')) return own({ ...call, account: 'aws' }, kind(system), text);
    return isArn(text) && text.includes(`:aws:${system}/`) ? theAccount : referTo(call, custom, text);
  });
}

function byAnyArn(call: ResourceCall, member: string): Found {
  return one(call.parameters, member, (arn) => {
    if (!isArn(arn)) return unknowable;
    const found = [runtimeEndpoint, ...tagged].find(
      (candidate) => candidate.toName(arn.split(':').slice(5).join(':')) !== undefined,
    );
    return found === undefined ? unknowable : referTo(call, found, arn);
  });
}
