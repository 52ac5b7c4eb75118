/** A password that a start-up script or cloud-init sets for a user. */

import { type Detector, fill } from '../detector.ts';
import { isPlaceholder } from '../entropy.ts';

export const chpasswdPassword: Detector = {
  id: 'chpasswd-password',
  class: 'credential',
  keywords: ['chpasswd'],
  pattern: String.raw`echo\s{1,3}["']?[A-Za-z_$][^\s:"']{0,63}:([^\s"'|]{4,128})["']?\s{0,3}\|\s{0,3}(?:sudo\s{1,3})?chpasswd|chpasswd:\s{1,16}(?:expire:\s{0,3}[A-Za-z]{4,5}\s{1,16})?list:\s{0,3}\|?\s{1,16}(?:-\s{1,3})?[a-z_][a-z0-9_-]{0,31}:([^\s]{4,128})`,
  group: 'last',
  check: (value) => !isPlaceholder(value) && !/^(?:R|RANDOM)$/.test(value),
  samples: () => ({
    hits: [`echo "ubuntu:${fill(12)}" | sudo chpasswd`, `chpasswd:\n  list: |\n    ubuntu:${fill(12)}\n  expire: False`],
    misses: [
      `echo "ubuntu:${'$'}{PASSWORD}" | chpasswd`,
      `chpasswd:\n  list: |\n    ubuntu:RANDOM`,
      `usage of chpasswd: see its manual`,
    ],
  }),
};
