/** `countersign approvals`: what waits for you, what you asked for, and your verdicts. */

import { type GatewayOptions, get, post } from './api.ts';
import type { Environment } from './environment.ts';
import { plain } from './print.ts';

export type Body = Readonly<Record<string, unknown>>;
export type ListOptions = GatewayOptions & { readonly mine?: boolean; readonly state?: string };
export type VerdictOptions = GatewayOptions & { readonly comment?: string; readonly seen?: readonly string[] };

/** Newest first. Errors: CliError. */
export async function listApprovals(environment: Environment, options: ListOptions): Promise<readonly Body[]> {
  const query = new URLSearchParams({ for: options.mine === true ? 'mine' : 'me', state: options.state ?? 'pending' });
  const { items } = await get(environment, options, `/v1/approvals?${query}`);
  return Array.isArray(items) ? items : [];
}

export async function showApproval(environment: Environment, options: GatewayOptions, id: string): Promise<Body> {
  return get(environment, options, pathOf(id));
}

/** Errors: CliError, also when the sign-in is older than 10 minutes. */
export async function giveVerdict(
  environment: Environment,
  options: VerdictOptions,
  { id, verdict }: { readonly id: string; readonly verdict: 'approve' | 'reject' },
): Promise<Body> {
  const { comment, seen } = options;
  return post(environment, options, `${pathOf(id)}/verdicts`, {
    verdict,
    ...(comment === undefined ? {} : { comment }),
    ...(seen === undefined ? {} : { seen }),
  });
}

export async function cancelApproval(environment: Environment, options: GatewayOptions, id: string): Promise<Body> {
  return post(environment, options, `${pathOf(id)}/cancel`, {});
}

export async function nudgeApprovers(environment: Environment, options: GatewayOptions, id: string): Promise<Body> {
  return post(environment, options, `${pathOf(id)}/nudge`, {});
}

/** One approval as a row of a list. */
export function approvalRow(approval: Body): Body {
  const { id, state, missing } = approval;
  return { id, state, call: callName(approval), requester: requesterOf(approval), missing, until: untilOf(approval) };
}

/** One approval, a line a fact; what people wrote is quoted. */
export function approvalText(approval: Body): string {
  const verdicts = Array.isArray(approval.verdicts) ? (approval.verdicts as readonly Body[]) : [];
  const policies = Array.isArray(approval.policies) ? (approval.policies as readonly Body[]) : [];
  const call = member(approval, 'call');
  const lines: readonly (readonly [string, unknown])[] = [
    ['approval', approval.id],
    ['state', approval.state],
    ['call', `${callName(approval)} in ${plain(call.account)} ${plain(call.region)}`],
    ['parameters', JSON.stringify(call.parameters)],
    ...hiddenOf(approval).map(({ path, sizeBytes }) => ['not shown', `${plain(path)} (${plain(sizeBytes)} bytes)`] as const),
    ...presentOf(call).map((line) => ['now', line] as const),
    ['requester', requesterOf(approval)],
    ...(approval.reason === undefined ? [] : [['reason', `“${plain(approval.reason)}”`] as const]),
    ...policies.map(({ id, reason }) => ['policy', `${plain(id)}: ${plain(reason)}`] as const),
    ['asked', askedOf(approval)],
    ['missing', approval.missing],
    ...verdicts.map((verdict) => ['verdict', verdictText(verdict)] as const),
    ['until', untilOf(approval)],
    ['digest', approval.digest],
  ];
  return lines.map(([name, value]) => `${name.padEnd(11)} ${plain(value)}`).join('\n');
}

function hiddenOf({ hidden }: Body): readonly Body[] {
  return Array.isArray(hidden) ? (hidden as readonly Body[]) : [];
}

/** What was there when it was asked. */
function presentOf(call: Body): readonly string[] {
  const { state, rows } = member(call, 'present');
  if (state === 'absent') return ['nothing of that name'];
  if (state === 'unreadable') return ['could not be read'];
  return Array.isArray(rows) ? (rows as readonly Body[]).map(({ name, text }) => `${plain(name)}: “${plain(text)}”`) : [];
}

/** What is owed after the fact never ends by itself. */
function untilOf({ executor, useBy, expiresAt }: Body): unknown {
  return executor === 'nobody' ? undefined : (useBy ?? expiresAt);
}

export function callName(approval: Body): string {
  const call = member(approval, 'call');
  return `${plain(call.service)}:${plain(call.operation)}`;
}

/** The groups and people who are asked now. */
export function askedOf(approval: Body): string {
  return Array.isArray(approval.asked) ? approval.asked.map((entry) => plain(entry)).join(', ') : '-';
}

function requesterOf(approval: Body): string {
  const requester = member(approval, 'requester');
  const person = member(requester, 'onBehalfOf');
  const name = plain(requester.name ?? requester.id);
  return person.id === undefined ? name : `${name} for ${plain(person.name ?? person.id)}`;
}

function verdictText(verdict: Body): string {
  const by = member(verdict, 'by');
  const comment = verdict.comment === undefined ? '' : `: “${plain(verdict.comment)}”`;
  return `${plain(verdict.verdict)} by ${plain(by.name ?? by.id)} at ${plain(verdict.at)}${comment}`;
}

function member(body: Body, name: string): Body {
  const value = body[name];
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function pathOf(id: string): string {
  return `/v1/approvals/${encodeURIComponent(id)}`;
}
