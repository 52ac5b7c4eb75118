/** Texts in as few requests as fit what a detector takes at once. */

/** A part of one text, and where it stands in its batch. */
export type Piece = {
  /** The number of the text. */
  readonly text: number;
  /** Where the piece begins in it. */
  readonly from: number;
  /** Where it begins in the batch. */
  readonly at: number;
  readonly length: number;
};

export type Batch = { readonly text: string; readonly pieces: readonly Piece[] };

/** What stands on the border of two pieces is whole in one of them. */
const overlap = 256;

export function batchesOf(texts: readonly string[], maxCharacters: number): readonly Batch[] {
  const batches: Batch[] = [];
  texts.forEach((text, number) => {
    for (const from of startsOf(text, maxCharacters)) {
      const part = text.slice(from, endOf(text, from, maxCharacters));
      const last = batches.at(-1);
      const isNew = last === undefined || last.text.length + 1 + part.length > maxCharacters;
      const at = isNew ? 0 : last.text.length + 1;
      const piece: Piece = { text: number, from, at, length: part.length };
      if (isNew) batches.push({ text: part, pieces: [piece] });
      else batches[batches.length - 1] = { text: `${last.text}\n${part}`, pieces: [...last.pieces, piece] };
    }
  });
  return batches;
}

function startsOf(text: string, maxCharacters: number): readonly number[] {
  const starts = [0];
  for (let end = endOf(text, 0, maxCharacters); end < text.length; end = endOf(text, starts.at(-1) ?? 0, maxCharacters)) {
    starts.push(wholeCharacter(text, end - overlap));
  }
  return starts;
}

function endOf(text: string, from: number, maxCharacters: number): number {
  return from + maxCharacters >= text.length ? text.length : wholeCharacter(text, from + maxCharacters);
}

/** Not between the halves of a surrogate pair. */
function wholeCharacter(text: string, at: number): number {
  return /[\udc00-\udfff]/.test(text[at] ?? '') ? at - 1 : at;
}
