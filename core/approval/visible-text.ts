/** Text as an approver may look at it: what cannot be seen, or would turn its surroundings about, is written out as its code point. */

const invisible = /[^\S\n\t\u0020]|[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Variation_Selector}]/gu;

/** Line feeds and tabs stay where `form` is `lines`: a script is read by its lines. */
export function visibleText(text: string, form: 'line' | 'lines' = 'line'): string {
  return text.toWellFormed().replace(invisible, (found) => (form === 'lines' && isLayout(found) ? found : written(found)));
}

function isLayout(found: string): boolean {
  return found === '\n' || found === '\t';
}

function written(found: string): string {
  return `\\u{${found.codePointAt(0)?.toString(16)}}`;
}
