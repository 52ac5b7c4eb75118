import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ConfigError, parseConfig } from '#config/parse-config.ts';
import { checkDeployable } from './check-deployable.ts';

const example = fileURLToPath(new URL('../examples/countersign.config.yaml', import.meta.url));
const text = readFileSync(example, 'utf8');

function faultsOf(changed: string, file = example, account?: string): readonly string[] {
  try {
    checkDeployable(parseConfig(changed, file), file, account);
    return [];
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown.faults;
    throw thrown;
  }
}

test('the example can be deployed', () => {
  assert.deepEqual(faultsOf(text), []);
});

test('a connection to the account of the credentials at hand is refused, and without credentials nothing is', () => {
  const [fault = '', ...others] = faultsOf(text, example, '123456789012');

  assert.match(fault, /^connections: "mcp-prod" leads to 123456789012, .*account of its own/);
  assert.deepEqual([others, faultsOf(text, example, '999999999999')], [[], []]);
});

test('an address without TLS is refused with its path, wherever it stands', () => {
  const changed = text
    .replace('publicUrl: https:', 'publicUrl: http:')
    .replace('https://acme.okta.com', 'http://acme.okta.com')
    .replace('account: "123456789012"', 'account: "123456789012"\n    endpoint: http://127.0.0.1:5000');

  const paths = faultsOf(changed).map((fault) => fault.split(':')[0]);

  assert.deepEqual(paths, ['publicUrl', 'identity.issuers.0.issuer', 'connections.0.endpoint']);
});

test('without an issuer of people nobody could sign in, so it is refused', () => {
  const [fault = ''] = faultsOf(text.replace('kind: human', 'kind: workload'));

  assert.match(fault, /^identity\.issuers: .*Add the identity provider/);
});

test('a webhook whose secret is a file is refused', () => {
  const hook = 'webhooks: [{ url: "https://siem.acme.example/hook", secretFile: secret }]';

  const faults = faultsOf(text.replace('recording:\n', `recording:\n  ${hook}\n`));

  assert.match(faults[0] ?? '', /^recording\.webhooks\.0: .*secretArn/);
});

test('a directory of policies that is not there is told with where it was looked for', () => {
  assert.deepEqual(faultsOf(text, '/nowhere/countersign.config.yaml'), [
    'policies: there is no directory /policies. Write where the policies are, as seen from this file.',
  ]);
});

test('a role that the hub could not assume is found before it is denied', () => {
  const [fault = '', ...others] = faultsOf(text.replace('role/countersign/reader', 'role/reader'));

  assert.match(fault, /^connections: "mcp-prod" names arn:aws:iam::123456789012:role\/reader\. .*make it there/);
  assert.deepEqual(others, []);
});
