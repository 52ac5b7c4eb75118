/** Waits for words in a process's log: its pipe may come later than its answers. */

import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';

/** Errors: an AssertionError with all that it printed within 20 seconds. */
export async function printed(output: () => string, words: RegExp): Promise<void> {
  for (let tries = 0; tries < 400 && !words.test(output()); tries += 1) await setTimeout(50);
  assert.match(output(), words);
}
