/** AWS's own linter finds nothing in the templates, where it is on PATH. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { spokeTemplate } from '#scripts/generate-templates.ts';
import { needs } from '../clients/support/on-path.ts';
import { identity, oidc, saml } from './support/identity.ts';
import { development, fargate, production, restApi, varied } from './support/synth.ts';

test('cfn-lint finds nothing but what the CDK itself does', needs('cfn-lint'), (context) => {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-lint-'));
  context.after(() => rmSync(directory, { recursive: true }));
  const made = { production, development, varied, restApi, fargate, saml: () => identity(saml), oidc: () => identity(oidc) };
  const templates = Object.entries(made).map(([name, make]) => [name, JSON.stringify(make().template)] as const);
  const files = [...templates, ['spoke', spokeTemplate()] as const].map(([name, text]) => {
    const file = join(directory, `${name}.template.json`);
    writeFileSync(file, text);
    return file;
  });

  // W3005: a dependency that a reference already makes, which the CDK writes nevertheless.
  const { status, stdout, stderr } = spawnSync('cfn-lint', ['-i', 'W3005', '--', ...files], { encoding: 'utf8' });

  assert.equal(status, 0, stdout + stderr);
});
