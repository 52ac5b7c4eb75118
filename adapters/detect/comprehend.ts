/** Asks Amazon Comprehend for personal data (DetectPiiEntities), within a time limit. */

import { ComprehendClient, DetectPiiEntitiesCommand, type LanguageCode, type PiiEntity } from '@aws-sdk/client-comprehend';
import type { RemoteDetector, RemoteFind } from '#core/masking/remote-detector.ts';
import { classOfEntity } from './entity-classes.ts';
import { findInBatches } from './find-in-batches.ts';

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

/** It takes 100 KB of UTF-8 at once, and a UTF-16 unit is three bytes of it at the most. */
const maxCharacters = 32_000;

function findIn(texts: readonly string[], asking: Asking): Promise<readonly (readonly RemoteFind[])[]> {
  const abortSignal = AbortSignal.timeout(asking.options.timeoutMilliseconds);
  return findInBatches(texts, { maxCharacters, ask: (text) => askAbout(text, asking, abortSignal) });
}

async function askAbout(text: string, { client, options }: Asking, abortSignal: AbortSignal): Promise<readonly RemoteFind[]> {
  const command = new DetectPiiEntitiesCommand({ Text: text, LanguageCode: options.language });
  const { Entities } = await client.send(command, { abortSignal });
  if (Entities === undefined) throw new TypeError('comprehend: the answer names no entities');
  const places = placesOf(text);
  return Entities.flatMap((entity) => foundIn(entity, { places, minScore: options.minScore }));
}

type Reading = { readonly places: readonly number[]; readonly minScore: number };

function foundIn(entity: PiiEntity, { places, minScore }: Reading): readonly RemoteFind[] {
  const { Type: kind = '', BeginOffset = 0, EndOffset = 0, Score = 1 } = entity;
  const name = classOfEntity(kind);
  if (name === undefined || Score < minScore) return [];
  const [start, end] = [places[BeginOffset] ?? 0, places[EndOffset] ?? places.at(-1) ?? 0];
  return [{ start, end, class: name, kind }];
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
