/** Asks a detector about texts batch by batch, and gives each text its own finds back. */

import type { RemoteFind } from '#core/masking/remote-detector.ts';
import { type Batch, batchesOf, type Piece } from './text-batches.ts';

export type Asking = {
  /** What one request takes, in UTF-16 units. */
  readonly maxCharacters: number;
  /** The finds in the text of one batch. */
  readonly ask: (text: string) => Promise<readonly RemoteFind[]>;
};

/** Errors: what the first batch that fails throws. */
export async function findInBatches(
  texts: readonly string[],
  { maxCharacters, ask }: Asking,
): Promise<readonly (readonly RemoteFind[])[]> {
  const batches = batchesOf(texts, maxCharacters);
  const found = await Promise.all(batches.map(async (batch) => partsOf(batch, await ask(batch.text))));
  const finds: RemoteFind[][] = texts.map(() => []);
  for (const { text, find } of found.flat()) finds[text]?.push(find);
  return finds;
}

type Found = { readonly text: number; readonly find: RemoteFind };

/** A find may reach over several texts: each holds its part. */
function partsOf({ pieces }: Batch, finds: readonly RemoteFind[]): readonly Found[] {
  return finds.flatMap((find) => pieces.flatMap((piece) => partIn(piece, find)));
}

function partIn({ text, from, at, length }: Piece, { start, end, ...what }: RemoteFind): readonly Found[] {
  const [first, last] = [Math.max(start, at), Math.min(end, at + length)];
  return first < last ? [{ text, find: { start: first - at + from, end: last - at + from, ...what } }] : [];
}
