/** E-mail address (RFC 5321), the part that people use. */

import type { Detector } from '../detector.ts';
import { isEmail } from '../personal-data.ts';

export const email: Detector = {
  id: 'email',
  class: 'pii.contact',
  keywords: ['@'],
  pattern: String.raw`(?<![A-Za-z0-9._%+-])[A-Za-z0-9](?:[A-Za-z0-9_%+-]|\.(?!\.)|'(?=[A-Za-z])){0,63}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9-]|\.[A-Za-z0-9])`,
  check: isEmail,
  form: 'shape',
  samples: () => ({
    hits: [`Write to jane.doe+aws@mail.example.com.`, `o'neil@example.co.uk`],
    misses: [
      `user@localhost`,
      `git@`,
      `a@b`,
      `arn:aws:sts::123456789012:assumed-role/admin/jane@example.com`,
      `m-0123456789ab@masked.invalid`,
      `git@github.com:acme/app.git`,
    ],
  }),
};
