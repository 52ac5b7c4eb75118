/** Every kind of error in every protocol, as each unmodified aws CLI on PATH takes it: 1, 2 or both. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Protocol } from '#core/catalog/service.ts';
import { keysEnv } from './support/aws-cli.ts';
import { type AwsShell, openAwsShell } from './support/aws-cli-shell.ts';
import { type ErrorDouble, errorKinds, errorOf, sentence, startErrorDouble } from './support/error-double.ts';
import { needs, onPath, pathsOf } from './support/on-path.ts';

const commands: readonly (readonly [signingName: string, ...args: readonly string[]])[] = [
  ['ec2', 'ec2', 'describe-instances'],
  ['sts', 'sts', 'get-caller-identity'],
  ['dynamodb', 'dynamodb', 'list-tables'],
  ['lambda', 'lambda', 'list-functions'],
  ['s3', 's3api', 'list-buckets'],
  ['route53', 'route53', 'list-hosted-zones'],
  ['monitoring', 'cloudwatch', 'list-metrics'],
];

/** What the catalog alone tells of a GET; the other requests say by themselves what they speak. */
const spoken: Readonly<Record<string, { readonly protocol: Protocol }>> = { lambda: { protocol: 'rest-json' } };

let double: ErrorDouble;
const shells = new Map<string, AwsShell>();

before(async () => {
  double = await startErrorDouble();
});
after(async () => {
  for (const shell of shells.values()) await shell.close();
  double.close();
});

async function shellOf(program: string): Promise<AwsShell> {
  const known = shells.get(program);
  if (known !== undefined) return known;
  const opened = await openAwsShell(program);
  shells.set(program, opened);
  return opened;
}

/** Without any, the tests say that they are skipped. */
const programs = onPath('aws') ? pathsOf('aws') : ['aws'];

for (const program of programs) {
  for (const [signingName, ...args] of commands) {
    for (const [what, kind] of Object.entries(errorKinds)) {
      const often = kind.attempts === 1 ? 'once' : 'again';
      test(`${program} ${args.join(' ')}: ${what} is told in the gateway's words, and sent ${often}`, needs('aws'), async () => {
        const shell = await shellOf(program);
        const keys = keysEnv(double.url, { accessKeyId: 'CSG', secretAccessKey: 'secret', sessionToken: 'token' });
        const sent = double.answer(errorOf(kind), { signingName, ...spoken[signingName] });

        // Older ones of 2 know an endpoint by this option alone.
        const { stderr, code } = await shell.run([...args, '--endpoint-url', double.url], {
          ...keys,
          AWS_RETRY_MODE: 'standard',
          AWS_MAX_ATTEMPTS: '2',
        });

        assert.notEqual(code, 0);
        assert.ok(stderr.includes(sentence), stderr);
        assert.match(/occurred \(([^)]+)\)/.exec(stderr)?.[1] ?? '', kind.name);
        assert.equal(sent.length, kind.attempts);
      });
    }
  }
}
