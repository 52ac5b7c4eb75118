/** A private key in PEM or OpenPGP armour (RFC 7468); one that is cut off counts as well. */

import { type Detector, fill } from '../detector.ts';

export const privateKey: Detector = {
  id: 'private-key',
  class: 'key-material',
  keywords: ['-----begin'],
  pattern: String.raw`-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:(?!-----END)[\s\S]){0,12000}(?:-----END (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----)?`,
  samples: () => ({
    hits: [
      `${['-----BEGIN RSA PRIV', 'ATE KEY-----'].join('')}\n${fill(300)}\n${['-----END RSA PRIV', 'ATE KEY-----'].join('')}`,
      `${['-----BEGIN PRIV', 'ATE KEY-----'].join('')}${fill(64)}`,
    ],
    misses: [`${['-----BEGIN PUB', 'LIC KEY-----'].join('')}${fill(64)}`],
  }),
};
