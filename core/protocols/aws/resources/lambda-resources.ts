/** Lambda: functions by name, partial ARN or ARN, with or without a qualifier; layers and event source mappings. */

import { parseArn } from './arn.ts';
import { byArn, createReading, kindOf, referTo, separator } from './operation-table.ts';
import { type Found, isArn, merge, named, one, own, type ResourceCall, textAt, unknowable } from './touched.ts';

const word = '[A-Za-z0-9_-]{1,140}';
const service = 'lambda';
const fn = kindOf({ service, type: 'function', template: 'function:{}', name: new RegExp(`^${word}$`) });
const layer = kindOf({ service, type: 'layer', template: 'layer:{}', name: new RegExp(`^${word}$`) });
const layerVersion = kindOf({
  service,
  type: 'layerversion',
  template: 'layer:{}:{}',
  name: new RegExp(`^${word}${separator}[0-9]{1,10}$`),
});
const mapping = kindOf({
  service,
  type: 'eventsourcemapping',
  template: 'event-source-mapping:{}',
  name: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
});

const capacityProvider = kindOf({
  service,
  type: 'capacityProvider',
  template: 'capacity-provider:{}',
  name: new RegExp(`^${word}$`),
});
const codeSigning = kindOf({
  service,
  type: 'code signing config',
  template: 'code-signing-config:{}',
  name: /^csc-[a-z0-9]{17}$/,
});
const durable = kindOf({
  service,
  type: 'durable execution',
  template: 'function:{}:{}/durable-execution/{}/{}',
  name: new RegExp(`^${word}${separator}[A-Za-z0-9$_-]{1,128}${separator}${word}${separator}${word}$`),
});

export const lambda = createReading({
  account: `GetAccountSettings ListCapacityProviders ListCodeSigningConfigs ListEventSourceMappings ListFunctions
    ListLayerVersions ListLayers CreateCodeSigningConfig`,
  rows: [
    {
      read: (call) => one(call.parameters, 'FunctionName', (text) => functionOf(call, text)),
      of: `AddPermission CreateAlias CreateEventSourceMapping CreateFunction CreateFunctionUrlConfig DeleteAlias DeleteFunction
        DeleteFunctionCodeSigningConfig DeleteFunctionConcurrency DeleteFunctionEventInvokeConfig DeleteFunctionUrlConfig
        DeleteProvisionedConcurrencyConfig GetAlias GetFunction GetFunctionCodeSigningConfig GetFunctionConcurrency
        GetFunctionConfiguration GetFunctionEventInvokeConfig GetFunctionRecursionConfig GetFunctionScalingConfig
        GetFunctionUrlConfig GetPolicy GetProvisionedConcurrencyConfig GetRuntimeManagementConfig Invoke InvokeAsync
        InvokeWithResponseStream ListAliases ListDurableExecutionsByFunction ListFunctionEventInvokeConfigs
        ListFunctionUrlConfigs ListProvisionedConcurrencyConfigs ListVersionsByFunction PublishVersion PutFunctionConcurrency
        PutFunctionEventInvokeConfig PutFunctionRecursionConfig PutFunctionScalingConfig PutProvisionedConcurrencyConfig
        PutRuntimeManagementConfig RemovePermission UpdateAlias UpdateFunctionCode UpdateFunctionConfiguration
        UpdateFunctionEventInvokeConfig UpdateFunctionUrlConfig`,
    },
    { kind: layer, by: 'LayerName', of: 'PublishLayerVersion' },
    {
      read: layerVersionOf,
      of: `AddLayerVersionPermission DeleteLayerVersion GetLayerVersion GetLayerVersionPolicy RemoveLayerVersionPermission`,
    },
    { kind: layerVersion, by: 'Arn', of: 'GetLayerVersionByArn' },
    { kind: mapping, by: 'UUID', of: 'DeleteEventSourceMapping GetEventSourceMapping UpdateEventSourceMapping' },
    { read: tagged, of: 'ListTags TagResource UntagResource' },
    {
      kind: capacityProvider,
      by: 'CapacityProviderName',
      of: `CreateCapacityProvider DeleteCapacityProvider GetCapacityProvider ListFunctionVersionsByCapacityProvider
        UpdateCapacityProvider`,
    },
    {
      read: byArn('CodeSigningConfigArn', [codeSigning]),
      of: `DeleteCodeSigningConfig GetCodeSigningConfig ListFunctionsByCodeSigningConfig PutFunctionCodeSigningConfig
        UpdateCodeSigningConfig`,
    },
    {
      read: (call) => one(call.parameters, 'FunctionName', (text) => functionOf(call, text)),
      of: 'PutFunctionCodeSigningConfig',
    },
    {
      read: byArn('DurableExecutionArn', [durable]),
      of: `CheckpointDurableExecution GetDurableExecution GetDurableExecutionHistory GetDurableExecutionState
        StopDurableExecution`,
    },
  ],
});

function functionOf(call: ResourceCall, text: string): Found {
  const arn = fullArn(call, text);
  const resource = arn === undefined ? undefined : parseArn(arn)?.resource;
  const [, name, inName] = /^function:([^:]+)(?::([A-Za-z0-9$_-]{1,128}))?$/.exec(resource ?? '') ?? [];
  if (arn === undefined || name === undefined) return unknowable;
  const found = named(call, fn, { arn, toName: () => name });
  return merge([found, qualified(found, inName ?? textAt(call.parameters, 'Qualifier'))]);
}

/** `name`, `name:qualifier` and `account:function:name[:qualifier]` are short for an ARN. */
function fullArn(call: ResourceCall, text: string): string | undefined {
  if (isArn(text)) return text;
  const partial = /^(\d{12}):(function:.+)$/.exec(text);
  const account = partial?.[1] ?? call.account;
  const resource = partial?.[2] ?? (text.startsWith('function:') ? text : `function:${text}`);
  return `arn:${call.partition}:lambda:${call.region}:${account}:${resource}`;
}

/** IAM asks for a version or alias under its own ARN; the function is named too, so that a rule on it holds. */
function qualified({ resources: [resource] }: Found, qualifier: string | undefined): Found {
  if (resource === undefined || qualifier === undefined) return { resources: [], isWhole: true };
  const type = /^(?:[0-9]+|\$LATEST)$/.test(qualifier) ? 'function version' : 'function alias';
  return {
    resources: [{ ...resource, arn: `${resource.arn}:${qualifier}`, type }],
    isWhole: /^[A-Za-z0-9$_-]{1,128}$/.test(qualifier),
  };
}

function layerVersionOf(call: ResourceCall): Found {
  const { LayerName: name, VersionNumber: version } = call.parameters;
  if (typeof name !== 'string') return unknowable;
  return isArn(name)
    ? referTo(call, layerVersion, `${name}:${version}`)
    : own(call, layerVersion, `${name}${separator}${version}`);
}

/** Tags are on functions, never on their versions. */
function tagged(call: ResourceCall): Found {
  return one(call.parameters, 'Resource', (arn) => {
    if (!isArn(arn)) return unknowable;
    return arn.includes(':event-source-mapping:') ? referTo(call, mapping, arn) : referTo(call, fn, arn);
  });
}
