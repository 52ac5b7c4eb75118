/** JFrog API keys and reference tokens. */

import { type Detector, fill, token } from '../detector.ts';

export const jfrogToken: Detector = {
  id: 'jfrog-token',
  class: 'credential',
  keywords: ['akcp', 'cmvmdgtuojax'],
  pattern: token('AKCp[A-Za-z0-9]{69}|cmVmdGtuOjAx[A-Za-z0-9+/_-]{40,80}={0,2}'),
  samples: () => ({
    hits: [`AKCp${fill(69)}`, `cmVmdGtuOjAx${fill(52)}`],
    misses: [`AKCpx`],
  }),
};
