import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ConfigError, parseConfig } from '#config/parse-config.ts';
import { checkDeployable } from './check-deployable.ts';

const text = readFileSync(new URL('../examples/countersign.config.yaml', import.meta.url), 'utf8');

function faultsOf(changed: string): readonly string[] {
  try {
    checkDeployable(parseConfig(changed, 'test.yaml'), 'test.yaml');
    return [];
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown.faults;
    throw thrown;
  }
}

test('the example can be deployed', () => {
  assert.deepEqual(faultsOf(text), []);
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
