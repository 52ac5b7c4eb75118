/** Systems Manager: parameters of the Parameter Store, by name, path or ARN, with or without a version or label. */

import { secretOf } from './secretsmanager-resources.ts';
import {
  each,
  type Found,
  isArn,
  type Kind,
  merge,
  named,
  one,
  own,
  type ResourceCall,
  textAt,
  theAccount,
  unknowable,
} from './touched.ts';

const parameter: Kind = {
  service: 'ssm',
  type: 'parameter',
  path: (name) => `parameter/${name.replace(/^\//, '')}`,
  name: /^\/?[A-Za-z0-9_.-]+(?:\/[A-Za-z0-9_.-]+)*$/,
};
/** What lies below a path: which parameters those are is known only when they are read. */
const below: Kind = {
  ...parameter,
  path: (path) => `parameter/${path.replace(/^\/|\/$/g, '')}/*`.replace('//', '/'),
  name: /^\/(?:[A-Za-z0-9_.-]+\/?)*$/,
};

/** Reading `…/aws/reference/secretsmanager/NAME` reads that secret (threats 20). */
const secretReference = /^\/?aws\/reference\/secretsmanager\/(.+)$/;
/** `name:3` and `name:label` select a version; only reads take them. */
const selector = /^(.+):([A-Za-z0-9_.-]+)$/;

const byName = new Set([
  'DeleteParameter',
  'GetParameter',
  'GetParameterHistory',
  'LabelParameterVersion',
  'PutParameter',
  'UnlabelParameterVersion',
]);
const byNames = new Set(['DeleteParameters', 'GetParameters']);
const byResourceId = new Set(['AddTagsToResource', 'ListTagsForResource', 'RemoveTagsFromResource']);

export function ssm(call: ResourceCall): Found | undefined {
  const { operation, parameters } = call;
  if (operation === 'DescribeParameters') return theAccount;
  if (byName.has(operation)) return one(parameters, 'Name', (name) => parameterOf(call, name));
  if (byNames.has(operation)) return each(parameters, 'Names', (name) => parameterOf(call, name));
  if (operation === 'GetParametersByPath') return one(parameters, 'Path', (path) => merge([own(call, below, path), unknowable]));
  if (byResourceId.has(operation) && textAt(parameters, 'ResourceType') === 'Parameter') {
    return one(parameters, 'ResourceId', (name) => parameterOf(call, name));
  }
  return undefined;
}

function parameterOf(call: ResourceCall, text: string): Found {
  if (isArn(text)) return named(call, parameter, { arn: text, toName: nameOf });
  const name = withoutSelector(text);
  const secretId = secretReference.exec(name)?.[1];
  const found = own(call, parameter, name);
  return secretId === undefined ? found : merge([found, secretOf(call, secretId)]);
}

/** ARNs leave out the name's leading slash, so that `/a/b` and `a/b`, two names that cannot both exist, have one. */
function nameOf(resource: string): string | undefined {
  const name = /^parameter\/(.+)$/.exec(withoutSelector(resource))?.[1];
  return name === undefined || secretReference.test(name) ? undefined : name;
}

function withoutSelector(text: string): string {
  return selector.exec(text)?.[1] ?? text;
}
