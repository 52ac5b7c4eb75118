/** Credentials of an HTTP Authorization header (RFC 9110). */

import { type Detector, fill } from '../detector.ts';
import { isPlaceholder } from '../entropy.ts';

export const authorizationHeader: Detector = {
  id: 'authorization-header',
  class: 'credential',
  keywords: ['bearer', 'basic', 'authorization', 'token ', 'apikey '],
  pattern: String.raw`\b(?:Bearer|Basic|token|ApiKey)\s{1,3}([A-Za-z0-9_~+/.-]{16,4000}={0,2})(?![A-Za-z0-9])`,
  flags: 'i',
  group: 1,
  check: (value) => /[0-9]/.test(value) && /[A-Za-z]/.test(value) && !isPlaceholder(value) && !/^[a-z]+(?:-[a-z]+)+$/.test(value),
  samples: () => ({
    hits: [
      `Authorization: Bearer ${fill(40)}`,
      `authorization: Basic dXNlcjpwYXNzd29yZDEyMw==`,
      `token ${fill(40, 'hex')}`,
      `ApiKey ${fill(40)}==`,
    ],
    misses: [`bearer of the authorization`, `Basic authentication-required-here`, `token arn:aws:sts::123456789012:x`],
  }),
};
