/** What one caller may ask of one MCP server: a budget for each tool, and a pause for a server that does not answer. */

import { GatewayError } from '../errors.ts';
import type { HttpReply } from '../http.ts';
import { epochMilliseconds, isoTime } from '../instant.ts';
import type { McpConnection } from '../model.ts';
import type { Now } from '../ports.ts';
import { textIn } from '../protocols/mcp/rpc.ts';
import { createTokenBuckets, type TokenBuckets } from '../token-buckets.ts';
import type { McpAsk, McpClient } from './client.ts';

/** Failures in a row after which a server is left alone, and for how long. */
const mostFailures = 5;
const pauseMilliseconds = 30_000;
const mostKnown = 10_000;

type Health = { readonly failures: number; readonly pausedUntil: number };
type Budget = { readonly calls: TokenBuckets; readonly bytes: TokenBuckets };

/**
 * Counted for one caller alone, so that nobody spends the budget of another, or has a server left alone for it.
 * Errors besides the client's own: `rate-limited` and `upstream-unreachable`, before anything was sent.
 */
export function guardedMcpClient(client: McpClient, now: Now): McpClient {
  const budgets = new Map<string, Budget>();
  const running = new Map<string, number>();
  const health = new Map<string, Health>();
  return {
    ask: async (ask, credentials) => {
      const [server, tool] = keysOf(ask);
      refusePaused(ask, { health, server }, now());
      const budget = budgetOf(ask.connection, budgets);
      refuseSpent(ask, { budget, key: tool, running: running.get(tool) ?? 0 }, now());
      running.set(tool, (running.get(tool) ?? 0) + 1);
      try {
        const reply = await client.ask(ask, credentials);
        budget.bytes.drain(tool, sizeOf(reply), now());
        health.delete(server);
        return reply;
      } catch (thrown) {
        if (isFailure(thrown)) noteFailure(health, server, now());
        throw thrown;
      } finally {
        const left = (running.get(tool) ?? 1) - 1;
        if (left > 0) running.set(tool, left);
        else running.delete(tool);
      }
    },
  };
}

function keysOf({ connection, principal, method, params }: McpAsk): readonly [server: string, tool: string] {
  const subject = method === 'tools/call' ? (textIn(params, 'name') ?? '') : '';
  return [JSON.stringify([connection.name, principal]), JSON.stringify([connection.name, principal, method, subject])];
}

function budgetOf({ name, limits }: McpConnection, budgets: Map<string, Budget>): Budget {
  const known = budgets.get(name);
  if (known !== undefined) return known;
  const { callsPerMinute, megabytesPerMinute } = limits;
  const bytesPerMinute = megabytesPerMinute * 1_000_000;
  const made = {
    calls: createTokenBuckets({ perSecond: callsPerMinute / 60, burst: callsPerMinute, mostIds: mostKnown }),
    bytes: createTokenBuckets({ perSecond: bytesPerMinute / 60, burst: bytesPerMinute, mostIds: mostKnown }),
  };
  budgets.set(name, made);
  return made;
}

type Spending = { readonly budget: Budget; readonly key: string; readonly running: number };

function refuseSpent({ connection: { name, limits } }: McpAsk, { budget, key, running }: Spending, now: string): void {
  if (running >= limits.concurrentCalls) {
    const what = `${limits.concurrentCalls} of your calls of this kind are running`;
    throw new GatewayError('rate-limited', `MCP server "${name}": ${what}. Nothing was done. Come back when one has ended.`);
  }
  const resetAt = budget.bytes.spend(key, 1, now) ?? budget.calls.spend(key, 1, now);
  if (resetAt === undefined) return;
  const what = `you may make ${limits.callsPerMinute} calls of this kind a minute, and get ${limits.megabytesPerMinute} MB`;
  throw new GatewayError('rate-limited', `MCP server "${name}": ${what}. Nothing was done. Come back at ${resetAt}.`);
}

type Watching = { readonly health: Map<string, Health>; readonly server: string };

/** When the pause is over one call is let through, and the next pause begins with it: an answer ends it. */
function refusePaused({ connection: { name } }: McpAsk, { health, server }: Watching, now: string): void {
  const known = health.get(server);
  if (known === undefined || known.failures < mostFailures) return;
  const at = epochMilliseconds(now);
  if (known.pausedUntil <= at) {
    health.set(server, { ...known, pausedUntil: at + pauseMilliseconds });
    return;
  }
  throw new GatewayError(
    'upstream-unreachable',
    `MCP server "${name}" failed your last ${known.failures} calls, so it is asked nothing until ${isoTime(known.pausedUntil)}. Nothing was done.`,
  );
}

function noteFailure(health: Map<string, Health>, server: string, now: string): void {
  const failures = (health.get(server)?.failures ?? 0) + 1;
  health.delete(server);
  health.set(server, { failures, pausedUntil: epochMilliseconds(now) + pauseMilliseconds });
  const [oldest] = health.keys();
  if (health.size > mostKnown && oldest !== undefined) health.delete(oldest);
}

/** It was not reached, or did not answer in time; an answer that says no is none of these. */
function isFailure(thrown: unknown): boolean {
  return thrown instanceof GatewayError && (thrown.code === 'upstream-unreachable' || thrown.code === 'outcome-unknown');
}

function sizeOf({ body }: HttpReply): number {
  return body.byteLength;
}
