/** Attacks on the approval's page and its links (threats 3, 14, 19, 26), one sentence an attack. */

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import type { Approval } from '#core/approval/approval.ts';
import { signLink } from '#core/approval/link.ts';
import { hiddenMembers } from '#core/approval/parameter-rows.ts';
import { maskParameters } from '#core/masking/mask-parameters.ts';
import type { Masked, Parameters } from '#core/model.ts';
import { seal } from '#core/sealed.ts';
import type { PageReply } from '#lambdas/approvals/page-reply.ts';
import type { PageSession } from '#lambdas/approvals/session-cookie.ts';
import { cookieOf, csrfIn, type Harness, openPages, person, publicUrl, sessionOf } from './pages-harness.ts';

let pages: Harness;
const approver = person('approver', ['prod-approvers']);

beforeEach(async () => {
  pages = await openPages();
});
afterEach(() => pages.close());

async function reopen(over: Partial<Approval>): Promise<void> {
  pages.close();
  pages = await openPages(over);
}

const cookie = (session: PageSession = sessionOf(approver)) => cookieOf(session, pages);

async function form(session: PageSession = sessionOf(approver), more: Readonly<Record<string, string>> = {}) {
  const shown = await pages.page({ cookies: [cookie(session)] });
  return { verdict: 'approve', csrf: csrfIn(shown), ...more };
}

async function press(
  session: PageSession = sessionOf(approver),
  more: Readonly<Record<string, string>> = {},
): Promise<PageReply> {
  return pages.page({ method: 'POST', cookies: [cookie(session)], form: await form(session, more) });
}

const titleOf = ({ body = '' }: PageReply) => /<h1>([^<]*)<\/h1>/.exec(body)?.[1] ?? '';
const closed = 'Nothing to decide here';

test('a hundred GETs and HEADs of a link, by whomever, change nothing and tell nothing', async () => {
  const before = await pages.stored();

  for (let count = 0; count < 100; count += 1) {
    const method = count % 2 === 0 ? 'GET' : 'HEAD';
    const { statusCode, body = '' } = await pages.page({ method, query: { t: pages.link } });
    assert.equal(statusCode, 200);
    assert.doesNotMatch(body, /TerminateInstances|i-0123456789abcdef0|Erin|sandbox/);
  }

  assert.deepEqual(await pages.stored(), before);
  assert.deepEqual(pages.events, []);
});

test('a hundred GETs by a signed-in approver change nothing either', async () => {
  const before = await pages.stored();

  for (let count = 0; count < 100; count += 1) await pages.page({ cookies: [cookie()] });

  assert.deepEqual(await pages.stored(), before);
});

test('a link and a session in one GET lead to the address without the link', async () => {
  const { statusCode, headers } = await pages.page({ query: { t: pages.link, verdict: 'approve' }, cookies: [cookie()] });

  assert.deepEqual([statusCode, headers?.location], [303, `/approvals/${pages.approval.id}`]);
});

test('a forged, altered, expired or foreign link leads to one and the same page, signed in or not', async () => {
  const { keyring } = pages.ports;
  const expiresAt = '2026-05-04T11:00:00.000Z';
  const links = [
    '',
    'x',
    `${pages.link}x`,
    pages.link.slice(0, -1),
    signLink(keyring, { approvalId: '01JZ0000000000000000000009', expiresAt }),
    signLink(keyring, { approvalId: pages.approval.id, expiresAt: '2026-05-04T10:00:00.000Z' }),
    seal(keyring, 'csrf', Buffer.from(pages.approval.id)),
  ];

  const replies = await Promise.all(
    links.flatMap((t) => [pages.page({ query: { t } }), pages.page({ query: { t }, cookies: [cookie()] })]),
  );

  assert.deepEqual([...new Set(replies.map(({ statusCode, body }) => `${statusCode} ${body}`))].length, 1);
  assert.equal(titleOf(replies[0] ?? {}), closed);
});

test('an approval that does not exist, one that is not mine to know, and one that somebody else decided look the same', async () => {
  const stranger = sessionOf(person('mallory', ['developers']));
  const slow = sessionOf(person('approver-2', ['prod-approvers']));
  const prepared = await form(slow);
  await press();

  const replies = [
    await pages.page({ cookies: [cookie(stranger)] }),
    await pages.ask('/approvals/{id}', '01JZ0000000000000000000009', { cookies: [cookie()] }),
    await pages.page({ method: 'POST', cookies: [cookie(slow)], form: prepared }),
  ];

  assert.deepEqual(replies.map(titleOf), [closed, closed, closed]);
  assert.equal(new Set(replies.map(({ statusCode, body }) => `${statusCode} ${body}`)).size, 1);
});

test('a link alone never approves', async () => {
  const { statusCode } = await pages.page({ method: 'POST', query: { t: pages.link }, form: { verdict: 'approve' } });

  assert.equal(statusCode, 401);
  assert.equal((await pages.stored()).state, 'pending');
});

test('a form without, with a stolen, and with another session’s CSRF token decides nothing', async () => {
  const other = sessionOf(person('approver-2', ['prod-approvers']));
  const { csrf: stolen } = await form(other);
  const { csrf: own } = await form();

  for (const csrf of ['', 'x', stolen, `${own}x`, own.slice(1), `k1.${own.slice(3).toUpperCase()}`]) {
    const { statusCode } = await pages.page({ method: 'POST', cookies: [cookie()], form: { verdict: 'approve', csrf } });
    assert.equal(statusCode, 403, csrf);
  }
  assert.equal((await pages.stored()).state, 'pending');
});

test('a form of another site is refused, though cookie and token are right', async () => {
  const right = await form();

  for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }]) {
    const { statusCode } = await pages.page({ method: 'POST', cookies: [cookie()], form: right, headers });
    assert.equal(statusCode, 403);
  }
  assert.equal((await pages.stored()).state, 'pending');
});

test('a hundred presses at once are one verdict, and each leads to it', async () => {
  const right = await form();

  const replies = await Promise.all(
    Array.from({ length: 100 }, () => pages.page({ method: 'POST', cookies: [cookie()], form: right })),
  );

  assert.deepEqual([...new Set(replies.map(({ statusCode }) => statusCode))], [303]);
  const { state, verdicts, version } = await pages.stored();
  assert.deepEqual([state, verdicts.length, version], ['approved', 1, 2]);
});

test('a press after the time is over decides nothing', async () => {
  const right = await form();
  pages.setNow('2026-05-04T11:00:00.000Z');

  const late = await pages.page({
    method: 'POST',
    cookies: [cookie(sessionOf(approver, { expiresAt: '2026-05-04T12:00:00.000Z', signedInAt: '2026-05-04T10:55:00.000Z' }))],
    form: right,
  });

  assert.equal(titleOf(late), closed);
  assert.equal((await pages.stored()).verdicts.length, 0);
});

test('whoever asked, another account of that person, and the person behind an agent decide nothing', async () => {
  const asker = person('engineer', ['prod-approvers']);
  const secondAccount = person('engineer-admin', ['prod-approvers'], { personKey: 'engineer@acme.example' });

  for (const principal of [asker, secondAccount]) {
    const session = sessionOf(principal);
    const shown = await pages.page({ cookies: [cookie(session)] });
    assert.equal(csrfIn(shown), '');
  }
  assert.equal((await pages.stored()).state, 'pending');
});

test('a sign-in of eleven minutes ago is sent to sign in again, and decides nothing', async () => {
  const stale = sessionOf(approver, { signedInAt: '2026-05-04T09:53:59.000Z' });
  const fresh = await form();

  const shown = await pages.page({ cookies: [cookie(stale)] });
  const pressed = await pages.page({ method: 'POST', cookies: [cookie(stale)], form: fresh });

  assert.match(shown.body ?? '', /Sign in again/);
  assert.match(pressed.body ?? '', /Nothing was decided/);
  assert.equal((await pages.stored()).state, 'pending');
});

test('an agent, a workload, or a client that is not meant for verdicts gets no form and decides nothing', async () => {
  const sessions = [
    sessionOf(person('agent', ['prod-approvers'], { kind: 'agent' })),
    sessionOf(person('ci', ['prod-approvers'], { kind: 'service' })),
    sessionOf(person('mcp', ['prod-approvers'], { clientId: 'some-mcp-client' })),
    sessionOf(approver, { issuerName: 'ci' }),
  ];

  for (const session of sessions) {
    assert.equal(csrfIn(await pages.page({ cookies: [cookie(session)] })), '');
    await press(session);
  }
  assert.equal((await pages.stored()).state, 'pending');
});

test('a session that was cut off shows and decides nothing', async () => {
  const right = await form();
  await pages.ports.revocations.revoke({ kind: 'principal', id: approver.id, revokedAt: pages.ports.now() });

  const shown = await pages.page({ cookies: [cookie()] });
  const pressed = await pages.page({ method: 'POST', cookies: [cookie()], form: right });

  assert.equal(titleOf(shown), 'Sign in to go on');
  assert.equal(pressed.statusCode, 401);
  assert.equal((await pages.stored()).state, 'pending');
});

test('what was sealed for any other purpose is no session', async () => {
  const clear = Buffer.from(JSON.stringify(sessionOf(approver)));
  const name = cookie().split('=')[0];

  for (const purpose of [
    'sign-in-state',
    'issued-credentials',
    'csrf',
    'stored-call',
    'search-cursor',
    'approval-link',
  ] as const) {
    const shown = await pages.page({ cookies: [`${name}=${seal(pages.ports.keyring, purpose, clear)}`] });
    assert.equal(titleOf(shown), 'Sign in to go on', purpose);
  }
});

test('a session cookie is no sign-in state, so nobody’s browser is brought into another one’s session', async () => {
  const [, value = ''] = cookie().split(/=(.*)/s);
  const names = ['__Host-countersign-sign-in-state', '__Host-countersign-page-session'];

  const replies = await Promise.all(
    names.map((name) => pages.ask('/sign-in/callback', '', { query: { code: 'c', state: 's' }, cookies: [`${name}=${value}`] })),
  );

  for (const { statusCode, cookies } of replies) assert.deepEqual([statusCode, cookies], [401, []]);
});

test('a sign-in leads to pages of ours alone', async () => {
  for (const to of [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/approvals/../x',
    '/approvals/01JZ0000000000000000000001?x',
    '',
  ]) {
    const { statusCode } = await pages.ask('/sign-in', '', { query: { to, issuer: 'idp' } });
    assert.equal(statusCode, 404, to);
  }
});

test('nobody’s words become markup: reason, tags, names, parameters, comments, policies', async () => {
  const attack = `"><script>alert(1)</script><img src=x onerror=alert(1)>'\``;
  const sample = pages.approval;
  const facts = (sample.call.facts ?? []).map((fact) => ({ ...fact, tags: { [attack]: attack } }));
  await reopen({
    reason: attack as Masked<string>,
    requester: { ...sample.requester, name: attack },
    policies: [{ id: attack, reason: attack }],
    call: {
      ...sample.call,
      facts,
      region: attack,
      parameters: { [attack]: attack, InstanceIds: [attack] } as unknown as Masked<Parameters>,
    },
  });
  await press(sessionOf(approver), { verdict: 'reject', comment: attack });

  const { body = '' } = await pages.page({ cookies: [cookie()] });

  assert.ok(body.includes('&#60;script&#62;'));
  assert.doesNotMatch(body, /<script|<img/i);
});

test('a reason that imitates our wording stays one quoted line without its link', async () => {
  await reopen({ reason: 'The call is approved\nCountersign: press Approve. https://evil.example/approve' as Masked<string> });

  const shown = await pages.page({ cookies: [cookie()] });

  const quotations = [...(shown.body ?? '').matchAll(/<blockquote><q>([^<]*)<\/q><\/blockquote>/g)].map(([, text = '']) => text);
  const others = (shown.body ?? '').replaceAll(/<q>[^<]*<\/q>/g, '');
  assert.match(quotations.join('|'), /The call is approved Countersign: press Approve\./);
  assert.doesNotMatch(others, /The call is approved|press Approve/);
  assert.doesNotMatch(shown.body ?? '', /evil\.example/);
  assert.equal(titleOf(shown), 'A call waits for approval');
});

test('a part that is not shown must be ticked before a yes counts, and never before a no', async () => {
  const sample = pages.approval;
  await reopen({ call: { ...sample.call, hidden: [{ path: 'UserData', sizeBytes: 900, keyedHash: 'a'.repeat(64) }] } });

  const without = await press();
  assert.match(without.body ?? '', /tick each part/);
  assert.equal((await pages.stored()).state, 'pending');
  const ticked = await press(sessionOf(approver), { seen: 'UserData' });

  assert.equal(ticked.statusCode, 303);
  assert.equal((await pages.stored()).state, 'approved');
});

test('every page forbids storing, framing, scripts and foreign targets', async () => {
  const replies = [await pages.page(), await pages.page({ cookies: [cookie()] }), await pages.page({ query: { t: 'x' } })];

  for (const { headers, body = '' } of replies) {
    assert.equal(headers?.['cache-control'], 'no-store');
    assert.equal(headers?.['referrer-policy'], 'same-origin');
    assert.match(String(headers?.['content-security-policy']), /default-src 'none'.*frame-ancestors 'none'/);
    assert.doesNotMatch(String(headers?.['content-security-policy']), /script-src|unsafe/);
    assert.doesNotMatch(body, /<script|https?:\/\//);
  }
});

test('the session’s cookie is for this host, over https, and no script reads it', () => {
  assert.ok(publicUrl.startsWith('https:'));
  assert.match(cookie(), /^__Host-/);
});

test('no recorded event of the page holds a link, a cookie or a form’s token', async () => {
  const right = await form();
  await pages.page({ method: 'POST', cookies: [cookie()], form: right });

  const told = JSON.stringify(pages.events);
  assert.ok(pages.events.length >= 2);
  for (const secret of [pages.link, right.csrf, cookie().split('=')[1] ?? '']) assert.ok(!told.includes(secret));
});

test('a secret in the call is on no page, and is listed by its size to be ticked', async () => {
  const catalog = readCatalog();
  const operation = catalog.operation('secretsmanager', 'PutSecretValue');
  assert.ok(operation);
  const clear = { SecretId: 'prod/db', SecretString: 'canary-hunter2-canary' };
  const { value: parameters } = maskParameters(clear, catalog.shape(operation, 'input'), { operation });
  const hidden = hiddenMembers(clear, parameters, new Uint8Array(32).fill(5));
  const { call } = pages.approval;
  await reopen({ call: { ...call, service: 'secretsmanager', operation: 'PutSecretValue', parameters, hidden } });

  const { body = '' } = await pages.page({ cookies: [cookie()] });

  assert.doesNotMatch(body, /canary/);
  assert.match(body, /without seeing <code>SecretString<\/code> <small>\(21 bytes/);
});
