/** Server key of Firebase Cloud Messaging. */

import { type Detector, fill, token } from '../detector.ts';

export const fcmServerKey: Detector = {
  id: 'fcm-server-key',
  class: 'credential',
  keywords: [':apa91b'],
  pattern: token('AAAA[A-Za-z0-9_-]{7}:APA91b[A-Za-z0-9_-]{100,150}'),
  samples: () => ({
    hits: [`AAAA${fill(7)}:APA91b${fill(134)}`],
    misses: [`AAAA:APA91b`],
  }),
};
