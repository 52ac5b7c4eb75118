/** The words of a text, as a search for a reason compares them: in lower case, each once. */

/** More are not searched for: a reason is a sentence, not a book. */
const most = 64;
const longest = 64;

export function wordsOf(text: string): readonly string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return [...new Set(words.map((word) => word.slice(0, longest)))].slice(0, most);
}
