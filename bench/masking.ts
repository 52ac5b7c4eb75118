/** Masking of replies of one megabyte: throughput and memory, beside the budgets of the design. */

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { readCatalog } from '#adapters/files/catalog.ts';
import type { Protocol } from '#core/catalog/service.ts';
import type { HttpReply } from '#core/http.ts';
import { arm, createDetection } from '#core/masking/detect.ts';
import type { Detector } from '#core/masking/detector.ts';
import { allDetectors } from '#core/masking/detectors.ts';
import { maskParameters } from '#core/masking/mask-parameters.ts';
import { maskReply, type ReplyWire } from '#core/masking/mask-reply.ts';
import type { Row } from './row.ts';

const runs = 15;
const catalog = readCatalog();

/** The rows of `npm run bench`. */
export function benchMasking(): readonly Row[] {
  return [...benchMaskingSpeed(), memory('json'), memory('xml'), worstDetector(), firstPlan(), parameters()];
}

function benchMaskingSpeed(): readonly Row[] {
  const json = jsonReply();
  const xml = xmlReply();
  const secrets = ['correct-horse-battery', 'x7.9!kq-22'];
  return [
    speed('mask a JSON reply', json, wireOf('ssm', 'GetParametersByPath', 'json'), 30),
    speed('mask a JSON reply, 2 literals', json, wireOf('ssm', 'GetParametersByPath', 'json', secrets), 30),
    speed('mask a JSON reply, nothing in it', clearJsonReply(), wireOf('dynamodb', 'Scan', 'json'), 30),
    speed('mask an XML reply', xml, wireOf('ec2', 'DescribeLaunchTemplateVersions', 'ec2'), 40),
    speed('mask an XML reply, 2 literals', xml, wireOf('ec2', 'DescribeLaunchTemplateVersions', 'ec2', secrets), 40),
    speed('mask one string of 1 MB, 2 literals', stringReply(), wireOf('logs', 'GetLogEvents', 'json', secrets), 15),
  ];
}

function wireOf(service: string, name: string, protocol: Protocol, secrets: readonly string[] = []): ReplyWire {
  const operation = catalog.operation(service, name);
  if (operation === undefined) throw new TypeError(`bench: the catalog has no ${service}:${name}`);
  return { operation, protocol, output: catalog.shape(operation, 'output'), secrets };
}

function reply(text: string): HttpReply {
  return { status: 200, headers: [['content-length', String(text.length)]], body: Buffer.from(text) };
}

function jsonReply(megabytes = 1): HttpReply {
  const parameters = Array.from({ length: megabytes * 3900 }, (_, n) => ({
    ARN: `arn:aws:ssm:eu-west-1:123456789012:parameter/app/${n}`,
    DataType: 'text',
    LastModifiedDate: 1614834360.123,
    Name: `/app/service-${n}/database/password`,
    Selector: `selector number ${n} of a parameter`,
    Type: 'SecureString',
    Value: `value-${n}`,
    Version: 12345678901,
  }));
  return reply(JSON.stringify({ Parameters: parameters }));
}

function clearJsonReply(): HttpReply {
  const items = Array.from({ length: 10_500 }, (_, n) => ({
    pk: { S: `customer#${n}` },
    note: { S: 'a sentence of some words that is stored' },
    n: { N: String(n) },
  }));
  return reply(JSON.stringify({ Count: items.length, Items: items }));
}

function xmlReply(megabytes = 1): HttpReply {
  const item = (n: number) =>
    `<item><createTime>2021-03-04T05:06:07.000Z</createTime><createdBy>arn:aws:iam::123456789012:root</createdBy><defaultVersion>true</defaultVersion>` +
    `<launchTemplateData><imageId>ami-0abcdef1234567890</imageId><instanceType>t3.micro</instanceType><userData>IyEvYmluL2Jhc2gK${n}</userData>` +
    `</launchTemplateData><launchTemplateId>lt-0abcdef1234567890</launchTemplateId><launchTemplateName>web-${n}</launchTemplateName><versionNumber>${n}</versionNumber></item>`;
  const items = Array.from({ length: megabytes * 2400 }, (_, n) => item(n)).join('\n');
  return reply(
    `<DescribeLaunchTemplateVersionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>59dbff89</requestId>` +
      `<launchTemplateVersionSet>${items}</launchTemplateVersionSet></DescribeLaunchTemplateVersionsResponse>`,
  );
}

function stringReply(): HttpReply {
  return reply(
    JSON.stringify({ events: [{ message: 'one line of a log that goes on and on; '.repeat(27_500), timestamp: 1614834360123 }] }),
  );
}

function speed(name: string, message: HttpReply, wire: ReplyWire, budget: number): Row {
  const seconds = median(() => maskReply(message, wire));
  return { name, value: round(message.body.length / 1e6 / seconds), unit: 'MB/s', budget: { kind: 'at-least', value: budget } };
}

/** How much a process grows while it masks one large reply, in a process of its own so that nothing else counts. */
function memory(kind: 'json' | 'xml'): Row {
  const child = spawnSync(process.execPath, [fileURLToPath(import.meta.url), kind], { encoding: 'utf8' });
  return {
    name: `memory of one ${kind.toUpperCase()} reply of 16 MB`,
    value: round(Number(child.stdout)),
    unit: '× payload',
    budget: { kind: 'at-most', value: 6 },
  };
}

if (import.meta.main) {
  const isJson = process.argv[2] === 'json';
  const wire = isJson ? wireOf('ssm', 'GetParametersByPath', 'json') : wireOf('ec2', 'DescribeLaunchTemplateVersions', 'ec2');
  const message = isJson ? jsonReply(16) : xmlReply(16);
  const before = process.resourceUsage().maxRSS;
  maskReply(message, wire);
  process.stdout.write(String(((process.resourceUsage().maxRSS - before) * 1024) / message.body.length));
}

/** Over all detectors of ours, each on 100 KB of what is worst for it: its keyword again and again, and all but the end of a match. */
function worstDetector(): Row {
  const slowest = () =>
    Math.max(...allDetectors.flatMap((detector) => worstOf(detector).map((seed) => searched(detector, seed))));
  // Once for nothing: the walk over a text is compiled by then, and what is measured is the patterns.
  slowest();
  const worst = slowest();
  return {
    name: 'worst detector on its worst 100 KB',
    value: round(worst * 1000),
    unit: 'ms',
    budget: { kind: 'at-most', value: 10 },
  };
}

function searched(detector: Detector, seed: string): number {
  const detection = createDetection([arm(detector)]);
  const text = seed.repeat(Math.ceil(100_000 / seed.length));
  return Math.min(...[0, 1, 2].map(() => cpuSeconds(() => detection.find(text))));
}

function worstOf({ keywords, samples }: Detector): readonly string[] {
  const [keyword = '1'] = keywords;
  const [sample = ''] = samples().hits;
  return [keyword, sample.slice(0, -1), `${keyword}${'a'.repeat(60)}`];
}

function firstPlan(): Row {
  const wire = wireOf('quicksight', 'DescribeDashboardDefinition', 'rest-json');
  const started = process.hrtime.bigint();
  maskReply(reply('{"Definition":{"Sheets":[{"Visuals":[{"TableVisual":{"Title":{}}}]}]}}'), wire);
  return {
    name: 'first mask of an operation',
    value: round(Number(process.hrtime.bigint() - started) / 1e6),
    unit: 'ms',
  };
}

function parameters(): Row {
  const operation = catalog.operation('lambda', 'CreateFunction');
  if (operation === undefined) throw new TypeError('bench: the catalog has no lambda:CreateFunction');
  const input = catalog.shape(operation, 'input');
  const value = { FunctionName: 'f', Role: 'r', Environment: { Variables: { A: 'first-secret', B: 'second-secret' } } };
  const seconds = median(() => {
    for (let n = 0; n < 100; n += 1) maskParameters(value, input, { operation });
  });
  return { name: 'mask parameters', value: round((seconds / 100) * 1e6), unit: 'µs' };
}

function median(run: () => void): number {
  for (let warm = 0; warm < 40; warm += 1) run();
  const times = Array.from({ length: runs }, () => cpuSeconds(run));
  return times.sort((a, b) => a - b)[Math.floor(runs / 2)] ?? 0;
}

/** Of this process: what else runs on the machine does not count. */
function cpuSeconds(run: () => void): number {
  const started = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1e6;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
