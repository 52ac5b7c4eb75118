/** For tests: a finder without detectors. */

import { createDetection } from './detect.ts';
import { replyFinder } from './finder.ts';
import type { TextFinder } from './text-finder.ts';

export function literalFinder(secrets: readonly string[]): TextFinder {
  return replyFinder({ secrets, detection: createDetection([]) });
}
