import assert from 'node:assert/strict';
import { test } from 'node:test';
import { narrowingDenial } from './narrowing-denial.ts';

const role = 'arn:aws:iam::123456789012:role/countersign/launcher';
const who = 'User: arn:aws:sts::123456789012:assumed-role/launcher/ann is not authorized to perform: ';

test('a session policy that does not allow an action is recognised, and the action is named', () => {
  const message = `${who}s3:GetObject on resource: "arn:aws:s3:::b/k" because no session policy allows the s3:GetObject action`;

  const told = narrowingDenial({ code: 'AccessDenied', message }, { role });

  assert.match(told ?? '', /^AWS denied s3:GetObject: .*launcher.*narrow/);
});

test('EC2 says it with an encoded message behind it', () => {
  const message = `You are not authorized to perform this operation. ${who}ec2:RunInstances on resource: arn:aws:ec2:eu-west-1:123456789012:volume/* because no session policy allows the ec2:RunInstances action. Encoded authorization failure message: abc`;

  assert.match(narrowingDenial({ code: 'UnauthorizedOperation', message }, { role }) ?? '', /ec2:RunInstances/);
});

test('an explicit deny in a session policy says that a tag was changed in between', () => {
  const message = `${who}sqs:SendMessage with an explicit deny in a session policy`;

  assert.match(
    narrowingDenial({ code: 'AccessDeniedException', message }, { role }) ?? '',
    /a tag .* was changed .*decided anew/,
  );
});

for (const [what, code, ending] of [
  ['the role’s own policies', 'AccessDenied', 'because no identity-based policy allows the s3:GetObject action'],
  ['a boundary', 'AccessDenied', 'because no permissions boundary allows the iam:CreateUser action'],
  ['a service control policy', 'AccessDenied', 'with an explicit deny in a service control policy'],
  ['another error with these words', 'ValidationException', 'because no session policy allows the s3:GetObject action'],
] as const) {
  test(`a denial by ${what} is passed on as it is`, () => {
    assert.equal(narrowingDenial({ code, message: who + ending }, { role }), undefined);
  });
}

test('no error is no denial', () => {
  assert.equal(narrowingDenial(undefined, { role }), undefined);
});
