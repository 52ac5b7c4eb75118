/** Lambda: functions by name, partial ARN or ARN, with or without a qualifier. */

import { parseArn } from './arn.ts';
import { type Found, isArn, type Kind, merge, named, one, type ResourceCall, textAt, theAccount, unknowable } from './touched.ts';

const fn: Kind = { service: 'lambda', type: 'function', path: (name) => `function:${name}`, name: /^[A-Za-z0-9_-]{1,140}$/ };

const lists = new Set(['GetAccountSettings', 'ListFunctions', 'ListLayers']);
const byFunctionName = new Set([
  'AddPermission',
  'CreateAlias',
  'CreateFunction',
  'CreateFunctionUrlConfig',
  'DeleteAlias',
  'DeleteFunction',
  'DeleteFunctionConcurrency',
  'DeleteFunctionEventInvokeConfig',
  'DeleteFunctionUrlConfig',
  'DeleteProvisionedConcurrencyConfig',
  'GetAlias',
  'GetFunction',
  'GetFunctionConcurrency',
  'GetFunctionConfiguration',
  'GetFunctionEventInvokeConfig',
  'GetFunctionUrlConfig',
  'GetPolicy',
  'Invoke',
  'InvokeAsync',
  'InvokeWithResponseStream',
  'ListAliases',
  'ListVersionsByFunction',
  'PublishVersion',
  'PutFunctionConcurrency',
  'PutFunctionEventInvokeConfig',
  'PutProvisionedConcurrencyConfig',
  'RemovePermission',
  'UpdateAlias',
  'UpdateFunctionCode',
  'UpdateFunctionConfiguration',
  'UpdateFunctionEventInvokeConfig',
  'UpdateFunctionUrlConfig',
]);

export function lambda(call: ResourceCall): Found | undefined {
  if (lists.has(call.operation)) return theAccount;
  if (!byFunctionName.has(call.operation)) return undefined;
  return one(call.parameters, 'FunctionName', (text) => functionOf(call, text));
}

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
  return {
    resources: [{ ...resource, arn: `${resource.arn}:${qualifier}`, type: 'function alias' }],
    isWhole: /^[A-Za-z0-9$_-]{1,128}$/.test(qualifier),
  };
}
