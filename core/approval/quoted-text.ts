/** What people write for other people: one line, short, without anything that looks like a link or like our own wording's frame. */

const longest = 300;
/** More is not looked at: the search for links takes the square of its length. */
const mostRead = 4000;
const link = /\b(?:[a-z][a-z0-9+.-]{1,20}:\/\/|www\.)\S+|\b(?:mailto|javascript|data|tel|file):\S+/giu;
const bare = /\b[\w-]+(?:\.[\w-]+)+\/\S*/gu;
/** Controls, separators, bidi and zero-width characters, variation selectors, tags. */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Variation_Selector}]/gu;

/** The text as others may be shown it; always to be shown as a quotation of its author. */
export function quotedText(text: string): string {
  const line = text.toWellFormed().replace(/\s+/gu, ' ').replace(invisible, '').trim();
  const plain = line.slice(0, mostRead).replace(link, '[link removed]').replace(bare, '[link removed]');
  return plain.length <= longest && line.length <= mostRead ? plain : `${plain.slice(0, longest - 1).toWellFormed()}…`;
}
