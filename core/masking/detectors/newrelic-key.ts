/** New Relic keys: user, browser, ingest, admin, license. */

import { type Detector, fill, token } from '../detector.ts';

export const newrelicKey: Detector = {
  id: 'newrelic-key',
  class: 'credential',
  keywords: ['nrak-', 'nrjs-', 'nrii-', 'nraa-', 'nrra-', 'nrbr-', 'nral'],
  pattern: token(
    'NR(?:AK|AA|RA)-[A-Z0-9]{27,42}|NRJS-[a-f0-9]{19}|NRII-[A-Za-z0-9_-]{32}|NRBR-[a-f0-9]{19}|[a-z0-9]{30,36}(?:FFFF)?NRAL',
  ),
  samples: () => ({
    hits: [`${fill(36, 'hex')}FFFFNRAL`, `eu01xx${fill(30, 'hex')}NRAL`, `NRAK-${fill(27, 'upper')}`, `NRJS-${fill(19, 'hex')}`],
    misses: [`NRAK-x`],
  }),
};
