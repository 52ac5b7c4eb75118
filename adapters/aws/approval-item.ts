/** Approval ↔ items of the table: the approval itself, the newest of its digest, and the lists that it is found in. */

import { gunzipSync, gzipSync } from 'node:zlib';
import type { Approval } from '#core/approval/approval.ts';
import type { ApprovalQuery } from '#core/approval/approval-ports.ts';
import { everyEntry } from '#core/approval/progress.ts';
import { epochMilliseconds } from '#core/recording/epoch.ts';
import type { Item, ItemKey } from './record-item.ts';

export type ApprovalKeeping = { readonly tenant: string; readonly hotDays: number };

/** What an approval is listed under. */
export type ListName = `${'requester' | 'session' | 'chain' | 'entry'}#${string}` | 'all';

const daySeconds = 86_400;

export function approvalItem(approval: Approval, keeping: ApprovalKeeping): Item {
  return {
    ...keyItem(approvalKey(keeping.tenant, approval.id)),
    version: { N: String(approval.version) },
    document: { B: gzipSync(JSON.stringify(approval)) },
    expiresAt: endOf(approval, keeping),
  };
}

/** Only these adapters write the documents. */
export function approvalOf({ document }: Item): Approval {
  return JSON.parse(gunzipSync(document?.B ?? Buffer.alloc(0)).toString('utf8')) as Approval;
}

export function pointerItem(key: ItemKey, approval: Approval, keeping: ApprovalKeeping): Item {
  return { ...keyItem(key), approval: { S: approval.id }, expiresAt: endOf(approval, keeping) };
}

export function approvalKey(tenant: string, id: string): ItemKey {
  return { pk: `${tenant}#A#approval#${id}`, sk: 'A' };
}

export function digestKey(tenant: string, digest: string): ItemKey {
  return { pk: `${tenant}#A#digest#${digest}`, sk: 'A' };
}

/** `open` lists hold what is pending or approved, and are cleaned when it ends; `every` lists hold all. */
export function listKey(tenant: string, list: ListName, kind: 'open' | 'every', id: string): ItemKey {
  return { pk: `${tenant}#A#list#${list}`, sk: `${kind}#${id}` };
}

export function listsOf({ requester, session, chains }: Approval): readonly ListName[] {
  const people = new Set([requester.id, requester.onBehalfOf?.id ?? requester.id]);
  return [
    'all',
    ...[...people].map((id) => `requester#${id}` as const),
    `session#${session}`,
    ...chains.map(({ name }) => `chain#${name}` as const),
    ...everyEntry(chains).map((entry) => `entry#${entry}` as const),
  ];
}

/** The lists that hold everything that a query may find: of its conditions the one that leaves least. */
export function listsFor({ session, requester, chain, entries }: ApprovalQuery): readonly ListName[] {
  if (session !== undefined) return [`session#${session}`];
  if (requester !== undefined) return [`requester#${requester}`];
  if (entries !== undefined) return entries.map((entry) => `entry#${entry}` as const);
  return chain === undefined ? ['all'] : [`chain#${chain}`];
}

export function matches(approval: Approval, { states, session, requester, chain, entries }: ApprovalQuery): boolean {
  const lists = new Set(listsOf(approval));
  return (
    states.includes(approval.state) &&
    (session === undefined || lists.has(`session#${session}`)) &&
    (requester === undefined || lists.has(`requester#${requester}`)) &&
    (chain === undefined || lists.has(`chain#${chain}`)) &&
    (entries === undefined || entries.some((entry) => lists.has(`entry#${entry}`)))
  );
}

export function keyItem({ pk, sk }: ItemKey): Item {
  return { pk: { S: pk }, sk: { S: sk } };
}

function endOf({ createdAt }: Approval, { hotDays }: ApprovalKeeping) {
  return { N: String(Math.floor(epochMilliseconds(createdAt) / 1000) + hotDays * daySeconds) };
}
