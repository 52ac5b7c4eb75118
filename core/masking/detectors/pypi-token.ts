/** PyPI upload token. */

import { type Detector, fill, token } from '../detector.ts';

export const pypiToken: Detector = {
  id: 'pypi-token',
  class: 'credential',
  keywords: ['pypi-ageichlwas5vcmc'],
  pattern: token('pypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,1000}'),
  samples: () => ({
    hits: [`pypi-AgEIcHlwaS5vcmc${fill(120)}`],
    misses: [`pypi-AgEIcHlwaS5vcmc`],
  }),
};
