/** No role of any stack has an action with a wildcard, and each resource with one has its reason in writing. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { App, CfnResource, Stack, Validations } from 'aws-cdk-lib';
import { CfnManagedPolicy, CfnPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { CountersignSpoke } from '#lib/spoke-stack.ts';
import { statementsOf } from '../support/hub.ts';
import { fargate, type Properties, production, restApi, varied } from '../support/synth.ts';

/** The boundary of a spoke grants nothing: it says what is cut. The reader of identities in it stands for itself. */
const boundaries = /Boundary/;

function spoke(): { readonly app: App } {
  const app = new App();
  new CountersignSpoke(app, 'CountersignSpoke');
  return { app };
}

type Granting = { readonly construct: IConstruct; readonly documents: readonly Properties[] };

/** What grants: inline policies, managed ones, and those inside a role; never who may take the role. */
function granting(app: App): readonly Granting[] {
  return app.node.findAll().flatMap((construct): readonly Granting[] => {
    if (!CfnResource.isCfnResource(construct) || boundaries.test(construct.node.path)) return [];
    const resolved = (value: unknown): Properties => Stack.of(construct).resolve(value);
    if (construct instanceof CfnPolicy || construct instanceof CfnManagedPolicy)
      return [{ construct, documents: [resolved(construct.policyDocument)] }];
    if (!(construct instanceof CfnRole)) return [];
    const inline: readonly Properties[] = resolved(construct.policies) ?? [];
    return [{ construct, documents: inline.map(({ policyDocument, PolicyDocument }) => policyDocument ?? PolicyDocument) }];
  });
}

/** The reasons that stand on the construct or above it, by the finding that they accept. */
function reasons(construct: IConstruct): ReadonlyMap<string, string> {
  const entries = construct.node.scopes
    .flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY);
  return new Map(entries.flatMap(({ data }) => Object.entries<string>(data)));
}

for (const [name, made] of Object.entries({ production, varied, restApi, fargate, spoke })) {
  test(`no action is wild, and each wild resource has its reason: ${name}`, () => {
    const found = granting(made().app);
    let wild = 0;

    assert.ok(found.length > 0);
    for (const { construct, documents } of found) {
      const granted = documents.flatMap(statementsOf).filter(({ Effect }) => Effect === 'Allow');
      assert.deepEqual(
        granted.flatMap(({ Action }) => Action).filter((action) => action.includes('*')),
        [],
        construct.node.path,
      );
      const resources = new Set(granted.flatMap(({ Resource }) => Resource).filter((arn) => arn.includes('*')));
      const written = [...reasons(construct)].filter(([id, reason]) => id.includes('-IAM5[Resource::') && reason.length > 20);
      assert.ok(written.length >= resources.size, `${construct.node.path}: ${[...resources].join(', ')}`);
      wild += resources.size;
    }
    assert.ok(wild > 0);
  });
}
