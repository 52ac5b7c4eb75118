/** `kill -9` while calls run: every answered call keeps its outcome, and every open intent ends as unknown at the next start. */

import assert from 'node:assert/strict';
import { request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { signRequest } from '#core/protocols/aws/signature/sign-request.ts';
import { freePorts, type Issued, startGateway, type TestGateway } from './gateway.ts';

type Item = { readonly kind: string; readonly callId: string };

const clients = 8;
const callsPerRound = 60;

export async function killGateway(rounds: number): Promise<void> {
  const ports = await freePorts();
  let gateway = await startGateway({ ports });
  const { dataDirectory } = gateway;
  const issued = await gateway.issue('engineer');
  const answered: string[] = [];

  for (let round = 1; round <= rounds; round += 1) {
    const load = Array.from({ length: clients }, () => callUntilKilled(gateway, issued, answered));
    while (answered.length < round * callsPerRound) await delay(5);
    await gateway.crash();
    await Promise.all(load);
    gateway = await startGateway({ ports, dataDirectory });
  }

  const items = await everyEvent(gateway, issued.sessionId);
  await gateway.stop();
  const outcomes = new Set(items.filter(({ kind }) => kind === 'outcome').map(({ callId }) => callId));
  const unknown = new Set(items.filter(({ kind }) => kind === 'unknown').map(({ callId }) => callId));
  const intents = items.filter(({ kind }) => kind === 'intent').map(({ callId }) => callId);
  assert.ok(answered.length >= rounds * callsPerRound, `${answered.length} calls were answered`);
  assert.deepEqual(
    answered.filter((callId) => !outcomes.has(callId)),
    [],
  );
  assert.deepEqual(
    intents.filter((callId) => outcomes.has(callId) === unknown.has(callId)),
    [],
  );
}

/** Sends describe calls one after the other; keeps the call id of every whole answer. */
async function callUntilKilled(gateway: TestGateway, issued: Issued, answered: string[]): Promise<void> {
  for (;;) {
    const callId = await describe(gateway, issued);
    if (callId === undefined) return;
    answered.push(callId);
  }
}

async function describe({ wireUrl }: TestGateway, issued: Issued): Promise<string | undefined> {
  const { host, hostname, port } = new URL(wireUrl);
  const unsigned = {
    method: 'POST',
    host,
    path: '/',
    query: '',
    headers: [['content-type', 'application/x-www-form-urlencoded; charset=utf-8']] as const,
    body: new TextEncoder().encode('Action=DescribeInstances&Version=2016-11-15'),
  };
  const credentials = { ...issued, expiresAt: '2099-01-01T00:00:00.000Z' };
  const headers = signRequest(unsigned, {
    credentials,
    signingName: 'ec2',
    signingRegion: 'eu-west-1',
    now: new Date().toISOString(),
  });
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const sent = request({ hostname, port, method: 'POST', path: '/', headers: headers.flat() }, (reply) => {
    reply.resume();
    reply.once('error', () => resolve(undefined));
    reply.once('close', () =>
      resolve(reply.complete && reply.statusCode === 200 ? String(reply.headers['x-countersign-call-id']) : undefined),
    );
  });
  sent.once('error', () => resolve(undefined));
  sent.end(unsigned.body);
  return promise;
}

async function everyEvent(gateway: TestGateway, sessionId: string): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const more: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { body } = await gateway.api('engineer', 'GET', `/v1/sessions/${sessionId}/events?limit=500${more}`);
    const page = body as { readonly items: readonly Item[]; readonly cursor?: string };
    items.push(...page.items);
    cursor = page.cursor;
  }
  return items;
}
