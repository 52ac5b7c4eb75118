/** A password given on a command line. */

import { type Detector, fill } from '../detector.ts';
import { isPlaceholder } from '../entropy.ts';

export const commandLinePassword: Detector = {
  id: 'command-line-password',
  class: 'credential',
  keywords: [
    '--password',
    '--pass',
    '--token',
    '--secret',
    '--api-key',
    '-u ',
    'sshpass',
    'mysql',
    'docker login',
    'redis-cli',
    '--user',
  ],
  pattern: String.raw`(?:--(?:password|passphrase|pass|token|secret|api-key|access-token|client-secret)(?:=|\s{1,3})|curl\s[^|;\n]{0,200}?(?:-u\s{0,2}|--user(?:=|\s{1,3}))["']?[^\s:"']{1,64}:|sshpass\s{1,3}-p\s{0,2}|mysql[a-z]{0,10}\s[^|;\n]{0,120}?\s-p|redis-cli\s[^|;\n]{0,120}?-a\s{1,3}|docker\s{1,3}login\s[^|;\n]{0,200}?-p\s{1,3})["']?([^\s"'<>|;]{4,256})`,
  group: 1,
  check: (value) => !isPlaceholder(value) && !value.startsWith('-'),
  samples: () => ({
    hits: [
      `mysql -u root -p${fill(12)} app`,
      `docker login -u svc -p ${fill(16)} r.example.com`,
      `tool login --password ${fill(14)}`,
      `curl -s -u admin:${fill(12)} https://x`,
      `curl --user admin:${fill(12)} https://x`,
      `redis-cli -h cache.example.com -a ${fill(20)} ping`,
    ],
    misses: [`mysql -u root -p app`, `--password ${'$'}{PASSWORD}`, `--password-stdin`, `--token <token>`],
  }),
};
