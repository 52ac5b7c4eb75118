/** What the stories do over and over: calls by each front, and approvals as people see them. */

import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { EC2Client } from '@aws-sdk/client-ec2';
import { emulatorCredentials } from '#adapters/upstream/sts-place.ts';
import { rawMcp } from '#test/clients/support/mcp-raw.ts';
import { pageBrowser } from '#test/clients/support/page-browser.ts';
import { served } from '../gateways.ts';

export type Body = Readonly<Record<string, unknown>>;

export const region = 'eu-west-1';

/** By JSON. */
export async function call(as: string, service: string, operation: string, parameters: object = {}) {
  const { api } = await served();
  const { status, body } = await api(as, 'POST', '/v1/calls', { connection: 'sandbox', service, operation, parameters });
  return { status, body: body as Body };
}

export async function get(as: string, path: string): Promise<Body> {
  const { api } = await served();
  const { status, body } = await api(as, 'GET', path);
  assert.equal(status, 200, `${path}: ${JSON.stringify(body)}`);
  return body;
}

export async function post(as: string, path: string, body: object = {}): Promise<Body> {
  const { api } = await served();
  const answer = await api(as, 'POST', path, body);
  assert.equal(answer.status, 200, `${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** A tool of the gateway's own, over MCP. */
export async function tool(as: string, name: string, args: Body) {
  const { apiUrl, token } = await served();
  return rawMcp(`${apiUrl}/mcp`, await token(as)).legacy('tools/call', { name, arguments: args });
}

export const launch = { ImageId: 'ami-0c0ffee0000000001', InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 } as const;

/** An instance under the guardrail on MCP servers. */
export function launchServer(): Promise<string> {
  return launchWith({ TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'mcp-server', Value: 'tickets' }] }] });
}

export function launchPlain(): Promise<string> {
  return launchWith({});
}

/** Of what could not be reached nothing was done, so it is asked for again: a busy machine is no fault of the stack's. */
async function launchWith(more: object): Promise<string> {
  return until(async () => {
    const { status, body } = await call('engineer', 'ec2', 'RunInstances', { ...launch, ...more });
    if (body.code === 'upstream-unreachable') return undefined;
    const [id] = /i-[0-9a-f]{17}/.exec(JSON.stringify(body.response ?? '')) ?? [];
    return id ?? assert.fail(`no instance: ${status} ${JSON.stringify(body)}`);
  });
}

export type Listed = { readonly id: string; readonly state: string; readonly callId: string };

export async function approvals(as: string, query: string): Promise<readonly Listed[]> {
  const { items } = await get(as, `/v1/approvals?${query}`);
  return items as readonly Listed[];
}

/** A person has few open approvals at once. */
export async function withdrawAll(as: string): Promise<void> {
  for (const { id } of await approvals(as, 'for=mine&state=pending')) await post(as, `/v1/approvals/${id}/cancel`);
}

/** Somebody with an account upstream, past the gateway. */
export function upstreamEc2(): EC2Client {
  return new EC2Client({ region, credentials: emulatorCredentials });
}

/** On the approval's page, by whoever signs in there. */
export async function decideOnPage(as: string, approval: string, verdict: 'approve' | 'reject'): Promise<string> {
  const { apiUrl } = await served();
  const page = `/approvals/${approval}`;
  const browser = pageBrowser({ apiUrl }, page);
  await browser.open(await browser.signIn(as));
  const shown = await browser.open(page);
  const csrf = /name="csrf" value="([^"]+)"/.exec(shown.text)?.[1] ?? '';
  const given = await browser.open(page, { csrf, verdict, comment: 'as agreed' });
  assert.equal(given.status, 303, shown.text);
  return (await browser.open(page)).text;
}

/** Looks until it is there; a machine that is busy has minutes for it. */
export async function until<Found>(find: () => Promise<Found | undefined>): Promise<Found> {
  for (let looks = 0; looks < 600; looks += 1) {
    const found = await find();
    if (found !== undefined) return found;
    await delay(200);
  }
  throw new Error('what the story waits for did not come');
}

/** The call's own answer, once it has one. */
export function ended(as: string, id: unknown): Promise<Body> {
  return until(async () => {
    const body = await get(as, `/v1/calls/${id}?wait=5`);
    return body.status === 'awaiting-approval' || body.status === 'executing' ? undefined : body;
  });
}
