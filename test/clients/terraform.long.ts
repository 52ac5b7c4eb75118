/** Terraform's AWS provider with the profile that setup writes: resources of every protocol are made and destroyed, one is denied, one waits. */

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { DescribeParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { countersign, startGateway, type TestGateway } from './support/gateway.ts';
import { type Moto, startMoto } from './support/moto.ts';
import { openConfig } from './support/open-config.ts';
import { needsTerraform, terraform } from './support/terraform.ts';

const programs = needsTerraform('moto_server');
const guardrails = `@id("no-users")
@reason("users are made by the people team")
forbid (principal, action == CS::Action::"iam:CreateUser", resource);

@id("log-groups")
@reason("a log group costs money; it needs an approval")
@approval("production-change")
forbid (principal, action == CS::Action::"logs:CreateLogGroup", resource)
unless { context.approvals.contains("production-change") };
`;
const provider = `provider "aws" {
  profile           = "countersign-sandbox"
  s3_use_path_style = true
}
`;
const resources = `
resource "aws_ssm_parameter" "url" {
  name  = "/app/url"
  type  = "String"
  value = "example.test"

  # What comes back is masked, and would look like a change.
  lifecycle {
    ignore_changes = [value]
  }
}

resource "aws_sns_topic" "news" {
  name = "news"
}

resource "aws_security_group" "web" {
  name        = "web"
  description = "a + b & ü"
}

resource "aws_s3_bucket" "files" {
  bucket = "terraform-files"
}

resource "aws_s3_object" "file" {
  bucket  = aws_s3_bucket.files.bucket
  key     = "folder/a b+ü.txt"
  content = "hello"
}

resource "aws_cloudwatch_log_group" "app" {
  name = "/app/web"
}
`;
const denied = `
resource "aws_iam_user" "eve" {
  name = "eve"
}
`;

let home: string;
let work: string;
let moto: Moto | undefined;
let gateway: TestGateway;

before(async () => {
  if (programs.skip !== false) return;
  home = mkdtempSync(join(tmpdir(), 'countersign-terraform-'));
  work = join(home, 'work');
  mkdirSync(work);
  moto = await startMoto();
  await warmUp(moto.url);
  const configFile = openConfig(home, moto.url);
  writeFileSync(join(home, 'policies', 'guardrails.cedar'), guardrails);
  gateway = await startGateway({ configFile, holdSeconds: 1 });
  await countersign(['login', '--as', 'engineer', '--url', gateway.apiUrl], home);
  await countersign(['setup', '--connection', 'sandbox'], home);
});
after(async () => {
  if (programs.skip !== false) return;
  await moto?.stop();
  await gateway.stop();
  rmSync(home, { recursive: true });
});

/** The first calls of a service fail in moto where they come at once, and a failed call uses its approval up. */
async function warmUp(endpoint: string): Promise<void> {
  const settings = { region: 'eu-west-1', endpoint, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  await new STSClient(settings).send(new GetCallerIdentityCommand({}));
  await new SNSClient(settings).send(new ListTopicsCommand({}));
  await new SSMClient(settings).send(new DescribeParametersCommand({}));
  await new EC2Client(settings).send(new DescribeVpcsCommand({}));
  await new S3Client({ ...settings, forcePathStyle: true }).send(new ListBucketsCommand({}));
  await new CloudWatchLogsClient(settings).send(new DescribeLogGroupsCommand({}));
}

function run(...args: readonly string[]) {
  return terraform(args, work, { AWS_CONFIG_FILE: join(home, 'aws-config'), COUNTERSIGN_HOME: join(home, 'state') });
}

/** Approves the first approval that waits, as soon as there is one. */
async function approveWhenAsked(): Promise<number> {
  for (;;) {
    const { body } = await gateway.api('approver', 'GET', '/v1/approvals?state=pending&for=me');
    const [waiting] = (body as { readonly items: readonly { readonly id: string }[] }).items;
    if (waiting !== undefined) {
      // Longer than the call is held: Terraform's own retries bring it back.
      await delay(3000);
      const given = await gateway.api('approver', 'POST', `/v1/approvals/${waiting.id}/verdicts`, { verdict: 'approve' });
      return given.status;
    }
    await delay(500);
  }
}

test('what is planned is made, and what waits for an approval goes on by itself once it is given', programs, async () => {
  writeFileSync(join(work, 'main.tf'), provider + resources);
  const init = await run('init');
  const approved = approveWhenAsked();

  const applied = await run('apply', '-auto-approve');

  assert.equal(init.code, 0, init.output);
  assert.equal(applied.code, 0, applied.output);
  assert.match(applied.output, /Apply complete! Resources: 6 added, 0 changed, 0 destroyed/);
  assert.equal(await approved, 200);
});

test('a plan over what was made finds nothing to change', programs, async () => {
  const { code, output } = await run('plan', '-detailed-exitcode');

  assert.equal(code, 0, output);
});

test('a denial is shown in the gateway’s words, and not tried again', programs, async () => {
  writeFileSync(join(work, 'denied.tf'), denied);

  const { code, output } = await run('apply', '-auto-approve', '-refresh=false', '-target=aws_iam_user.eve');

  rmSync(join(work, 'denied.tf'));
  assert.equal(code, 1);
  assert.match(output.replaceAll(/\s+│?\s*/g, ' '), /AccessDenied: .*no-users: users are made by the people team/);
  const { body } = await gateway.api('engineer', 'GET', '/v1/events?operation=CreateUser');
  assert.equal((body as { readonly items: readonly unknown[] }).items.length, 1);
});

test('what was made is destroyed', programs, async () => {
  const { code, output } = await run('destroy', '-auto-approve', '-refresh=false');

  assert.equal(code, 0, output);
  assert.match(output, /Destroy complete! Resources: 6 destroyed/);
});
