/** Signing in on the pages, against the real issuer of one machine: what is not one whole sign-in of one browser is none. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { pageBrowser, sessionCookieOf } from './support/page-browser.ts';

let gateway: TestGateway;
const page = '/approvals/01JZ0000000000000000000001';

before(async () => {
  gateway = await startGateway();
});
after(() => gateway.stop());

function browser() {
  return pageBrowser(gateway, page);
}

const session = () => sessionCookieOf(gateway);

test('a whole sign-in leads back to the page, with a session and without its state', async () => {
  const own = browser();

  const { status, location } = await own.open(await own.signIn('approver'));

  assert.deepEqual([status, location], [303, page]);
  assert.deepEqual(
    [...own.jar.keys()].filter((name) => name.includes('countersign-')),
    [session()],
  );
  assert.equal((await own.open(page)).status, 404);
});

test('an answer of the issuer is worth nothing in another browser, nor twice in the same', async () => {
  const [own, other] = [browser(), browser()];
  const callback = await own.signIn('approver');

  const stolen = await other.open(callback);
  const first = await own.open(callback);
  const second = await own.open(callback);

  assert.deepEqual([stolen.status, first.status, second.status], [401, 303, 401]);
  assert.equal(other.jar.size, 0);
});

test('an answer with another state, another issuer or without a code is refused', async () => {
  const changes: readonly ((url: URL) => void)[] = [
    (url) => url.searchParams.set('state', 'x'),
    (url) => url.searchParams.delete('state'),
    (url) => url.searchParams.set('iss', 'https://evil.example'),
    (url) => url.searchParams.delete('code'),
    (url) => url.searchParams.set('code', 'x'),
  ];
  for (const change of changes) {
    const own = browser();
    const url = new URL(await own.signIn('approver'));
    change(url);
    assert.equal((await own.open(url.href)).status, 401);
    assert.ok(!own.jar.has(session()));
  }
});

test('a bearer token is no session of the page, whoever’s it is', async () => {
  for (const account of ['approver', 'agent', 'ci']) {
    const headers = { authorization: `Bearer ${await gateway.token(account)}` };
    const { status } = await fetch(`${gateway.apiUrl}${page}`, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ verdict: 'approve' }),
    });
    assert.equal(status, 401);
  }
});

test('nothing that the process prints holds a link, a code or a cookie', async () => {
  const own = browser();
  const callback = new URL(await own.signIn('approver'));
  await own.open(callback.href);
  await own.open(callback.href);

  for (const secret of [callback.searchParams.get('code') ?? '', callback.searchParams.get('state') ?? '', ...own.jar.values()]) {
    assert.ok(secret !== '' && !gateway.output().includes(secret));
  }
});
