/** Signing in on the pages, against the real issuer of one machine: what is not one whole sign-in of one browser is none. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startGateway, type TestGateway } from './support/gateway.ts';

let gateway: TestGateway;
const page = '/approvals/01JZ0000000000000000000001';

before(async () => {
  gateway = await startGateway();
});
after(() => gateway.stop());

/** Over TLS a cookie is the host's alone. */
function session(): string {
  return `${gateway.apiUrl.startsWith('https:') ? '__Host-' : ''}countersign-page-session`;
}

/** A browser without scripts: cookies by name, redirects followed by hand. */
function browser() {
  const jar = new Map<string, string>();
  const open = async (url: string, form?: Readonly<Record<string, string>>) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const post = form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) };
    const reply = await fetch(new URL(url, gateway.apiUrl), { redirect: 'manual', headers: { cookie }, ...post });
    for (const line of reply.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split(/=(.*)/s);
      if (value === '' || /max-age=0|01 Jan 1970/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    return { status: reply.status, location: reply.headers.get('location') ?? '', text: await reply.text() };
  };
  /** Up to the issuer's answer, which is not yet followed. */
  const signIn = async (account: string) => {
    let { location } = await open(`/sign-in?to=${page}&issuer=dev`);
    location = (await open(location)).location;
    location = (await open(location, { account })).location;
    while (!location.includes('/sign-in/callback')) location = (await open(location)).location;
    return location;
  };
  return { jar, open, signIn };
}

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
