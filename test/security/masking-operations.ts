/** Masks a sample reply and sample parameters of one operation and holds the result against the model's marks, leaf by leaf. */

import assert from 'node:assert/strict';
import { cbor } from '@smithy/core/cbor';
import type { Catalog } from '#core/catalog/catalog.ts';
import type { Operation } from '#core/catalog/operation.ts';
import type { Protocol } from '#core/catalog/service.ts';
import type { Member, Shape } from '#core/catalog/shape.ts';
import type { Header } from '#core/http.ts';
import { maskParameters } from '#core/masking/mask-parameters.ts';
import { type MaskedReply, maskReply } from '#core/masking/mask-reply.ts';
import type { Json } from '#core/model.ts';
import { element, jsonPieces, newContext, type Piece, sampleValue, type Valued, xmlMembers } from './masking-sample.ts';

export type Tally = { replies: number; inputs: number; masked: number; untouched: number; overlaid: number; withheld: number };

export function newTally(): Tally {
  return { replies: 0, inputs: 0, masked: 0, untouched: 0, overlaid: 0, withheld: 0 };
}

/** What a masked leaf may look like. */
const mask =
  /^"?(?:\[masked:[a-z.-]+(?:#[0-9]+)?\]|W21hc2tlZDp[A-Za-z0-9+/]+={0,2}|0|false|[0-9]{10}|2021-03-04T00:00:00(?:\.000)?Z)"?$/;

export function checkReply(catalog: Catalog, operation: Operation, protocol: Protocol, tally: Tally): void {
  const output = catalog.shape(operation, 'output');
  if (output?.kind !== 'structure') return;
  if ([...output.members.values()].some(({ shape }) => shape.kind === 'event-stream')) {
    assert.throws(() => masking(Buffer.from('x'), []), /withheld/);
    tally.withheld += 1;
    return;
  }
  tally.replies += 1;
  checkHeaders(output, (headers) => masking(new Uint8Array(), headers), tally);
  const payload = output.payload === undefined ? undefined : output.members.get(output.payload);
  if (payload !== undefined && (payload.shape.kind === 'blob' || payload.shape.kind === 'string'))
    checkRaw(payload.shape, masking, tally);
  else if (protocol === 'cbor') checkCbor(output, masking, tally);
  else checkPieces(bodyPieces(operation, protocol, output), masking, tally);

  function masking(body: Uint8Array, headers: readonly Header[]): MaskedReply {
    return maskReply({ status: 200, headers, body }, { operation, protocol, output, secrets: [] });
  }
}

type Masking = (body: Uint8Array, headers: readonly Header[]) => MaskedReply;

export function bodyPieces(operation: Operation, protocol: Protocol, output: Shape & { kind: 'structure' }): readonly Piece[] {
  const ctx = newContext();
  const body = output.payload === undefined ? output : (output.members.get(output.payload)?.shape ?? output);
  switch (protocol) {
    case 'json':
    case 'rest-json':
      return jsonPieces(ctx, body, { marked: output.sensitive });
    case 'query':
      return element(`${operation.name}Response`, [
        ...element(operation.resultWrapper ?? `${operation.name}Result`, xmlMembers(ctx, output)),
        ...element('ResponseMetadata', element('RequestId', [{ text: 'b25f48e8-84fd-11e6-80d9-574e0c4664cb' }])),
      ]);
    case 'ec2':
      return element(`${operation.name}Response`, [...element('requestId', [{ text: 'b25f48e8' }]), ...xmlMembers(ctx, output)]);
    default:
      return [
        { text: '<?xml version="1.0" encoding="UTF-8"?>' },
        ...element(`${operation.name}Result`, xmlMembers(ctx, body, output.sensitive)),
      ];
  }
}

function checkPieces(pieces: readonly Piece[], masking: Masking, tally: Tally): void {
  const text = pieces
    .map((piece) => piece.text)
    .join('')
    .trimStart();
  const body = Buffer.from(text);
  const masked = masking(body, []);
  const record = Buffer.from(masked.record.body ?? new Uint8Array()).toString('utf8');
  const overlaid = alignPieces(pieces, record, tally);
  const byOverlay = masked.masks.filter(({ rule }) => rule.startsWith('overlay:'));
  assert.ok(overlaid <= byOverlay.reduce((sum, { count }) => sum + count, 0), 'every masked leaf without a mark has its rule');
  assert.deepEqual(
    masked.masks.filter(({ rule }) => rule === 'unmodelled'),
    [],
    'everything in the sample is modelled',
  );
  if (masked.masks.length === 0) assert.equal(masked.client.body, body, 'an untouched reply is the same bytes');
}

/** Walks the masked text piece by piece: framing must be there byte for byte. Gives the leaves masked without a mark of the model. */
function alignPieces(pieces: readonly Piece[], record: string, tally: Tally): number {
  let at = 0;
  let overlaid = 0;
  const joined = pieces.reduce<Piece[]>((all, piece) => {
    const last = all.at(-1);
    if (piece.leaf === undefined && last !== undefined && last.leaf === undefined)
      all[all.length - 1] = { text: last.text + piece.text };
    else all.push(piece);
    return all;
  }, []);
  joined.forEach((piece, index) => {
    const text = index === 0 ? piece.text.trimStart() : piece.text;
    if (piece.leaf === undefined) {
      assert.ok(record.startsWith(text, at), `framing changed at ${at}: ${record.slice(at, at + 60)}`);
      at += text.length;
      return;
    }
    const next = joined[index + 1]?.text ?? '';
    if (!piece.leaf.sensitive && record.startsWith(text + next, at)) {
      at += text.length;
      tally.untouched += 1;
      return;
    }
    const end = next === '' ? record.length : record.indexOf(next, at);
    const found = record.slice(at, end);
    assert.match(found, mask, `not a mask in place of ${text} (${piece.leaf.kind})`);
    assert.notEqual(found, text);
    if (piece.leaf.sensitive) tally.masked += 1;
    else overlaid += 1;
    at = end;
  });
  assert.equal(at, record.length);
  tally.overlaid += overlaid;
  return overlaid;
}

function checkHeaders(
  output: Shape & { kind: 'structure' },
  masking: (headers: readonly Header[]) => MaskedReply,
  tally: Tally,
): void {
  for (const [name, member] of output.members) {
    if (member.location !== 'header' && member.location !== 'headers') continue;
    const header: Header = [headerName(name, member), headerValue(member.shape)];
    const isMarked = marks(member.shape);
    assert.equal(masking([header]).masks.length > 0, isMarked, `header ${name}`);
    if (isMarked) tally.masked += 1;
    else tally.untouched += 1;
  }
}

function headerName(name: string, member: Member): string {
  return member.location === 'headers' ? `${member.wireName ?? ''}canary` : (member.wireName ?? name);
}

function marks(shape: Shape): boolean {
  if (shape.sensitive) return true;
  return (shape.kind === 'list' && shape.member.shape.sensitive) || (shape.kind === 'map' && shape.value.shape.sensitive);
}

function headerValue(shape: Shape): string {
  switch (shape.kind) {
    case 'boolean':
      return 'true';
    case 'timestamp':
      return 'Sun, 06 Nov 1994 08:49:37 GMT';
    case 'integer':
    case 'long':
      return '712345678';
    default:
      return 'canary-header';
  }
}

function checkRaw(shape: Shape, masking: Masking, tally: Tally): void {
  const body = Buffer.from('canary-payload');
  const masked = masking(body, []);
  if (shape.sensitive) {
    assert.equal(Buffer.from(masked.record.body ?? '').includes('canary'), false);
    tally.masked += 1;
    return;
  }
  assert.equal(masked.client.body, body);
  tally.untouched += 1;
}

function checkCbor(output: Shape, masking: Masking, tally: Tally): void {
  const sample = sampleValue(newContext(), output, 'wire');
  const body = cbor.serialize(sample.value);
  const masked = masking(body, []);
  const record: Json = cbor.deserialize(masked.record.body ?? new Uint8Array());
  checkLeaves(sample, record, tally);
}

export function checkInput(catalog: Catalog, operation: Operation, tally: Tally): void {
  const input = catalog.shape(operation, 'input');
  if (input === undefined) return;
  tally.inputs += 1;
  const sample = sampleValue(newContext(), input, 'member');
  const { value } = sample;
  assert.ok(typeof value === 'object' && value !== null && !Array.isArray(value));
  const masked = maskParameters(value as { readonly [name: string]: Json }, input, { operation });
  checkLeaves(sample, masked.value, tally);
}

function checkLeaves({ value, leaves }: Valued, masked: Json, tally: Tally): void {
  for (const { path, sensitive, kind } of leaves) {
    const before = at(value, path);
    const after = at(masked, path);
    if (kind === 'map') {
      assert.equal(after, undefined, `the key at ${path.join('.')} is masked`);
      tally.masked += 1;
    } else if (sensitive) {
      assert.notDeepEqual(after, before, `${path.join('.')} is masked`);
      tally.masked += 1;
    } else if (after === before) tally.untouched += 1;
    else tally.overlaid += 1;
  }
}

/** The value at a path; where a key was masked, the only entry of its map. */
function at(value: Json, path: readonly (string | number)[]): Json | undefined {
  let part: Json | undefined = value;
  path.forEach((step, index) => {
    if (typeof part !== 'object' || part === null) return;
    const entries: Record<string, Json> = part as Record<string, Json>;
    const own = entries[step];
    const only = Object.keys(entries);
    const isLast = index === path.length - 1;
    part = own ?? (!isLast && only.length === 1 && only[0]?.startsWith('[masked:') ? entries[only[0]] : undefined);
  });
  return part;
}

export function protocolsOf(catalog: Catalog, operation: Operation): readonly Protocol[] {
  return catalog.services.get(operation.service)?.protocols ?? [];
}
