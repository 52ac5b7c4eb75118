/** The production stack of the example, and how its template is read: made once, for all tests of `test/stack/hub/`. */

import assert from 'node:assert/strict';
import { type Properties, production, type Resource } from './synth.ts';

export const { resources } = production();

export function ofType(type: string): readonly (readonly [id: string, resource: Resource])[] {
  return Object.entries(resources).filter(([, resource]) => resource.Type === type);
}

export function only(type: string): Properties {
  const [found, ...others] = ofType(type);
  assert.ok(found !== undefined && others.length === 0, `one ${type}`);
  return found[1].Properties;
}

export type Statement = {
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Properties;
  readonly Sid?: string;
};

/** Statements with lists instead of single values, and resources as text. */
export function statementsOf(document: Properties): readonly Statement[] {
  return document.Statement.map((statement: Properties) => ({
    ...statement,
    Action: [statement.Action ?? []].flat(),
    Resource: [statement.Resource ?? []]
      .flat()
      .map((resource) => (typeof resource === 'string' ? resource : JSON.stringify(resource))),
  }));
}

type Named = 'Api' | 'Calls' | 'Mcp' | 'Seal' | 'Wire' | `Approvals${'Pages' | 'Notify' | 'Close' | 'Execute' | 'Machine'}`;

export function rolePolicy(functionName: Named): readonly Statement[] {
  return policyIn(resources, functionName);
}

/** The policy of a function's role in another stack. */
export function policyIn(others: Readonly<Record<string, Resource>>, functionName: Named): readonly Statement[] {
  const found = Object.entries(others).find(
    ([id, { Type }]) => Type === 'AWS::IAM::Policy' && id.startsWith(`${functionName}Policy`),
  );
  assert.ok(found !== undefined);
  return statementsOf(found[1].Properties.PolicyDocument);
}

export function allowed(statements: readonly Statement[]): readonly string[] {
  return statements.flatMap((statement) => (statement.Effect === 'Allow' ? statement.Action : [])).sort();
}
