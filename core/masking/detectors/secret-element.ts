/** The text of an XML element whose name says that it is secret, in free text. */

import { type Detector, fill } from '../detector.ts';
import { looksRandom } from '../entropy.ts';
import { isSecretAssignment } from '../secret-assignment.ts';

export const secretElement: Detector = {
  id: 'secret-element',
  class: 'secret',
  keywords: ['password>', 'passwd>', 'secret>', 'token>', 'key>', 'passphrase>', 'pwd>', 'credential>'],
  pattern: String.raw`<([A-Za-z0-9_.-]{2,64})>([^<>\n]{4,4096})</\1>`,
  group: 2,
  check: (value, match) => isSecretAssignment(value, match) && (!/\s/.test(value) || looksRandom(value)),
  samples: () => ({
    hits: [
      `<server><password>${fill(14)}</password></server>`,
      `<secret>{vendor ${fill(32)}}</secret>`,
      `<api-key>${fill(32)}</api-key>`,
    ],
    misses: [
      `<password>must be longer than before</password>`,
      `<nextToken>${fill(40)}</nextToken>`,
      `<Key>folder/object-1.txt</Key>`,
    ],
  }),
};
