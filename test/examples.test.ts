/** The examples name routes, members and issuers that exist. */

import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { parseConfig } from '#config/parse-config.ts';
import { mcpRoutes, routes } from '#config/routes.ts';

const read = (file: string) => readFileSync(new URL(`../examples/${file}`, import.meta.url), 'utf8');
const config = parseConfig(read('countersign.config.yaml'), 'countersign.config.yaml');
const paths: readonly string[] = [...routes, ...mcpRoutes].map(({ path }) => path);

test('the job of GitHub Actions asks routes that are open to it, for a connection and an audience of the example', () => {
  const text = read('github-actions/deploy.yaml');
  const job = parse(text);
  const asked = [...text.matchAll(/\$COUNTERSIGN_URL(\/[\w./-]+)/g)].map(([, path = '']) => path);
  const open = routes.filter(({ authorizer }) => authorizer === 'none').map(({ path }) => path as string);

  assert.equal(job.permissions['id-token'], 'write');
  assert.deepEqual([...new Set(asked)].toSorted(), ['/.well-known/oauth-protected-resource', '/v1/credentials']);
  assert.ok(asked.every((path) => open.includes(path)));
  assert.ok(config.connections.some(({ name }) => text.includes(`"connection": "${name}"`)));
  assert.ok(config.identity.issuers.some(({ kind, audience }) => kind === 'workload' && audience.includes('countersign')));
  assert.equal(job.jobs.deploy.env.COUNTERSIGN_URL, config.publicUrl);
  assert.doesNotMatch(text, /secrets\./);
});

test('MCP clients are led to the endpoint of the example', () => {
  const { url } = JSON.parse(read('mcp/mcp.json')).mcpServers.countersign;

  assert.ok(url.startsWith(config.publicUrl) && paths.includes(new URL(url).pathname));
});

test('Terraform takes the profile of a connection of the example', () => {
  const [, profile = ''] = /profile = "countersign-([\w-]+)"/.exec(read('terraform/main.tf')) ?? [];

  assert.ok(config.connections.some(({ name }) => name === profile));
});

test('every folder of examples is run, or held to what is there, by a test', () => {
  const root = new URL('../', import.meta.url);
  const folders = globSync('examples/*/', { cwd: root }).map((folder) => basename(folder));
  const tests = globSync('test/**/*.ts', { cwd: root }).map((file) => readFileSync(new URL(file, root), 'utf8'));

  assert.ok(folders.length >= 6);
  for (const folder of folders)
    assert.ok(
      tests.some((text) => text.includes(`${folder}/`)),
      folder,
    );
});
