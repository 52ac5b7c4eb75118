/** Every kind of error in every protocol, as the unmodified boto3 takes it, in both of its ways to retry. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Protocol } from '#core/catalog/service.ts';
import { needsBoto3 } from '#test/vectors/boto3.ts';
import { type Boto3Shell, openBoto3Shell } from './support/boto3-shell.ts';
import {
  type ErrorDouble,
  errorKinds,
  errorOf,
  mostAttempts,
  requestId,
  sentence,
  startErrorDouble,
} from './support/error-double.ts';

type Caller = {
  readonly service: string;
  readonly operation: string;
  readonly signingName?: string;
  /** What the catalog alone tells of a GET; the other requests say by themselves what they speak. */
  readonly protocol?: Protocol;
};

const callers: readonly Caller[] = [
  { service: 'ec2', operation: 'describe_instances' },
  { service: 'sts', operation: 'get_caller_identity' },
  { service: 'dynamodb', operation: 'list_tables' },
  { service: 'lambda', operation: 'list_functions', protocol: 'rest-json' },
  { service: 's3', operation: 'list_buckets' },
  { service: 'route53', operation: 'list_hosted_zones' },
  { service: 'cloudwatch', operation: 'list_metrics', signingName: 'monitoring' },
  { service: 'sqs', operation: 'list_queues' },
];

const boto3 = needsBoto3();
let double: ErrorDouble;
let shell: Boto3Shell;

before(async () => {
  double = await startErrorDouble();
  if (boto3.skip === false) shell = openBoto3Shell(['CSG', 'secret', 'token']);
});
after(async () => {
  if (boto3.skip === false) await shell.close();
  double.close();
});

for (const mode of ['legacy', 'standard'] as const) {
  for (const { service, operation, signingName = service, protocol } of callers) {
    for (const [what, kind] of Object.entries(errorKinds)) {
      const often = kind.attempts === 1 ? 'once' : 'again';
      test(`boto3 in ${mode} mode, ${service}: ${what} is caught in the gateway's words, and sent ${often}`, boto3, async () => {
        const sent = double.answer(errorOf(kind), { signingName, ...(protocol === undefined ? {} : { protocol }) });

        const caught = await shell.call({ endpoint: double.url, service, operation, mode, attempts: mostAttempts });

        assert.match(caught.code, kind.name);
        assert.deepEqual([caught.message, caught.requestId, sent.length], [sentence, requestId, kind.attempts]);
      });
    }
  }
}
