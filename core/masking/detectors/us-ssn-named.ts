/** US social security number beside its name, however it is written. */

import type { Detector } from '../detector.ts';
import { isSocialSecurityNumber } from '../personal-data.ts';

export const usSsnNamed: Detector = {
  id: 'us-ssn-named',
  class: 'pii.id',
  keywords: ['ssn', 'social sec', 'social_sec', 'social-sec', 'socialsec'],
  minDigits: 9,
  pattern: String.raw`(?:ssn|social[ _-]?sec(?:urity|\.)?)(?:[ _-]{0,2}(?:number|num|no\.?|nr|id))?["']?(?:\s{0,3}[:=#(,;|]{1,2}\s{0,3}|\s{1,3}(?:is\s{1,3})?)["']?([0-9]{3}[ -]?[0-9]{2}[ -]?[0-9]{4})(?![0-9])`,
  flags: 'i',
  group: 1,
  check: isSocialSecurityNumber,
  samples: () => ({
    hits: [`SSN: 536228145`, `social security number is 536 22 8145`, `ssn=536228145;`],
    misses: [`SSN: 000123456`, `ssn=5362281450`, `social security since 1935`],
  }),
};
