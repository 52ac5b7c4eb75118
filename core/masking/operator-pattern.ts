/** An operator's own pattern, run by RE2 (linear, whatever the pattern is), and the literals that a text must hold before it runs. */

import { RE2JS } from 're2js';
import type { Search } from './detect.ts';

/** Errors: a SyntaxError that says what RE2 does not know. */
export function compilePattern(pattern: string): Search {
  const compiled = RE2JS.compile(pattern);
  return (text, onMatch) => {
    const matcher = compiled.matcher(text);
    while (matcher.find()) {
      // With a group the value is what the group holds.
      const group = matcher.groupCount() > 0 ? 1 : 0;
      const [start, end] = [matcher.start(group), matcher.end(group)];
      if (start >= 0 && start < end) onMatch({ start, end });
    }
  };
}

export const minLiteral = 3;

/** The longest literal of each alternative, in lower case; none when an alternative has none that every match must hold. */
export function literalsOf(pattern: string): readonly string[] {
  const found = alternatives(pattern).map(longestLiteral);
  return found.some((literal) => literal.length < minLiteral) ? [] : found;
}

/** Split at the bars that stand outside of groups and classes. */
function alternatives(pattern: string): readonly string[] {
  const parts = [''];
  let depth = 0;
  for (const { text, kind } of tokens(pattern)) {
    if (text === '(') depth += 1;
    if (text === ')') depth -= 1;
    if (text === '|' && depth === 0 && kind === 'sign') parts.push('');
    else parts[parts.length - 1] += text;
  }
  return parts;
}

/** Of the characters that stand for themselves, outside of groups, and that no quantifier makes optional. */
function longestLiteral(pattern: string): string {
  let [best, run, depth] = ['', '', 0];
  for (const { text, kind } of tokens(pattern)) {
    if (text === '(' && kind === 'sign') depth += 1;
    if (text === ')' && kind === 'sign') depth -= 1;
    if (kind === 'letter' && depth === 0) {
      run += text.replace('\\', '').toLowerCase();
      continue;
    }
    if (/^[*?{]/.test(text)) run = run.slice(0, -1);
    if (run.length > best.length) best = run;
    run = '';
  }
  return run.length > best.length ? run : best;
}

type Token = { readonly text: string; readonly kind: 'letter' | 'sign' | 'other' };

const tokenForm =
  /\\[pP]\{[^}]*\}|\\[A-Za-z0-9]|\\.|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]|\(\?[A-Za-z-]*[:)]|\(\?P?<\w+>|\{[0-9,]*\}|[()|*+?.^$]|[\s\S]/g;

function tokens(pattern: string): readonly Token[] {
  return [...pattern.matchAll(tokenForm)].map(([text]): Token => {
    if (/^\(\?[A-Za-z-]*\)$/.test(text)) return { text: '', kind: 'other' };
    if (text.startsWith('(')) return { text: '(', kind: 'sign' };
    if (text === ')' || text === '|') return { text, kind: 'sign' };
    if (/^(?:\\[^A-Za-z0-9]|[^\\[.^$*+?{])$/.test(text) && /^[ -~]+$/.test(text)) return { text, kind: 'letter' };
    return { text, kind: 'other' };
  });
}
