/** The schema of policies, for validation only: a constant head, and exactly the actions that the policies mention. All of them would take seconds. */

import type { ActionDirectory } from './action-directory.ts';
import type { SchemaJson } from './cedar.ts';
import { productResourceTypes } from './product-action.ts';

type Schema = SchemaJson<string>[string];
type EntityTypes = Schema['entityTypes'];
type Action = Schema['actions'][string];
type Attributes = Readonly<Record<string, { readonly type: string; readonly name?: string; readonly required?: boolean }>>;

/** A policy without a scope of actions is asked about each kind of them. */
const everyKind = ['ec2:TerminateInstances', 'countersign:ReadSession', 'mcp:tools/call'];

/**
 * Actions that do not exist are left out, so that the validator finds them too. `exact` are those that a guardrail compares with `==`:
 * where such a one is an operation's IAM action under another name, the guardrail is asked about that name as well.
 */
export function cutSchema(
  mentioned: Iterable<string>,
  directory: ActionDirectory,
  exact: ReadonlySet<string> = new Set(),
): SchemaJson<string> {
  const names = new Set([...everyKind, ...mentioned]);
  const concrete = new Set(
    [...names]
      .flatMap((id) => [directory.exampleOf(id), exact.has(id) && directory.groupsOf(id) ? id : undefined])
      .flatMap((id) => id ?? []),
  );
  const groups = [...names].filter((id) => !concrete.has(id) && directory.groupsOf(id) !== undefined);
  return {
    CS: {
      entityTypes,
      actions: Object.fromEntries([
        ...groups.map((id): [string, Action] => [id, {}]),
        ...[...concrete].map((id): [string, Action] => [id, actionOf(id, directory, new Set([...groups, ...concrete]))]),
      ]),
    },
  };
}

function actionOf(id: string, directory: ActionDirectory, written: ReadonlySet<string>): Action {
  const parents = (directory.groupsOf(id) ?? []).filter((group) => group !== id && written.has(group));
  return {
    memberOf: parents.map((parent) => ({ id: parent })),
    appliesTo: {
      principalTypes: ['User', 'Service', 'Agent'],
      resourceTypes: resourceTypesOf(id),
      context: { type: 'Record', attributes: context },
    },
  };
}

const product = Object.values(productResourceTypes).map((type) => type.slice('CS::'.length));

function resourceTypesOf(id: string): string[] {
  if (id.startsWith('countersign:')) return product;
  if (id === 'mcp:tools/call') return ['McpTool'];
  if (id.startsWith('mcp:')) return ['McpServer'];
  return id.startsWith('reveal:') ? ['AwsResource', 'McpTool', 'McpServer'] : ['AwsResource'];
}

const [text, flag, long] = [{ type: 'String' }, { type: 'Boolean' }, { type: 'Long' }] as const;
const texts = { type: 'Set', element: { type: 'String' } } as const;

const context = {
  mfa: flag,
  breakGlass: flag,
  hasReason: flag,
  channel: text,
  connection: text,
  now: { type: 'Extension', name: 'datetime' },
  hour: long,
  weekday: long,
  approvals: texts,
  requestParams: { type: 'Entity', name: 'Params' },
  sourceIp: { type: 'Extension', name: 'ipaddr', required: false },
  iamActions: texts,
  resourcesKnown: flag,
} as const;

const claims = texts;
const person = { type: 'Entity', name: 'User', required: false } as const;

const entityTypes: EntityTypes = {
  Group: {},
  Account: { memberOfTypes: ['Account'] },
  User: { memberOfTypes: ['Group'], shape: record({ email: optional(text) }), tags: claims },
  Service: {
    memberOfTypes: ['Group'],
    shape: record({ issuer: text, repository: optional(text), ref: optional(text) }),
    tags: claims,
  },
  Agent: { memberOfTypes: ['Group'], shape: record({ onBehalfOf: person }), tags: claims },
  AwsResource: {
    memberOfTypes: ['Account'],
    shape: record({ arn: text, service: text, type: text, region: text, account: text, tagsKnown: flag }),
    tags: text,
  },
  McpServer: { memberOfTypes: ['Account'], shape: record({ name: text }), tags: text },
  McpTool: {
    memberOfTypes: ['McpServer'],
    shape: record({ name: text, readOnly: flag, destructive: flag, idempotent: flag, openWorld: flag }),
    tags: text,
  },
  Params: { tags: texts },
  ...Object.fromEntries(product.map((type) => [type, { shape: record({ owner: person, person }) }])),
};

function optional(type: { readonly type: string }) {
  return { ...type, required: false };
}

function record(attributes: Attributes): NonNullable<Extract<EntityTypes[string], { shape?: unknown }>['shape']> {
  return { type: 'Record', attributes: { ...attributes } } as NonNullable<
    Extract<EntityTypes[string], { shape?: unknown }>['shape']
  >;
}
