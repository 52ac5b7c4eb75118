/** An assembly without what moto's CloudFormation lacks: a patched copy of what `cdk synth` made, for a deployment on one machine. */

import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Properties, Resource } from './synth.ts';

/** Types that moto does not make, or makes by asking Docker, each with why it is left out. */
const lacking: readonly { readonly type: RegExp; readonly because: string }[] = [
  { type: /^AWS::ApiGatewayV2::/, because: 'moto makes no HTTP API from a template' },
  { type: /^AWS::CloudWatch::(Alarm|Dashboard)$/, because: 'moto knows neither metric maths nor dashboards' },
  { type: /^AWS::Lambda::(Permission|Url)$/, because: 'moto makes neither' },
  { type: /^AWS::(S3::BucketPolicy|SNS::TopicPolicy|SQS::QueuePolicy)$/, because: 'moto makes no such policy' },
  { type: /^AWS::SecretsManager::/, because: 'moto makes none from a template; the test makes the secret' },
  { type: /^AWS::Lambda::EventSourceMapping$/, because: 'moto would run the sealer in Docker at each write, and fail the write' },
  { type: /^Custom::/, because: 'moto would run its function in Docker' },
];

/** What was left out, and why: a line a type. */
export function toldLeftOut(leftOut: readonly LeftOut[]): readonly string[] {
  const byType = Map.groupBy(leftOut, ({ type }) => type);
  return [...byType].map(([type, all]) => `left out: ${all.length} × ${type}, because ${all[0]?.because}`);
}

export type LeftOut = { readonly id: string; readonly type: string; readonly because: string };

type Template = {
  readonly Resources: Readonly<Record<string, Resource & { readonly DependsOn?: string | readonly string[] }>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
};

export type Patching = {
  readonly from: string;
  readonly to: string;
  readonly stack: string;
  /** What stands for a resource that is left out, by its logical id; else a made-up ARN. */
  readonly standIns: Readonly<Record<string, string>>;
};

/** What was left out, in the template's order. */
export function patchAssembly({ from, to, stack, standIns }: Patching): readonly LeftOut[] {
  cpSync(from, to, { recursive: true });
  const file = join(to, `${stack}.template.json`);
  const template: Template = JSON.parse(readFileSync(file, 'utf8'));
  const leftOut = Object.entries(template.Resources).flatMap(([id, { Type: type }]) => {
    const found = lacking.find((each) => each.type.test(type));
    return found === undefined ? [] : [{ id, type, because: found.because }];
  });
  const gone = new Set(leftOut.map(({ id }) => id));
  const kept = Object.entries(template.Resources).filter(([id]) => !gone.has(id));
  const resources = kept.map(([id, { DependsOn = [], ...resource }]) => {
    const left = [DependsOn].flat().filter((other) => !gone.has(other));
    return [id, { ...resource, ...(left.length === 0 ? {} : { DependsOn: left }) }] as const;
  });
  const patched = { ...template, Resources: Object.fromEntries(resources) };
  const standIn = (id: string) => standIns[id] ?? `arn:aws:made-up:eu-west-1:999999999999:${id}`;
  writeFileSync(file, JSON.stringify(withStandIns(patched, gone, standIn)));
  return leftOut;
}

/** The same JSON, with a stand-in for each Ref and GetAtt of what is gone. */
function withStandIns(value: Properties, gone: ReadonlySet<string>, standIn: (id: string) => string): Properties {
  if (Array.isArray(value)) return value.map((item) => withStandIns(item, gone, standIn));
  if (value === null || typeof value !== 'object') return value;
  const id = value.Ref ?? value['Fn::GetAtt']?.[0];
  if (typeof id === 'string' && gone.has(id)) return standIn(id);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withStandIns(item, gone, standIn)]));
}
