/** Whether a text nests deeper than anything that the writer writes: such a text is refused before anybody walks it to its end. */

import { deepest } from './plain.ts';

/** Of JSON that was parsed. Brackets within its strings count only where there are very many of them. */
export function nestsTooDeep(text: string): boolean {
  return openings(text, deepest) > deepest && depthOf(text) > deepest;
}

/** Up to one more than are asked for. */
function openings(text: string, most: number): number {
  let count = 0;
  for (const bracket of ['{', '[']) {
    for (let at = text.indexOf(bracket); at >= 0 && count <= most; at = text.indexOf(bracket, at + 1)) count += 1;
  }
  return count;
}

function depthOf(text: string): number {
  let [depth, most] = [0, 0];
  for (const [bracket] of text.replace(/"(?:[^"\\]|\\.)*"/g, '').matchAll(/[[\]{}]/g)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1;
    most = Math.max(most, depth);
  }
  return most;
}
