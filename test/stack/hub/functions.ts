/** What the stack promises of its functions. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ofType } from '../support/hub.ts';
import { development, production, type Synthesised, variation, varied } from '../support/synth.ts';

test('every log ends, and functions run on arm64 under Node 24 with a share of concurrency', () => {
  for (const [id, { Properties }] of ofType('AWS::Logs::LogGroup')) assert.ok(Properties.RetentionInDays > 0, id);
  for (const [id, { Properties }] of ofType('AWS::Lambda::Function')) {
    assert.equal(Properties.Runtime, 'nodejs24.x', id);
    assert.deepEqual(Properties.Architectures, ['arm64'], id);
    assert.ok(Properties.ReservedConcurrentExecutions > 0, id);
  }
});

test('every function is traced, and the wire’s where the operator’s file asks for it', () => {
  const untraced = ({ resources }: Pick<Synthesised, 'resources'>) =>
    Object.entries(resources).flatMap(([id, { Type, Properties }]) =>
      Type === 'AWS::Lambda::Function' && Properties.TracingConfig?.Mode !== 'Active' ? [id.replace(/[0-9A-F]{8}$/, '')] : [],
    );

  assert.deepEqual([untraced(production()), untraced(varied())], [['WireFunction'], []]);
});

test('a front has the concurrency that the operator’s file reserves for it, and a dev stage reserves none', () => {
  const reserved = ({ resources: made }: Synthesised) =>
    Object.entries(made).flatMap(([id, { Type, Properties }]) => {
      const [, name = ''] = /^(Wire|Calls|Mcp|Api)Function/.exec(id) ?? [];
      return Type === 'AWS::Lambda::Function' && name !== ''
        ? [[name.toLowerCase(), Properties.ReservedConcurrentExecutions]]
        : [];
    });

  assert.deepEqual(Object.fromEntries(reserved(varied())), variation.concurrency);
  assert.ok(reserved(development()).every(([, places]) => places === undefined));
});

test('the CDK CLI is pinned to the version that reads our assemblies', () => {
  const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));

  assert.equal(manifest.devDependencies['aws-cdk'], '2.1148.1');
});
