import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { GatewayError } from '#core/errors.ts';
import { awsCli, keysEnv } from '#test/clients/support/aws-cli.ts';
import { needs } from '#test/clients/support/on-path.ts';
import { type Capture, startCapture } from '#test/vectors/capture.ts';
import { credentials } from '#test/vectors/signers.ts';
import { verifyingAnswer } from '#test/vectors/verifying-answer.ts';

const sentence = 'Nothing may be launched here: <guardrail "no-launch"> & friends.';

/** One command of each protocol and of each awkward form, and what the CLI prints of it. */
const commands: readonly { readonly line: string; readonly prints: string }[] = [
  { line: 'ec2 run-instances --image-id ami-1 --count 1 --user-data a+b&c', prints: `(UnauthorizedOperation) .*: ${sentence}` },
  { line: 'ec2 describe-instances --filters Name=tag:a+b,Values=ü', prints: `(UnauthorizedOperation) .*: ${sentence}` },
  { line: 'sts get-caller-identity', prints: `(AccessDenied) .*: ${sentence}` },
  { line: 'iam create-user --user-name eve', prints: `(AccessDenied) .*: ${sentence}` },
  { line: 'cloudfront list-distributions', prints: `(AccessDenied) .*: ${sentence}` },
  { line: 'dynamodb list-tables', prints: `(AccessDeniedException) .*: ${sentence}` },
  { line: 'ssm get-parameter --name /prod/db --with-decryption', prints: `(AccessDeniedException) .*: ${sentence}` },
  { line: 'secretsmanager get-secret-value --secret-id prod/db', prints: `(AccessDeniedException) .*: ${sentence}` },
  {
    line: 'lambda get-function --function-name arn:aws:lambda:eu-west-1:123456789012:function:f',
    prints: '(AccessDeniedException)',
  },
  { line: 's3api get-object --bucket bkt --key a//b/../c/./d+ü%2F~!*() /dev/null', prints: `(AccessDenied) .*: ${sentence}` },
  { line: 's3api put-object --bucket bkt --key k --metadata a=b', prints: `(AccessDenied) .*: ${sentence}` },
  { line: 's3api head-object --bucket bkt --key k', prints: '(403) .*: Forbidden' },
];

async function capture(t: TestContext, error: GatewayError): Promise<Capture> {
  const started = await startCapture(verifyingAnswer(error));
  t.after(started.close);
  return started;
}

/** `pattern` is plain text but for `.*`. */
function matches(pattern: string): RegExp {
  return new RegExp(
    pattern
      .split('.*')
      .map((piece) => piece.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
      .join('.*'),
  );
}

for (const { line, prints } of commands) {
  test(`the CLI's request verifies, and its user reads our sentence after one attempt: ${line}`, needs('aws'), async (t) => {
    const { endpoint, requests } = await capture(t, new GatewayError('denied', sentence));

    const { stderr, code } = await awsCli(line.split(' '), keysEnv(endpoint, credentials));

    assert.match(stderr, matches(prints));
    assert.notEqual(code, 0);
    assert.equal(requests.length, 1);
  });
}
