/** Seed of one-time passwords (Key URI format). */

import { type Detector, fill } from '../detector.ts';

export const otpSeed: Detector = {
  id: 'otp-seed',
  class: 'credential',
  keywords: ['otpauth://'],
  pattern: String.raw`otpauth://[ht]otp/[^\s"'<>]{0,300}?[?&]secret=([A-Za-z2-7]{16,128})`,
  group: 1,
  samples: () => ({
    hits: [`otpauth://totp/Acme:u?secret=${fill(32, 'upper').replace(/[0189]/g, '2')}&issuer=Acme`],
    misses: [`otpauth://totp/Acme:u?issuer=Acme`],
  }),
};
