/** Text from a request as an error may show it: names, paths and versions, never what could be a payload. */

const longest = 120;

/** Visible ASCII without quotes, cut; anything else becomes `?`. */
export function shownText(text: string): string {
  const plain = text.replace(/[^\x21-\x7e]|["\\]/g, '?');
  return plain.length > longest ? `${plain.slice(0, longest)}…` : plain;
}
