/** Recorded text as a terminal may show it: recorded text is hostile, so no control and no escape sequence is left in it. */

const [esc, csi, bell, terminator] = [0x1b, 0x9b, 0x07, 0x9c].map((code) => String.fromCharCode(code));

/** Strings that set titles and clipboards (ECMA-48 §5.6), up to their end. */
const strings = new RegExp(`${esc}[\\]P^_X][^${bell}${esc}${terminator}]*(?:${bell}|${esc}\\\\|${terminator})?`, 'g');
/** Control and escape sequences (ECMA-48 §5.4). */
const sequences = new RegExp(`[${esc}${csi}]\\[?[0-?]*[ -/]*[@-~]`, 'g');
/** C0, C1 and Unicode's format characters (bidi among them), except newline and tab. */
const controls = /(?![\n\t])[\p{Cc}\p{Cf}\u2028\u2029]/gu;

export function readableText(text: string): string {
  return text.replace(strings, '').replace(sequences, '').replace(controls, '');
}
