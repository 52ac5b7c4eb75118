/** The overlay: what AWS's models mark too little or too much, by hand, each line with its reason. */

import type { PathRule } from './path-rule.ts';

export const overlay: readonly PathRule[] = [];
