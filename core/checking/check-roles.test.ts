import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Connection, McpConnection } from '../model.ts';
import { checkRoles } from './check-roles.ts';
import type { RoleProbe, RoleTrial } from './role-probe.ts';

const engineer = 'arn:aws:iam::123456789012:role/countersign/engineer';
const facts = 'arn:aws:iam::123456789012:role/countersign/facts';
const externalId = 'an-external-id-of-prod';
const prod: Connection = {
  ...{ kind: 'aws', name: 'prod', account: '123456789012', regions: ['eu-west-1'], externalId, wait: 'hold', mode: 'enforce' },
  roles: [{ arn: engineer, groups: ['engineers'], narrow: 'service' }],
};
const trier = { sourceIdentity: 'ann', roleSessionName: 'ann@S1', session: 'S1' };

type Demand = (trial: RoleTrial) => boolean;
const demands = {
  name: ({ sourceIdentity }: RoleTrial) => sourceIdentity === 'ann',
  session: ({ tags }: RoleTrial) => tags['countersign:session'] === 'S1',
  externalId: (trial: RoleTrial) => trial.externalId === externalId,
} satisfies Readonly<Record<string, Demand>>;

/** A trust policy that demands this and nothing else. */
function trusting(...demanded: readonly Demand[]): RoleProbe & { readonly trials: RoleTrial[] } {
  const trials: RoleTrial[] = [];
  return {
    trials,
    attempt: async (trial) => {
      trials.push(trial);
      return { kind: demanded.every((demand) => demand(trial)) ? 'assumed' : 'denied' };
    },
  };
}

test('a role that asks for a name, a session and the external id has one line and no cure', async () => {
  const probe = trusting(...Object.values(demands));

  const findings = await checkRoles([prod], trier, probe);

  assert.equal(findings.length, 1);
  assert.equal(findings[0]?.check, 'role countersign/engineer of prod');
  assert.equal(findings[0]?.cure, undefined);
  assert.equal(probe.trials.length, 5);
});

for (const [missing, says] of [
  ['name', ['is assumed without a source identity']],
  ['session', ['is assumed without a session']],
  ['externalId', ['is assumed without the external id', 'is assumed with another external id']],
] as const) {
  test(`a trust policy that does not ask for the ${missing} is told, with the template to deploy`, async () => {
    const asked = Object.entries(demands).flatMap(([name, demand]) => (name === missing ? [] : [demand]));

    const findings = await checkRoles([prod], trier, trusting(...asked));

    assert.deepEqual(
      findings.map((finding) => finding.says),
      says,
    );
    for (const { cure } of findings) assert.match(cure ?? '', /spoke's template/);
  });
}

test('a role that cannot be had names the account, and nothing is concluded from what it refuses', async () => {
  const probe = trusting(() => false);

  const findings = await checkRoles([prod], trier, probe);

  assert.deepEqual(
    findings.map(({ says }) => says),
    ['cannot be assumed'],
  );
  assert.match(findings[0]?.cure ?? '', /account 123456789012/);
  assert.equal(probe.trials.length, 1);
});

test('what could not be found out is no pass', async () => {
  const unreachable: RoleProbe = { attempt: async () => ({ kind: 'failed', code: 'TimeoutError' }) };
  const throttled: RoleProbe = {
    attempt: async ({ sourceIdentity }) =>
      sourceIdentity === undefined
        ? { kind: 'failed', code: 'Throttling' }
        : trusting(...Object.values(demands)).attempt(prodTrial),
  };

  const [first] = await checkRoles([prod], trier, unreachable);
  const findings = await checkRoles([prod], trier, throttled);

  assert.match(`${first?.says} ${first?.cure}`, /could not be tried: TimeoutError.*reaches STS/);
  assert.ok(findings.some(({ says, cure }) => /without a source identity: Throttling/.test(says) && cure !== undefined));
});

const prodTrial: RoleTrial = {
  connection: prod,
  role: engineer,
  roleSessionName: 'ann@S1',
  sourceIdentity: 'ann',
  externalId,
  tags: { 'countersign:session': 'S1' },
};

test('a connection without an external id is told to have one', async () => {
  const { externalId: _without, ...open } = prod;

  const findings = await checkRoles([open], trier, trusting(demands.name, demands.session));

  assert.deepEqual(
    findings.map(({ says }) => says),
    ['is assumed without any external id'],
  );
  assert.match(findings[0]?.cure ?? '', /externalId of "prod"/);
});

test('the role that facts are read with, and those of MCP servers, are tried too; other MCP servers have none', async () => {
  const server: McpConnection = {
    ...{ kind: 'mcp', name: 'tickets', groups: ['support'], era: 'auto', timeoutSeconds: 20, pinning: 'accepted', hold: 'auto' },
    ...{ relays: [], mode: 'enforce', tools: { allow: ['*'], deny: [] } },
    limits: { callsPerMinute: 1, concurrentCalls: 1, megabytesPerMinute: 1 },
    transport: { kind: 'http', url: 'https://tickets.acme.example/mcp' },
    auth: { kind: 'sigv4', service: 'lambda', region: 'eu-west-1', externalId, roleArn: `${engineer}-mcp` },
  };
  const probe = trusting(...Object.values(demands));

  const findings = await checkRoles(
    [{ ...prod, readRole: facts }, server, { ...server, name: 'open', auth: { kind: 'none' } }],
    trier,
    probe,
  );

  assert.deepEqual(
    findings.map(({ check }) => check),
    ['role countersign/engineer of prod', 'role countersign/facts of prod', 'role countersign/engineer-mcp of tickets'],
  );
});

test('many roles are all tried, a few at once', async () => {
  const roles = Array.from({ length: 40 }, (_, index) => ({ arn: `${engineer}-${index}`, groups: [], narrow: 'off' as const }));

  const findings = await checkRoles([{ ...prod, roles }], trier, trusting(...Object.values(demands)));

  assert.equal(findings.length, 40);
});
