/** A name and its value as a pair, in YAML, XML attributes and property lists in free text. */

import { type Detector, fill } from '../detector.ts';
import { isSecretAssignment } from '../secret-assignment.ts';

export const namedValue: Detector = {
  id: 'named-value',
  class: 'secret',
  keywords: ['value:', 'value=', 'value":', "value':", 'value ='],
  signs: [':', '='],
  pattern: String.raw`(?<![A-Za-z0-9_-])(?:name|key)["']?[ \t]{0,3}[:=][ \t]{0,3}["']?([A-Za-z0-9_.-]{2,64})["']?[,;]?\s{1,40}["']?value["']?[ \t]{0,3}[:=][ \t]{0,3}["']?([^\s"',;<>{}]{4,400})`,
  flags: 'i',
  group: 2,
  check: isSecretAssignment,
  samples: () => ({
    hits: [`- name: DB_PASSWORD\n  value: ${fill(12)}`, `<add key="ApiKey" value="${fill(32)}" />`],
    misses: [`- name: REGION\n  value: eu-west-1-abc`, `- name: DB_PASSWORD\n  valueFrom: ${fill(12)}`],
  }),
};
