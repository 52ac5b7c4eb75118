/** Limits on policy text before Cedar parses it: its parser overflows its stack on deep nesting, and the engine never works again after that. */

import type { ParseProblem } from './cedar.ts';

/** A folder of policies is read by people; a file beyond this is a mistake or an attack. */
export const maxPolicyFileBytes = 256 * 1024;

const maxNesting = 32;
const maxOperators = 300;
const maxPathNames = 10;
/** Cedar's formatter gathers the comments before a token by recursion. */
const maxComments = 1_000;

const split = 'split the policy into several';

// One token that matters: a comment, a string, a bracket, what separates, or something that nests the syntax tree by one.
const token =
  /\/\/[^\n]*|"(?:[^"\\]|\\[\s\S])*"|[([{]|[)\]}]|[;,]|::|&&|\|\||[=!<>]=|[.+*!<>-]|\b(?:when|unless|else|in|like|has|is)\b/g;

type Counts = {
  readonly nesting: number;
  readonly operators: number;
  /** In one name, and of comments in a row. */
  readonly pathNames: number;
  readonly comments: number;
};

/** The first breach of a limit in one file. */
export function sourceProblem(text: string): ParseProblem | undefined {
  if (Buffer.byteLength(text) > maxPolicyFileBytes) {
    return { message: `the file is over ${maxPolicyFileBytes} bytes; split it by theme`, byteOffset: 0 };
  }
  let counts: Counts = { nesting: 0, operators: 0, pathNames: 0, comments: 0 };
  for (const { 0: found, index } of text.matchAll(token)) {
    counts = countedWith(counts, found);
    if (counts.nesting > maxNesting) return tooLarge(text, index, `brackets nest deeper than ${maxNesting}; ${split}`);
    if (counts.operators > maxOperators)
      return tooLarge(text, index, `a policy has more than ${maxOperators} operators; ${split}`);
    if (counts.pathNames > maxPathNames)
      return tooLarge(text, index, `a name has more than ${maxPathNames} parts; names are like CS::Action`);
    if (counts.comments > maxComments)
      return tooLarge(text, index, `more than ${maxComments} comments follow each other; take some out`);
  }
  return undefined;
}

function countedWith(counts: Counts, found: string): Counts {
  if (found.startsWith('//')) return { ...counts, comments: counts.comments + 1 };
  const { nesting, operators, pathNames } = counts;
  const next = { nesting, operators, pathNames: 0, comments: 0 };
  if (found === '::') return { ...next, pathNames: pathNames + 1 };
  if (found === ';') return { ...next, operators: 0 };
  if (found === ',' || found.startsWith('"')) return next;
  if (')]}'.includes(found)) return { ...next, nesting: nesting - 1 };
  if ('({'.includes(found)) return { ...next, nesting: nesting + 1 };
  // An index nests the tree as a member does: context["a"]["a"].
  return { ...next, nesting: found === '[' ? nesting + 1 : nesting, operators: operators + 1 };
}

function tooLarge(text: string, index: number, what: string): ParseProblem {
  return { message: what, byteOffset: Buffer.byteLength(text.slice(0, index)) };
}
