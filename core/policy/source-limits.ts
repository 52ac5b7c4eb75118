/** Limits on policy text before Cedar parses it: its parser overflows its stack on deep nesting, and the engine never works again after that. */

import type { ParseProblem } from './cedar.ts';

/** A folder of policies is read by people; a file beyond this is a mistake or an attack. */
export const maxPolicyFileBytes = 256 * 1024;

const maxNesting = 32;
const maxOperators = 300;

// One token that matters: a comment, a string, a bracket, the end of a policy, or something that nests the syntax tree by one.
const token = /\/\/[^\n]*|"(?:[^"\\]|\\[\s\S])*"|[([{]|[)\]}]|;|&&|\|\||[.+*!-]|\b(?:when|unless|else|in|like|has|is)\b/g;

/** The first breach of a limit in one file. */
export function sourceProblem(text: string): ParseProblem | undefined {
  if (Buffer.byteLength(text) > maxPolicyFileBytes) {
    return { message: `the file is over ${maxPolicyFileBytes} bytes; split it by theme`, byteOffset: 0 };
  }
  let nesting = 0;
  let operators = 0;
  for (const { 0: found, index } of text.matchAll(token)) {
    if (found.startsWith('//') || found.startsWith('"')) continue;
    if (')]}'.includes(found)) nesting -= 1;
    else if ('([{'.includes(found)) nesting += 1;
    else if (found === ';') operators = 0;
    else operators += 1;
    if (nesting > maxNesting) return tooLarge(text, index, `brackets nest deeper than ${maxNesting}`);
    if (operators > maxOperators) return tooLarge(text, index, `a policy has more than ${maxOperators} operators`);
  }
  return undefined;
}

function tooLarge(text: string, index: number, what: string): ParseProblem {
  return { message: `${what}; split the policy into several`, byteOffset: Buffer.byteLength(text.slice(0, index)) };
}
