/** GitLab tokens: personal, deploy, runner, feed, trigger, agent and the others with a prefix. */

import { type Detector, fill, token } from '../detector.ts';

export const gitlabToken: Detector = {
  id: 'gitlab-token',
  class: 'credential',
  keywords: [
    'glpat-',
    'gldt-',
    'glrt-',
    'glptt-',
    'glft-',
    'glsoat-',
    'glagent-',
    'gloas-',
    'glcbt-',
    'glimt-',
    'glffct-',
    'glrtr-',
    'glwt-',
    'gr1348941',
  ],
  pattern: token('gl(?:pat|dt|rtr|rt|ptt|ft|soat|agent|oas|cbt|imt|ffct|wt)-[A-Za-z0-9_.-]{18,320}|GR1348941[A-Za-z0-9_-]{20}'),
  samples: () => ({
    hits: [`glpat-${fill(20)}`, `glrt-${fill(20)}`, `GR1348941${fill(20)}`],
    misses: [`glpat-x`],
  }),
};
