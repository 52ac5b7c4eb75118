/** IP address, version 4 or 6. Replies of AWS are full of them. */

import type { Detector } from '../detector.ts';
import { isIpAddress } from '../personal-data.ts';

export const ipAddress: Detector = {
  id: 'ip-address',
  class: 'ip',
  keywords: [],
  minDigits: 1,
  pattern: String.raw`(?<![0-9A-Za-z.:-])(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9A-Fa-f:]{2,39}(?:\.[0-9]{1,3}){0,3})(?![0-9A-Za-z:-]|\.[0-9])`,
  check: isIpAddress,
  isOptional: true,
  samples: () => ({
    hits: [`from 10.1.2.3 to x`, `addr 2001:db8::8a2e:370:7334`],
    misses: [`at 12:34:56 it ran`, `version 1.2.3.400`],
  }),
};
