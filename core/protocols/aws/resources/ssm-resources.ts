/** Systems Manager: parameters of the Parameter Store, by name, path or ARN, with or without a version or label; the rest is in `ssm-managed.ts`. */

import { createReading } from './operation-table.ts';
import { secretOf } from './secretsmanager-resources.ts';
import { managed, taggedBesides } from './ssm-managed.ts';
import { each, type Found, isArn, type Kind, merge, named, one, own, type ResourceCall, textAt, unknowable } from './touched.ts';

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

/** Public parameters are AWS's own: their ARNs name no account. */
const publicParameter: Kind = { ...parameter, without: 'account' };
const publicName = /^\/?aws\/service\//;

const table = createReading({
  account: 'DescribeParameters',
  rows: [
    {
      read: (call) => one(call.parameters, 'Name', (name) => parameterOf(call, name)),
      of: 'DeleteParameter GetParameter GetParameterHistory LabelParameterVersion PutParameter UnlabelParameterVersion',
    },
    {
      read: (call) => each(call.parameters, 'Names', (name) => parameterOf(call, name)),
      of: 'DeleteParameters GetParameters',
    },
    {
      read: (call) => one(call.parameters, 'Path', (path) => merge([own(call, below, path), unknowable])),
      of: 'GetParametersByPath',
    },
    { read: tagged, of: 'AddTagsToResource ListTagsForResource RemoveTagsFromResource' },
  ],
});

export function ssm(call: ResourceCall): Found | undefined {
  return table(call) ?? managed(call);
}

function tagged(call: ResourceCall): Found {
  const isParameter = textAt(call.parameters, 'ResourceType') === 'Parameter';
  return isParameter ? one(call.parameters, 'ResourceId', (name) => parameterOf(call, name)) : taggedBesides(call);
}

function parameterOf(call: ResourceCall, text: string): Found {
  if (isArn(text)) return named(call, parameter, { arn: text, toName: nameOf });
  const name = withoutSelector(text);
  const secretId = secretReference.exec(name)?.[1];
  const found = own(call, publicName.test(name) ? publicParameter : parameter, name);
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
