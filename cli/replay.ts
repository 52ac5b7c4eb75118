/** Plays an asciinema recording of a session in the terminal, as it happened or faster. */

import { setTimeout } from 'node:timers/promises';
import { readableText } from '#core/recording/readable-text.ts';

/** `[seconds, "o", text]` of asciicast v2. */
type Moment = readonly [at: number, kind: string, text: string];

/** `speed` 0 shows everything at once. What a gateway sends is cleaned once more: the terminal is ours. */
export async function replay(
  pages: AsyncIterable<{ readonly text: string }>,
  speed: number,
  show: (text: string) => void,
): Promise<void> {
  let last = 0;
  for await (const { text: cast } of pages) {
    for (const [at, , text] of momentsOf(cast)) {
      if (speed > 0) await setTimeout(((at - last) * 1000) / speed);
      last = at;
      show(readableText(text.replaceAll('\r', '')));
    }
  }
}

/** Neither the header nor markers are shown. */
function momentsOf(cast: string): readonly Moment[] {
  const lines = cast.split('\n').filter((line) => line !== '');
  const parsed: readonly unknown[] = lines.map((line) => JSON.parse(line));
  return parsed.filter(isShown);
}

function isShown(line: unknown): line is Moment {
  return Array.isArray(line) && line[1] === 'o' && typeof line[0] === 'number' && typeof line[2] === 'string';
}
