/** The password in the user part of a URL (RFC 3986). */

import { type Detector, fill } from '../detector.ts';
import { isPlaceholder } from '../entropy.ts';

export const urlPassword: Detector = {
  id: 'url-password',
  class: 'credential',
  keywords: ['://'],
  pattern: String.raw`://(?<=[A-Za-z][A-Za-z0-9+.-]://)[^\s:/?#@"'<>]{0,128}:([^\s/?#"'<>@]{1,256}(?:@(?=[^\s/@"'<>]{1,256}@)[^\s/@"'<>]{0,128})?)@`,
  group: 1,
  check: (value) => !isPlaceholder(value),
  samples: () => ({
    hits: [`postgres://app:${fill(16)}@db.example.com:5432/app`, `redis://:${fill(16)}@cache:6379`],
    misses: [`https://example.com:8080/@user`, `arn:aws:s3:::b`, `postgres://app:${'$'}{PASSWORD}@db/x`],
  }),
};
