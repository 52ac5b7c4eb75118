/** Asks Amazon Comprehend for personal data (DetectPiiEntities), within a time limit. */

import { ComprehendClient, DetectPiiEntitiesCommand, type LanguageCode, type PiiEntity } from '@aws-sdk/client-comprehend';
import type { RemoteDetector, RemoteFind } from '#core/masking/remote-detector.ts';
import { classOfEntity } from './entity-classes.ts';
import { type Batch, batchesOf, type Piece } from './text-batches.ts';

export type ComprehendOptions = {
  readonly region: string;
  readonly language: LanguageCode;
  /** From 0 to 1: what Comprehend is less sure of does not count. */
  readonly minScore: number;
  /** For all requests about one message together. */
  readonly timeoutMilliseconds: number;
  /** Of a double. */
  readonly endpoint?: string;
};

/** Errors: those of the client, and its AbortError when the time is over. */
export function createComprehendDetector({ endpoint, ...options }: ComprehendOptions): RemoteDetector {
  const client = new ComprehendClient({
    region: options.region,
    maxAttempts: 2,
    ...(endpoint === undefined ? {} : { endpoint }),
  });
  return { find: (texts) => findIn(texts, { client, options }) };
}

type Asking = { readonly client: ComprehendClient; readonly options: Omit<ComprehendOptions, 'endpoint'> };

async function findIn(texts: readonly string[], asking: Asking): Promise<readonly (readonly RemoteFind[])[]> {
  const abortSignal = AbortSignal.timeout(asking.options.timeoutMilliseconds);
  const found = await Promise.all(batchesOf(texts).map((batch) => askAbout(batch, asking, abortSignal)));
  const finds: RemoteFind[][] = texts.map(() => []);
  for (const { text, find } of found.flat()) finds[text]?.push(find);
  return finds;
}

type Found = { readonly text: number; readonly find: RemoteFind };

async function askAbout(batch: Batch, { client, options }: Asking, abortSignal: AbortSignal): Promise<readonly Found[]> {
  const command = new DetectPiiEntitiesCommand({ Text: batch.text, LanguageCode: options.language });
  const { Entities } = await client.send(command, { abortSignal });
  if (Entities === undefined) throw new TypeError('comprehend: the answer names no entities');
  const places = placesOf(batch.text);
  return Entities.flatMap((entity) => foundIn(batch, entity, { places, minScore: options.minScore }));
}

type Reading = { readonly places: readonly number[]; readonly minScore: number };

/** An entity may reach over several texts: each holds its part. */
function foundIn(batch: Batch, entity: PiiEntity, { places, minScore }: Reading): readonly Found[] {
  const { Type: kind = '', BeginOffset = 0, EndOffset = 0, Score = 1 } = entity;
  const name = classOfEntity(kind);
  if (name === undefined || Score < minScore) return [];
  const [start, end] = [places[BeginOffset] ?? 0, places[EndOffset] ?? batch.text.length];
  return batch.pieces.flatMap((piece) => partIn(piece, { start, end, class: name, kind }));
}

function partIn({ text, from, at, length }: Piece, { start, end, ...what }: RemoteFind): readonly Found[] {
  const [first, last] = [Math.max(start, at), Math.min(end, at + length)];
  return first < last ? [{ text, find: { start: first - at + from, end: last - at + from, ...what } }] : [];
}

/** Comprehend counts code points; texts here are UTF-16. */
function placesOf(text: string): readonly number[] {
  const places: number[] = [];
  let at = 0;
  for (const character of text) {
    places.push(at);
    at += character.length;
  }
  return [...places, at];
}
