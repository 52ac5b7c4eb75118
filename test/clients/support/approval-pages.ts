/** The approval's page in a real browser: looking changes nothing, deciding takes a sign-in and one press, with and without scripts. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { EC2Client, RunInstancesCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { openBrowser } from './browser.ts';
import { type Issued, startGateway, type TestGateway } from './gateway.ts';

let gateway: TestGateway;
let issued: Issued;
let browser: Browser | undefined;

type Listed = {
  readonly id: string;
  readonly state: string;
  readonly version: number;
  readonly call: { readonly parameters: object };
};

function ec2(): EC2Client {
  return new EC2Client({ region: 'eu-west-1', endpoint: gateway.wireUrl, credentials: issued });
}

async function launchServer(): Promise<string> {
  const input = {
    ImageId: 'ami-0c0ffee0000000001',
    InstanceType: 't3.micro' as const,
    MinCount: 1,
    MaxCount: 1,
    TagSpecifications: [
      { ResourceType: 'instance' as const, Tags: [{ Key: 'mcp-server', Value: '<img src=x onerror=alert(1)>' }] },
    ],
  };
  const { Instances = [] } = await ec2().send(new RunInstancesCommand(input));
  return Instances[0]?.InstanceId ?? '';
}

async function askedFor(instance: string): Promise<Listed> {
  for (;;) {
    const { body } = await gateway.api('approver', 'GET', '/v1/approvals?for=me');
    const { items } = body as { readonly items: readonly Listed[] };
    const found = items.find(({ call }) => JSON.stringify(call.parameters).includes(instance));
    if (found !== undefined) return found;
    await delay(50);
  }
}

async function stateOf(id: string): Promise<Listed> {
  const { body } = await gateway.api('approver', 'GET', `/v1/approvals/${id}`);
  return body as Listed;
}

/** The link in the newest mail to the approver, once it is there. */
async function openLink(page: Page, approval: string): Promise<void> {
  const link = page.locator(`article[data-way=email] a[href*="${approval}"]`).first();
  for (let tries = 0; tries < 100; tries += 1) {
    await page.goto(`${gateway.apiUrl}/local/inbox`);
    if ((await link.count()) > 0) break;
    await delay(100);
  }
  await link.click();
}

async function signIn(page: Page, account: string): Promise<void> {
  await page.getByRole('link', { name: 'Sign in' }).first().click();
  await page.locator(`button[value="${account}"]`).click();
}

async function withPage(options: BrowserContextOptions, run: (page: Page) => Promise<void>): Promise<void> {
  assert.ok(browser);
  const context = await browser.newContext(options);
  try {
    await run(await context.newPage());
  } finally {
    await context.close();
  }
}

/** Opens browser and gateway around the tests of a file. */
export function aroundTests(): void {
  before(async () => {
    browser = await openBrowser();
    if (browser === undefined) return;
    gateway = await startGateway();
    issued = await gateway.issue('engineer');
  });
  after(async () => {
    await browser?.close();
    await gateway?.stop();
  });
}

export function tellDecision(name: string, options: BrowserContextOptions): void {
  test(`${name}: opening the link twice changes nothing, and one press after the sign-in lets the waiting command finish`, async () => {
    if (browser === undefined) return;
    await withPage(options, async (page) => {
      const instance = await launchServer();
      const waiting = ec2().send(new TerminateInstancesCommand({ InstanceIds: [instance] }));
      const { id } = await askedFor(instance);
      await openLink(page, id);
      const { version, state } = await stateOf(id);
      await openLink(page, id);
      assert.deepEqual([state, (await stateOf(id)).version], ['pending', version]);
      assert.equal(await page.title(), 'Countersign');
      assert.doesNotMatch(await page.content(), /TerminateInstances/);

      await signIn(page, 'approver');

      const shown = await page.locator('main').innerText();
      assert.match(
        shown,
        /ec2:TerminateInstances[\s\S]*Ends [\s\S]*for good[\s\S]*Erin Engineer[\s\S]*mcp-server[\s\S]*What is there now[\s\S]*State\.Name/,
      );
      assert.equal(await page.locator('img').count(), 0);
      assert.ok(!page.url().includes('t='));
      const isTooWide = await page
        .locator('html')
        .evaluate((root) => root.scrollWidth > root.clientWidth)
        .catch(() => false);
      assert.equal(isTooWide, false);
      assert.equal((await stateOf(id)).state, 'pending');

      await page.locator('textarea').fill('looks fine <b>to me</b>');
      await page.getByRole('button', { name: 'Approve this call' }).click();

      assert.match(await page.locator('main').innerText(), /is approved|has run/);
      assert.match(await page.locator('main').innerText(), /looks fine <b>to me<\/b>/);
      const ended = await waiting;
      assert.equal(ended.TerminatingInstances?.[0]?.CurrentState?.Name, 'shutting-down');
      assert.equal((await stateOf(id)).state, 'used');
    });
  });
}

export function tellOthers(): void {
  test('whoever asked sees the approval without a form, and somebody who is not concerned sees nothing', async () => {
    if (browser === undefined) return;
    const instance = await launchServer();
    const refused = assert.rejects(ec2().send(new TerminateInstancesCommand({ InstanceIds: [instance] })), /rejected/);
    const { id } = await askedFor(instance);
    await withPage({}, async (page) => {
      await openLink(page, id);
      await signIn(page, 'engineer');
      assert.match(await page.locator('main').innerText(), /somebody else must decide/);
      assert.equal(await page.locator('form').count(), 0);
    });
    await withPage({}, async (page) => {
      await openLink(page, id);
      await signIn(page, 'auditor');
      assert.equal(await page.locator('form').count(), 0);
    });
    await withPage({}, async (page) => {
      await openLink(page, id);
      await signIn(page, 'approver-2');
      await page.getByRole('button', { name: 'Reject' }).click();
      assert.match(await page.locator('main').innerText(), /was rejected/);
    });
    await refused;
  });
}
