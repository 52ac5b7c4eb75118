/** E-mail address (RFC 5321), the part that people use. */

import type { Detector } from '../detector.ts';
import { isEmail } from '../personal-data.ts';

/** Latin, Greek and Cyrillic letters beyond ASCII: names and domains have them (RFC 6531). */
const letters = String.raw`\u00c0-\u024f\u0370-\u052f`;
const word = `[A-Za-z0-9${letters}]`;
const label = `[A-Za-z0-9${letters}-]`;

export const email: Detector = {
  id: 'email',
  class: 'pii.contact',
  keywords: ['@', '%40'],
  pattern: String.raw`(?:(?<![A-Za-z0-9${letters}._%+-])[A-Za-z0-9_${letters}](?:[A-Za-z0-9${letters}_%+-]|\.(?!\.)|'(?=[A-Za-z])){0,63}|"[^"\\\r\n@]{1,62}")(?:@|%40)(?:${word}(?:${label}{0,61}${word})?\.){1,8}(?:xn--[A-Za-z0-9-]{1,59}|[A-Za-z${letters}]{2,24})(?!${label}|\.[A-Za-z0-9])`,
  check: isEmail,
  form: 'shape',
  samples: () => ({
    hits: [
      `Write to jane.doe+aws@mail.example.com.`,
      `o'neil@example.co.uk`,
      `https://example.com/u?email=jane%40example.com&x=1`,
      `zoë@bücher.example`,
      `"Jane Doe"@example.com`,
    ],
    misses: [
      `user@localhost`,
      `git@`,
      `ssh-rsa-cert-v01@openssh.com`,
      `a@b`,
      `arn:aws:sts::123456789012:assumed-role/admin/jane@example.com`,
      `m-0123456789ab@masked.invalid`,
      `git@github.com:acme/app.git`,
    ],
  }),
};
