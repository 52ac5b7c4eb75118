/** RubyGems API key. */

import { type Detector, fill, token } from '../detector.ts';

export const rubygemsToken: Detector = {
  id: 'rubygems-token',
  class: 'credential',
  keywords: ['rubygems_'],
  pattern: token('rubygems_[a-f0-9]{48}'),
  samples: () => ({
    hits: [`rubygems_${fill(48, 'hex')}`],
    misses: [`rubygems_version`],
  }),
};
