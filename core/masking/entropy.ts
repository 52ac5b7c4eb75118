/** How random a text looks (Shannon entropy), and whether it only stands in for a value. */

/** Bits for each character. */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

const standIn =
  /^(?:[*x.•#_-]+|<[^>]*>|\$\{?[\w.:-]+\}?|\$\([^)]*\)|%\(?\w+\)?[s%]?|\{\{.*|\[[^\]]*\]|\[masked:.*|(?:your|my|some|the|a)[-_ ].*|!(?:Ref|GetAtt|Sub|ImportValue|FindInMap|Join|Select|Base64)\b.*|null|none|nil|undefined|true|false|yes|no|empty|unset|changeme|placeholder|redacted|hidden|masked|secret|password|passwd|token|example|sample|required|optional|enabled|disabled|default|string|text|value|unknown|n\/a|env|file|vault)$/i;

/** `<password>`, `${TOKEN}`, `********`, `changeme`: what documentation and templates write where a value belongs. */
export function isPlaceholder(text: string): boolean {
  return text.length <= 200 && standIn.test(text);
}

/** Whether a text has letters and digits and is no word, path or sentence. */
export function looksRandom(text: string): boolean {
  return /[0-9]/.test(text) && /[A-Za-z]/.test(text) && entropy(text) >= 3;
}
