/** US social security number, as it is written with hyphens. */

import type { Detector } from '../detector.ts';

export const usSsn: Detector = {
  id: 'us-ssn',
  class: 'pii.id',
  keywords: [],
  minDigits: 9,
  minRun: 9,
  pattern: '(?<![0-9A-Za-z-])(?!000|666|9)[0-9]{3}-(?!00)[0-9]{2}-(?!0000)[0-9]{4}(?![0-9A-Za-z]|-[0-9A-Za-z])',
  samples: () => ({
    hits: [`SSN 536-22-8145`],
    misses: [`000-12-3456`, `666-12-3456`, `912-12-3456`, `536-00-8145`, `536-22-0000`, `1536-22-8145`, `2026-01-02`],
  }),
};
