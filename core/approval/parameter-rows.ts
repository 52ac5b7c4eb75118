/** The masked parameters as rows that an approver reads, and what of them cannot be seen. */

import { keyedHashHex } from '../canonical.ts';
import type { Json, Masked, Parameters } from '../model.ts';
import { visibleText } from './visible-text.ts';

export type ParameterRow = {
  /** `BlockDeviceMappings[0].Ebs.VolumeSize`. */
  readonly path: string;
  readonly text: string;
};

/** A part of the call that its approver does not see and must say yes to all the same (threats 14). */
export type HiddenMember = {
  readonly path: string;
  readonly sizeBytes: number;
  /** HMAC-SHA-256: tells whether two hidden values are the same, and nothing of either. Absent for what is only too long to be shown. */
  readonly keyedHash?: string;
};

/** What one page shows of one value, and of all. */
const longestValue = 65_536;
const longestPage = 1_000_000;

export type ShownParameters = { readonly rows: readonly ParameterRow[]; readonly cut: readonly HiddenMember[] };

/** Every value at its path. What is too long is cut and listed, so that it is never passed over. */
export function shownParameters(parameters: Masked<Parameters>): ShownParameters {
  const rows: ParameterRow[] = [];
  const cut: HiddenMember[] = [];
  let room = longestPage;
  for (const { path, value } of leaves(parameters)) {
    const whole = textOf(value);
    const length = Math.min(longestValue, room);
    const text = whole.length <= length ? whole : `${whole.slice(0, length)}…`;
    if (whole.length > length) cut.push({ path: visibleText(path), sizeBytes: sizeOf(value) });
    rows.push({ path: visibleText(path), text: visibleText(text, 'lines') });
    room = Math.max(0, room - text.length);
  }
  return { rows, cut };
}

/** Where masking took something out: the masked parameters beside the clear ones, told by size and keyed hash alone. */
export function hiddenMembers(clear: Parameters, masked: Masked<Parameters>, hashKey: Uint8Array): readonly HiddenMember[] {
  return differences(clear, masked, '').map(({ path, value }) => ({
    path: visibleText(path),
    sizeBytes: sizeOf(value),
    keyedHash: keyedHashHex(hashKey, textOf(value)),
  }));
}

/** Everything of a call that its approver does not see: what masking took out, and what is too long for a page. */
export function hiddenParts({
  parameters,
  hidden = [],
}: {
  readonly parameters: Masked<Parameters>;
  readonly hidden?: readonly HiddenMember[];
}): readonly HiddenMember[] {
  return [...hidden, ...shownParameters(parameters).cut];
}

type Leaf = { readonly path: string; readonly value: Json };

function leaves(value: Json, path = ''): readonly Leaf[] {
  const children = childrenOf(value, path);
  return children.length === 0
    ? path === ''
      ? []
      : [{ path, value }]
    : children.flatMap((child) => leaves(child.value, child.path));
}

/** A masked key changes its path, so whatever has no counterpart is hidden as a whole. */
function differences(clear: Json, masked: Json | undefined, path: string): readonly Leaf[] {
  const children = childrenOf(clear, path);
  if (children.length === 0)
    return textOf(clear) === (masked === undefined ? undefined : textOf(masked)) ? [] : [{ path, value: clear }];
  const seen = new Map((masked === undefined ? [] : childrenOf(masked, path)).map((child) => [child.path, child.value]));
  return children.flatMap((child) => differences(child.value, seen.get(child.path), child.path));
}

function childrenOf(value: Json, path: string): readonly Leaf[] {
  if (typeof value !== 'object' || value === null) return [];
  if (isList(value)) return value.map((item, index) => ({ path: `${path}[${index}]`, value: item }));
  return Object.entries(value).map(([name, item]) => ({ path: path === '' ? name : `${path}.${name}`, value: item }));
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function sizeOf(value: Json): number {
  return Buffer.byteLength(textOf(value));
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
