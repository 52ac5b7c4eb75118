/** Plays an asciinema recording of a session in the terminal, as it happened or faster. */

import { setTimeout } from 'node:timers/promises';
import { readableText } from '#core/recording/readable-text.ts';

/** `[seconds, "o", text]` of asciicast v2. */
type Moment = readonly [at: number, kind: string, text: string];

/** `speed` 0 shows everything at once. What a gateway sends is cleaned once more: the terminal is ours. */
export async function replay(cast: string, speed: number, show: (text: string) => void): Promise<void> {
  let last = 0;
  for (const [at, , text] of momentsOf(cast)) {
    if (speed > 0) await setTimeout(((at - last) * 1000) / speed);
    last = at;
    show(readableText(text.replaceAll('\r', '')));
  }
}

function momentsOf(cast: string): readonly Moment[] {
  const [, ...lines] = cast.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as Moment);
}
