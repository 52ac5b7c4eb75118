/** What a stage means for what a stack keeps: `prod` never loses anything, `dev` destroys cleanly. */

import { RemovalPolicy } from 'aws-cdk-lib';
import type { Config } from '#config/config.ts';

export type Keeping = {
  readonly removalPolicy: RemovalPolicy;
  readonly isProtected: boolean;
};

export function keepingOf({ stage }: Pick<Config, 'stage'>): Keeping {
  switch (stage) {
    case 'prod':
      return { removalPolicy: RemovalPolicy.RETAIN, isProtected: true };
    case 'dev':
      return { removalPolicy: RemovalPolicy.DESTROY, isProtected: false };
  }
}
