/** AWS session token, by the version bytes that it starts with. */

import { type Detector, fill, token } from '../detector.ts';

export const awsSessionToken: Detector = {
  id: 'aws-session-token',
  class: 'credential',
  keywords: ['iqojb3jpz2lu', 'fwogzxivyxdz', 'fqogzxivyxdz'],
  pattern: token('(?:IQoJb3JpZ2lu|FwoGZXIvYXdz|FQoGZXIvYXdz)[A-Za-z0-9/+]{80,4000}={0,2}'),
  samples: () => ({
    hits: [`IQoJb3JpZ2lu${fill(300)}`],
    misses: [`IQoJb3JpZ2lu`],
  }),
};
