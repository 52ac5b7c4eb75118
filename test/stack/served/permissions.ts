/** The account's IAM: each action is held against the role's policy and the resource's own, and what was used of each policy is kept. */

import { partitions } from '#lib/table-layout.ts';
import { type Asked, isLike, type Statement, speaksOf, speaksTo, statementsIn } from './iam.ts';
import { stackName } from './physical-names.ts';
import type { ResolvedTemplate } from './resolved-template.ts';

export type Role = { readonly arn: string; readonly name: string };

export type Permissions = {
  /** Whether a role may; a refusal is kept as well. */
  readonly allow: (role: Role, asked: Asked) => boolean;
  /** What was asked for and refused: a handler and its role's policy disagree. */
  readonly refused: () => readonly string[];
  /** What policies allow: one line a role, action, resource and leading key. */
  readonly all: () => readonly string[];
  /** Of it what nobody asked for. */
  readonly unused: () => readonly string[];
};

type RolePolicy = { readonly role: string; readonly statements: readonly Statement[] };

const leadingKeys = 'dynamodb:LeadingKeys';

/** Of every call: over TLS 1.3. */
const secured = { 'aws:SecureTransport': ['true'], 's3:TlsVersion': ['1.3'] } as const;

export function createPermissions(template: ResolvedTemplate): Permissions {
  const policies = rolePolicies(template);
  const ofResources = resourcePolicies(template);
  const lines = policies.flatMap(({ role, statements }) => statements.flatMap((statement) => linesOf(role, statement)));
  const everything = [...new Set(lines.map(({ text }) => text))].sort();
  const used = new Set<string>();
  const refused = new Set<string>();

  function allow(role: Role, asked: Asked): boolean {
    const known = { ...asked, context: { ...asked.context, ...secured, 'aws:PrincipalArn': [role.arn] } };
    const own = policies.filter((policy) => policy.role === role.name).flatMap(({ statements }) => statements);
    const ofResource = ofResources
      .filter(({ resource }) => asked.resource.startsWith(resource))
      .flatMap(({ statements }) => statements);
    const speaking = (statements: readonly Statement[], effect: Statement['Effect']) =>
      statements.filter(
        (statement) => statement.Effect === effect && speaksTo(statement, role.arn) && speaksOf(statement, known),
      );
    const allowing = speaking(own, 'Allow');
    const isOpen = !isKey(asked.resource) || speaking(ofResource, 'Allow').length > 0;
    if (allowing.length > 0 && isOpen && speaking([...own, ...ofResource], 'Deny').length === 0) {
      for (const line of allowing.flatMap((statement) => linesOf(role.name, statement)))
        if (isOf(line, asked)) used.add(line.text);
      return true;
    }
    refused.add(lineOf(role.name, { ...asked, key: asked.context[leadingKeys]?.join(' ') }));
    return false;
  }

  return {
    allow,
    refused: () => [...refused].sort(),
    all: () => everything,
    unused: () => everything.filter((text) => !used.has(text)),
  };
}

/** `Wire: dynamodb:PutItem on table/Countersign-RecordTable of session`. */
function lineOf(role: string, { action, resource, key }: Pick<Line, 'action' | 'resource' | 'key'>): string {
  const who = role.replace(`${stackName}-`, '').replace(/Role[0-9A-F]{8}$/, '');
  const what = resource.replace(/^arn:aws:[a-z0-9]*:[a-z0-9-]*:\d*:/, '').replace(/[0-9A-F]{8}(?=:|$)/, '');
  const letter = /^\d+#([A-Z])#/.exec(key ?? '')?.[1];
  const partition = Object.entries(partitions).find(([, its]) => its === letter)?.[0] ?? key;
  return `${who}: ${action} on ${what}${key === undefined ? '' : ` of ${partition}`}`;
}

type Line = { readonly text: string; readonly action: string; readonly resource: string; readonly key: string | undefined };

/** Everything that an allowing statement allows, one by one. */
function linesOf(role: string, { Effect, Action, Resource, Condition }: Statement): readonly Line[] {
  if (Effect === 'Deny') return [];
  const keys = Condition['ForAllValues:StringLike']?.[leadingKeys] ?? [undefined];
  return Action.flatMap((action) =>
    Resource.flatMap((resource) =>
      keys.map((key) => ({
        action,
        resource,
        key,
        text: lineOf(role, { action, resource, key }),
      })),
    ),
  );
}

function isOf({ action, resource, key }: Line, asked: Asked): boolean {
  const given = asked.context[leadingKeys] ?? [];
  return (
    isLike(action, asked.action) &&
    isLike(resource, asked.resource) &&
    (key === undefined || given.some((value) => isLike(key, value)))
  );
}

function rolePolicies(template: ResolvedTemplate): readonly RolePolicy[] {
  return template
    .ofType('AWS::IAM::Policy')
    .flatMap(({ properties }) =>
      properties.Roles.map((role: string) => ({ role, statements: statementsIn(properties.PolicyDocument) })),
    );
}

type ResourcePolicy = { readonly resource: string; readonly statements: readonly Statement[] };

/** Nothing here is allowed by a resource's policy alone, and a key not without its own. `*` is the resource itself. */
function resourcePolicies(template: ResolvedTemplate): readonly ResourcePolicy[] {
  const tables = template.ofType('AWS::DynamoDB::Table').map(({ id, properties }) => ({
    resource: template.attribute(id, 'Arn'),
    statements: statementsIn(properties.ResourcePolicy.PolicyDocument),
  }));
  const secrets = template.ofType('AWS::SecretsManager::ResourcePolicy').map(({ properties }) => ({
    resource: properties.SecretId,
    statements: statementsIn(properties.ResourcePolicy),
  }));
  const buckets = template.ofType('AWS::S3::BucketPolicy').map(({ properties }) => ({
    resource: `arn:aws:s3:::${properties.Bucket}`,
    statements: statementsIn(properties.PolicyDocument),
  }));
  const keys = template.ofType('AWS::KMS::Key').map(({ id, properties }) => ({
    resource: template.attribute(id, 'Arn'),
    statements: statementsIn(properties.KeyPolicy),
  }));
  return [...tables, ...secrets, ...buckets, ...keys];
}

function isKey(resource: string): boolean {
  return resource.startsWith('arn:aws:kms:');
}
