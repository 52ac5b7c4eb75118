/** `countersign login` as a person lives it: the CLI shows an address and a code, a browser without scripts does the rest. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { countersign, startGateway } from './support/gateway.ts';

test('a person signs in by the device flow, and every command after it knows who it is', async () => {
  const gateway = await startGateway();
  const home = mkdtempSync(join(tmpdir(), 'countersign-home-'));
  try {
    const shown = Promise.withResolvers<string>();
    const login = countersign(['login', '--url', gateway.apiUrl], home, shown.resolve);
    await signIn(/Open (\S+)/.exec(await shown.promise)?.[1] ?? '', 'auditor');

    const { code, stderr } = await login;
    const whoami = await countersign(['whoami', '--json'], home);

    assert.equal(code, 0, stderr);
    assert.equal(JSON.parse(whoami.stdout).principal.id, 'dev:auditor', whoami.stderr);
  } finally {
    await gateway.stop();
    rmSync(home, { recursive: true });
  }
});

/** Opens the address, sends and confirms its code, and chooses the account: a form each. */
async function signIn(address: string, account: string): Promise<void> {
  const jar = new Map<string, string>();
  const enter = await visit(address, jar);
  const compare = await visit(formAddress(enter), jar, fields(enter.text));
  const choose = await visit(formAddress(compare), jar, { ...fields(compare.text), confirm: 'yes' });
  const done = await visit(choose.address, jar, { ...fields(choose.text), account });
  assert.match(done.text, /Go back to your terminal/);
}

type Page = { readonly address: string; readonly text: string };

function formAddress({ address, text }: Page): string {
  return new URL(/<form[^>]*action="([^"]*)"/.exec(text)?.[1] ?? '', address).href;
}

function fields(text: string): Readonly<Record<string, string>> {
  const inputs = [...text.matchAll(/<input[^>]*name="[^"]*"[^>]*>/g)].map(([input]) => input);
  return Object.fromEntries(
    inputs.map((input) => [/name="([^"]*)"/.exec(input)?.[1] ?? '', /value="([^"]*)"/.exec(input)?.[1] ?? '']),
  );
}

/** One request with its redirects, as a browser follows them. */
async function visit(address: string, jar: Map<string, string>, form?: Readonly<Record<string, string>>): Promise<Page> {
  const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const body = form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) };
  const reply = await fetch(address, { redirect: 'manual', headers: { cookie }, ...body });
  for (const line of reply.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    jar.set(name, value);
  }
  const location = reply.headers.get('location');
  if (location === null) return { address, text: await reply.text() };
  await delay(1);
  return visit(new URL(location, address).href, jar);
}
