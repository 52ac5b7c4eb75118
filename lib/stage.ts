/** What a stage means for what a stack keeps: `prod` never loses anything, `dev` destroys cleanly. */

import { Duration, RemovalPolicy } from 'aws-cdk-lib';
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

/** Of a key. KMS lets none go at once: where nothing is kept, it waits as short a time as it may. */
export function endingOf({ removalPolicy, isProtected }: Keeping): {
  readonly removalPolicy: RemovalPolicy;
  readonly pendingWindow?: Duration;
} {
  return isProtected ? { removalPolicy } : { removalPolicy, pendingWindow: Duration.days(7) };
}
