/** New Relic keys: user, browser, ingest, admin. */

import { type Detector, fill, token } from '../detector.ts';

export const newrelicKey: Detector = {
  id: 'newrelic-key',
  class: 'credential',
  keywords: ['nrak-', 'nrjs-', 'nrii-', 'nraa-', 'nrra-', 'nrbr-', 'ffffnral'],
  pattern: token(
    'NR(?:AK|AA|RA)-[A-Z0-9]{27,42}|NRJS-[a-f0-9]{19}|NRII-[A-Za-z0-9_-]{32}|NRBR-[a-f0-9]{19}|[a-z0-9]{36}FFFFNRAL',
  ),
  samples: () => ({
    hits: [`${fill(36, 'hex')}FFFFNRAL`, `NRAK-${fill(27, 'upper')}`, `NRJS-${fill(19, 'hex')}`],
    misses: [`NRAK-x`],
  }),
};
