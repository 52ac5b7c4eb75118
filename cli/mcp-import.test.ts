import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseConfig } from '#config/parse-config.ts';
import { CliError } from './cli-error.ts';
import { importServers } from './mcp-import.ts';

const sample = readFileSync(new URL('../local/countersign.config.yaml', import.meta.url), 'utf8')
  .replaceAll('%PORT%', '4180')
  .replaceAll('%SANDBOX_PORT%', '4182');

/** The connections that the gateway reads when the text is pasted into an operator's file. */
function pasted(text: string) {
  const entries = text.replaceAll(/^/gm, '  ');
  return parseConfig(sample.replace(/^policies:/m, `${entries}\npolicies:`), 'x.yaml').mcpConnections.filter(
    ({ name }) => name !== 'everything',
  );
}

test('the servers of a client’s file become connections that the gateway takes, without the secrets in them', () => {
  const { text, due } = importServers(
    JSON.stringify({
      mcpServers: {
        'GitHub Issues': {
          type: 'http',
          url: 'https://issues.example/mcp',
          headers: { Authorization: 'Bearer ghp_hunter2', 'X-Team': 'a' },
        },
        open_data: { url: 'https://data.example/mcp' },
        files: { command: 'npx', args: ['-y', 'server-files'], env: { ROOT: '/srv', API_KEY: 'hunter2' } },
      },
    }),
    ['support'],
  );

  const [issues, data, files] = pasted(text);
  assert.deepEqual([issues?.name, data?.name, files?.name], ['github-issues', 'open-data', 'files']);
  assert.deepEqual(issues?.transport, { kind: 'http', url: 'https://issues.example/mcp' });
  assert.equal(issues?.auth.kind === 'secret' ? issues.auth.header : undefined, 'Authorization');
  assert.deepEqual(data?.auth, { kind: 'none' });
  assert.deepEqual(files?.transport, {
    kind: 'stdio',
    command: 'npx',
    args: ['-y', 'server-files'],
    env: { ROOT: '/srv', API_KEY: '' },
  });
  assert.deepEqual(files?.groups, ['support']);
  assert.doesNotMatch(text + due.join(), /hunter2/);
  assert.match(due.join('\n'), /Authorization into Secrets Manager[\s\S]*X-Team is left out[\s\S]*API_KEY looks like a secret/);
});

test('a server.json of the registry becomes a connection to its Streamable HTTP remote', () => {
  const { text, due } = importServers(
    JSON.stringify({
      name: 'io.example/weather-server',
      version: '1.0.0',
      remotes: [
        { type: 'sse', url: 'https://old.example/sse' },
        {
          type: 'streamable-http',
          url: 'https://weather.example/mcp',
          headers: [{ name: 'X-Key', isSecret: true, isRequired: true }],
        },
      ],
    }),
    ['support'],
  );

  const [weather] = pasted(text);
  assert.equal(weather?.name, 'weather-server');
  assert.deepEqual(weather?.transport, { kind: 'http', url: 'https://weather.example/mcp' });
  assert.match(due.join(), /X-Key into Secrets Manager/);
});

test('what is neither form is refused with what to give', () => {
  for (const file of [
    'nonsense',
    '[]',
    '{}',
    '{"name":"io.example/x","packages":[]}',
    '{"mcpServers":{"a":{}}}',
    '{"mcpServers":{"__":{"url":"https://a.example"}}}',
  ]) {
    assert.throws(
      () => importServers(file, ['g']),
      (error) => error instanceof CliError && error.kind === 'usage' && error.message.length > 30,
    );
  }
});
