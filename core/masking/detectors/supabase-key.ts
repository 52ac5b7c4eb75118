/** Supabase tokens and secret keys. */

import { type Detector, fill, token } from '../detector.ts';

export const supabaseKey: Detector = {
  id: 'supabase-key',
  class: 'credential',
  keywords: ['sbp_', 'sb_secret_'],
  pattern: token('sbp_[a-f0-9]{40}|sb_secret_[A-Za-z0-9_-]{31,40}'),
  samples: () => ({
    hits: [`sbp_${fill(40, 'hex')}`, `sb_secret_${fill(31)}`],
    misses: [`sbp_x`],
  }),
};
