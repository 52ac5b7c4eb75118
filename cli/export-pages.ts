/** An export, page by page: the texts of all pages, joined, are one file. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '#core/model.ts';
import { noteOf } from '#core/recording/export-forms.ts';
import { numberAt } from '#core/recording/read-json.ts';
import { type GatewayOptions, get } from './api.ts';
import type { Environment } from './environment.ts';

export type ExportPage = {
  readonly text: string;
  readonly bodies: readonly KeptBody[];
  /** By which checkpoints everything so far is sealed, as a sentence's end. */
  readonly sealed: string;
};

type KeptBody = { readonly sha256: string; readonly base64: string };
type Asked = { readonly id: string; readonly format: string };

/** Errors: CliError with the gateway's own sentence. */
export async function* exportPages(environment: Environment, options: GatewayOptions, asked: Asked): AsyncGenerator<ExportPage> {
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams({ format: asked.format, ...(cursor === undefined ? {} : { cursor }) });
    const body = await get(environment, options, `/v1/sessions/${encodeURIComponent(asked.id)}/export?${query}`);
    yield { text: String(body.text), bodies: bodiesOf(body.bodies), sealed: sealedOf(body.sealed) };
    cursor = typeof body.cursor === 'string' ? body.cursor : undefined;
  } while (cursor !== undefined);
}

/** A file each, named by its hash; the same body of two events is one. */
export function keepBodies(directory: string, { bodies }: ExportPage): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  for (const { sha256, base64 } of bodies) writeFileSync(join(directory, sha256), Buffer.from(base64, 'base64'), { mode: 0o600 });
}

function bodiesOf(value: unknown): readonly KeptBody[] {
  return Array.isArray(value) ? value.filter(isKept) : [];
}

/** The hash becomes a file's name, so nothing else is taken for one. */
function isKept(value: unknown): value is KeptBody {
  if (typeof value !== 'object' || value === null || !('sha256' in value) || !('base64' in value)) return false;
  return typeof value.sha256 === 'string' && /^[0-9a-f]{64}$/.test(value.sha256) && typeof value.base64 === 'string';
}

function sealedOf(value: unknown): string {
  const sealed = value as Json | undefined;
  const [first, last] = [numberAt(sealed, 'checkpoints', 'first'), numberAt(sealed, 'checkpoints', 'last')];
  const checkpoints = first === undefined || last === undefined ? {} : { checkpoints: { first, last } };
  return noteOf({ ...checkpoints, unsealed: numberAt(sealed, 'unsealed') ?? 0 });
}
