import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { ConfigError, parseConfig } from './parse-config.ts';

const sample = readFileSync(new URL('../local/countersign.config.yaml', import.meta.url), 'utf8')
  .replaceAll('%PORT%', '4180')
  .replaceAll('%SANDBOX_PORT%', '4182');

function faultsOf(text: string): readonly string[] {
  try {
    parseConfig(text, 'countersign.config.yaml');
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

test('the shipped local configuration parses, with its defaults filled in', () => {
  const config = parseConfig(sample, 'countersign.config.yaml');

  assert.deepEqual(
    config.connections.map((connection) => [connection.name, connection.wait, connection.roles[0]?.narrow]),
    [['sandbox', 'hold', 'service']],
  );
  assert.deepEqual(
    config.chains.map((chain) => [chain.name, chain.expiresMinutes, chain.distinct]),
    [
      ['production-change', 60, true],
      ['two-person', 60, true],
    ],
  );
  assert.equal(config.recording.retentionDays, 400);
});

test('an unknown key is an error that names its path', () => {
  assert.deepEqual(faultsOf(sample.replace('    kind: aws', '    kind: aws\n    regoins: [x]')), [
    'connections.0: unknown key "regoins". Remove it, or look for a misspelling in the schema\'s keys.',
  ]);
});

test('every fault is told at once', () => {
  const faults = faultsOf(sample.replace('stage: dev', 'stage: test').replace('"123456789012"', '"12"'));

  assert.deepEqual(faults, ['stage: must be one of prod, dev.', 'connections.0.account: does not have the form ^[0-9]{12}$.']);
});

test('a role is cut to its service, to the call or not at all, and to nothing else', () => {
  const narrowed = (narrow: string) => sample.replace('ci-deployers] }', `ci-deployers], narrow: ${narrow} }`);

  for (const narrow of ['service', 'call', 'off']) assert.deepEqual(faultsOf(narrowed(narrow)), []);
  assert.match(faultsOf(narrowed('none')).join(), /narrow: must be one of service, call, off/);
});

test('a role of another account is refused', () => {
  assert.match(
    faultsOf(sample.replaceAll('iam::123456789012:role/countersign/reader', 'iam::999999999999:role/x')).join(),
    /not in account/,
  );
});

test('two connections of one name are refused', () => {
  const twice = sample.replace(
    'policies:',
    '  - { name: sandbox, kind: aws, account: "123456789012", regions: [eu-west-1], roles: [{ arn: "arn:aws:iam::123456789012:role/a", groups: [a] }] }\npolicies:',
  );

  assert.match(faultsOf(twice).join(), /"sandbox" is given twice/);
});

test('a time zone that does not exist is refused', () => {
  assert.match(faultsOf(sample.replace('timeZone: UTC', 'timeZone: Mars/Base')).join(), /not an IANA time zone/);
});

test('broken YAML and repeated keys are refused', () => {
  assert.notEqual(faultsOf('a: [').length, 0);
  assert.match(faultsOf(`${sample}\nstage: prod\n`).join(), /unique/i);
});

test('an empty file says which keys are missing', () => {
  assert.deepEqual(faultsOf('{}').length, 3);
});

test('people and the ways to tell them parse, and a secret is named by ARN alone', () => {
  const approvals = (notify: string) => sample.replace('approvals:\n', `approvals:\n  notify: [${notify}]\n`);
  const arn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:slack-AbCdEf';

  const config = parseConfig(approvals(`{ kind: slack, channel: "#prod", secretArn: "${arn}" }`), 'x.yaml');

  assert.deepEqual(config.notify, [{ kind: 'slack', channel: '#prod', secretArn: arn }]);
  assert.equal(config.people.length, 4);
  assert.notEqual(faultsOf(approvals('{ kind: slack, channel: "#prod", token: xoxb-1 }')).length, 0);
  assert.notEqual(faultsOf(approvals(`{ kind: webhook, url: "http://plain.example", secretArn: "${arn}" }`)).length, 0);
});

test('a connection enforces unless it is said to observe', () => {
  const observing = sample.replace('name: sandbox\n', 'name: sandbox\n    mode: observe\n');

  assert.deepEqual(
    [sample, observing].map((text) => parseConfig(text, 'f').connections[0]?.mode),
    ['enforce', 'observe'],
  );
});

const mcp = `  - { name: tickets, kind: mcp, transport: { kind: http, url: "https://tickets.example/mcp" }, groups: [support] }\n`;

function withMcp(entry: string): string {
  return sample.replace('policies: ../policies', `${entry}policies: ../policies`);
}

test('an MCP server is a connection, with its defaults filled in', () => {
  const { connections, mcpConnections, mcpPins } = parseConfig(withMcp(mcp), 'countersign.config.yaml');

  assert.deepEqual(
    connections.map(({ name }) => name),
    ['sandbox'],
  );
  assert.deepEqual(
    mcpConnections.filter(({ name }) => name === 'tickets'),
    [
      {
        name: 'tickets',
        kind: 'mcp',
        transport: { kind: 'http', url: 'https://tickets.example/mcp' },
        auth: { kind: 'none' },
        groups: ['support'],
        era: 'auto',
        timeoutSeconds: 20,
        tools: { allow: ['*'], deny: [] },
        pinning: 'accepted',
        hold: 'auto',
        limits: { callsPerMinute: 600, concurrentCalls: 8, megabytesPerMinute: 64 },
        relays: [],
        mode: 'enforce',
      },
    ],
  );
  assert.equal(mcpPins, 'mcp.lock.json');
});

test('what is wrong with an MCP server is told by its path and its own keys', () => {
  assert.deepEqual(faultsOf(withMcp(mcp.replace('kind: http', 'kind: htp'))), [
    'connections.2.transport.kind: must be one of http, lambda, stdio.',
  ]);
  assert.deepEqual(
    faultsOf(withMcp(mcp.replace('groups', 'auth: { kind: sigv4, service: lambda, region: eu-west-1 }, groups'))),
    ['connections.2.auth: the key "roleArn" is missing. Add it.'],
  );
  assert.deepEqual(faultsOf(withMcp(mcp.replace('https:', 'http:'))), [
    'connections: "tickets" leads over http://tickets.example/mcp in clear. Use https, or an address of this machine.',
  ]);
  assert.deepEqual(faultsOf(withMcp(mcp.replace('tickets, kind: mcp', 'tickets, kind: msp'))).slice(0, 1), [
    'connections.2: the key "account" is missing. Add it.',
  ]);
  assert.deepEqual(faultsOf(withMcp(mcp.replace('tickets,', 'sandbox,'))), [
    'connections: the name "sandbox" is given twice. Rename one.',
  ]);
});

test('a remote detector is off, and asked for by its region and operations', () => {
  const withMasking = (masking: string) => sample.replace(/^policies:/m, `masking: ${masking}\npolicies:`);
  const remote = '{ kind: comprehend, region: eu-west-1, operations: ["logs:*"] }';

  assert.equal(parseConfig(sample, 'f').masking.remote, undefined);
  assert.deepEqual(parseConfig(withMasking(`{ remote: ${remote} }`), 'f').masking.remote, {
    kind: 'comprehend',
    region: 'eu-west-1',
    operations: ['logs:*'],
    language: 'en',
    minScore: 0.5,
    timeoutMilliseconds: 2000,
  });
  assert.deepEqual(faultsOf(withMasking('{ remote: { kind: comprehend, region: eu-west-1, operations: [] } }')).length, 1);
});

test('a guardrail is a remote detector as well, by its ARN and version', () => {
  const withRemote = (more: string) =>
    sample.replace(/^policies:/m, `masking: { remote: { operations: ["logs:*"], ${more} } }\npolicies:`);
  const guardrailArn = 'arn:aws:bedrock:eu-west-1:111122223333:guardrail/abc123';

  const config = parseConfig(withRemote(`kind: bedrock-guardrail, version: "3", guardrailArn: "${guardrailArn}"`), 'f');

  const common = { operations: ['logs:*'], timeoutMilliseconds: 2000 };
  assert.deepEqual(config.masking.remote, { kind: 'bedrock-guardrail', version: '3', guardrailArn, ...common });
  assert.deepEqual(faultsOf(withRemote('kind: bedrock-guardrail, version: DRAFT')), [
    'masking.remote: the key "guardrailArn" is missing. Add it.',
  ]);
});

test('who looks at a break-glass session afterwards is a chain of the file', () => {
  const named = (chain: string) => sample.replace('breakGlass: production-change', `breakGlass: ${chain}`);

  assert.equal(parseConfig(named('two-person'), 'x.yaml').breakGlassChain, 'two-person');
  assert.equal(parseConfig(sample.replace('  breakGlass: production-change', ''), 'x.yaml').breakGlassChain, undefined);
  assert.match(faultsOf(named('nobody')).join(), /approvals\.breakGlass: there is no chain "nobody"/);
});

test('a front with a name of its own needs the name and its certificate, and a Function URL takes none', () => {
  const wire = (keys: string) => faultsOf(`${sample}\nwire: { ${keys} }\n`).map((fault) => fault.split(':')[0]);
  const name = 'domainName: wire.acme.example';
  const certificate = 'certificateArn: "arn:aws:acm:eu-west-1:999999999999:certificate/0f"';

  assert.deepEqual(wire(`host: rest-api, ${name}, ${certificate}`), []);
  assert.deepEqual(wire(`host: fargate, tasks: 3, ${name}, ${certificate}`), []);
  assert.deepEqual(wire('host: rest-api'), ['wire.domainName', 'wire.certificateArn']);
  assert.deepEqual(wire(name), ['wire.domainName']);
  assert.deepEqual(wire(`host: fargate, domainName: "https://wire.acme.example", ${certificate}`), ['wire.domainName']);
});

test('a federation is SAML or OIDC, and what it lacks is told by its path', () => {
  const federation = (keys: string) => faultsOf(sample.replace('identity:\n', `identity:\n  federation: { ${keys} }\n`));
  const common = 'name: acme, domainPrefix: acme-countersign';
  const secret = 'clientSecretArn: "arn:aws:secretsmanager:eu-west-1:999999999999:secret:idp-AbCdEf"';

  assert.deepEqual(federation(`kind: saml, ${common}, metadataUrl: "https://idp.acme.example/metadata"`), []);
  assert.deepEqual(federation(`kind: oidc, ${common}, issuer: "https://idp.acme.example", clientId: c, ${secret}`), []);
  assert.deepEqual(federation(`kind: saml, ${common}`), ['identity.federation: the key "metadataUrl" is missing. Add it.']);
  assert.match(federation(`kind: ldap, ${common}`).join(), /identity\.federation\.kind: must be one of saml, oidc/);
});

test('the schema is sound JSON Schema, every keyword and type of it, so that no start need look again', () => {
  const schema: object = JSON.parse(readFileSync(new URL('config.schema.json', import.meta.url), 'utf8'));
  const strict = new Ajv2020({ allErrors: true, useDefaults: true, strict: true });

  assert.equal(strict.validateSchema(schema), true);
  assert.doesNotThrow(() => strict.compile(schema));
  assert.throws(() => strict.compile({ ...schema, $id: 'other', unheardOf: true }), /unheardOf/);
});

test('a restored table is named with its own stream', () => {
  const restored = (table: string) =>
    `${sample}\nrecording:\n  restoredTable: { name: restored, streamArn: "arn:aws:dynamodb:eu-west-1:999999999999:table/${table}/stream/2026" }\n`;

  assert.deepEqual(faultsOf(restored('restored')), []);
  assert.match(faultsOf(restored('other')).join(), /recording\.restoredTable: streamArn is of another table than restored/);
});
