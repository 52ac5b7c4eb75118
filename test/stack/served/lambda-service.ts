/** Lambda: each function of the template in processes of its own, one invocation at a time in each, with what its resource says. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type OnPart, type RunningFunction, startFunction } from '../support/function.ts';
import type { Permissions, Role } from './permissions.ts';
import { type Place, stackName } from './physical-names.ts';
import type { ResolvedResource, ResolvedTemplate } from './resolved-template.ts';

export type LambdaService = {
  /** Waits for what it returns. Errors: what the function throws, time-outs, payloads over 6 MB. */
  readonly invoke: (functionArn: string, event: object) => Promise<unknown>;
  /** A streamed answer, part by part, of any size. Errors: as above. */
  readonly invokeStreaming: (functionArn: string, event: object, onPart: OnPart) => Promise<unknown>;
  /** As `InvocationType: Event` does. */
  readonly invokeLater: (functionArn: string, event: object) => void;
  /** When everything that was invoked for later has ended. */
  readonly settled: () => Promise<void>;
  /** Whose credentials these are. */
  readonly callerOf: (accessKeyId: string) => Role | undefined;
  readonly roleOf: (functionArn: string) => Role | undefined;
  /** Another environment of the function whose ARN ends so, as its next invocation beside others would make one. */
  readonly startCold: (name: string) => Promise<void>;
  readonly log: () => string;
  readonly stop: () => Promise<void>;
};

type Deployed = {
  readonly role: Role;
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly accessKeyId: string;
  readonly timeoutSeconds: number;
  /** What Lambda itself does in the role's name. */
  readonly ownNeeds: readonly { readonly action: string; readonly resource: string }[];
};

export type LambdaOptions = {
  readonly template: ResolvedTemplate;
  readonly place: Place;
  /** Where the assets of the synthesised app are. */
  readonly assembly: string;
  readonly permissions: Permissions;
  readonly preloads: readonly URL[];
};

const payloadLimitBytes = 6 * 1024 * 1024;

export function createLambdaService({ template, place, assembly, permissions, preloads }: LambdaOptions): LambdaService {
  const functions = new Map(
    template
      .ofType('AWS::Lambda::Function')
      .map((resource) => [template.attribute(resource.id, 'Arn'), deployed(resource, { template, place, assembly })]),
  );
  const idle = new Map<Deployed, RunningFunction[]>();
  const started: RunningFunction[] = [];
  const later = new Set<Promise<unknown>>();

  async function start(made: Deployed): Promise<RunningFunction> {
    for (const need of made.ownNeeds) permissions.allow(made.role, { ...need, context: {} });
    const environment = await startFunction(made.directory, made.environment, preloads);
    started.push(environment);
    return environment;
  }

  async function invokeStreaming(functionArn: string, event: object, onPart?: OnPart): Promise<unknown> {
    const made = functions.get(functionArn);
    if (made === undefined) throw new Error(`no function ${functionArn}`);
    refuseLarge(event);
    const environment = idle.get(made)?.pop() ?? (await start(made));
    const result = await withinTime(environment.run(event, onPart), made.timeoutSeconds);
    idle.set(made, [...(idle.get(made) ?? []), environment]);
    return result;
  }

  async function invoke(functionArn: string, event: object): Promise<unknown> {
    const result = await invokeStreaming(functionArn, event);
    refuseLarge(result);
    return result;
  }

  return {
    invoke,
    invokeStreaming,
    invokeLater: (functionArn, event) => {
      const running = invoke(functionArn, event).finally(() => later.delete(running));
      later.add(running);
      running.catch(() => undefined);
    },
    settled: async () => {
      while (later.size > 0) await Promise.allSettled(later);
    },
    callerOf: (accessKeyId) => [...functions.values()].find((made) => made.accessKeyId === accessKeyId)?.role,
    roleOf: (functionArn) => functions.get(functionArn)?.role,
    startCold: async (name) => {
      const made = [...functions].find(([arn]) => arn.includes(`function:${stackName}-${name}Function`))?.[1];
      if (made === undefined) throw new Error(`no function ${name}`);
      idle.set(made, [...(idle.get(made) ?? []), await start(made)]);
    },
    log: () => started.map((environment) => environment.log()).join(''),
    stop: async () => {
      await Promise.all(started.map((environment) => environment.stop()));
    },
  };
}

type Deploying = Pick<LambdaOptions, 'template' | 'place' | 'assembly'>;

function deployed({ id, properties }: ResolvedResource, { template, place, assembly }: Deploying): Deployed {
  const { Handler, Role, Code, Environment, Timeout, LoggingConfig, TracingConfig } = properties;
  const directory = join(assembly, `asset.${Code.S3Key.replace(/\.zip$/, '')}`);
  if (Handler !== 'index.handler' || !existsSync(join(directory, 'index.mjs')))
    throw new Error(`${id}: no ${Handler} in its asset`);
  const accessKeyId = `ASIA${id.toUpperCase().slice(0, 16).padEnd(16, '0')}`;
  return {
    role: { arn: Role, name: Role.split('/').at(-1) },
    directory,
    accessKeyId,
    timeoutSeconds: Timeout,
    environment: {
      ...Environment.Variables,
      AWS_REGION: place.region,
      AWS_LAMBDA_FUNCTION_NAME: template.ref(id),
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: 'secret-of-a-test',
      AWS_SESSION_TOKEN: 'session-of-a-test',
    },
    ownNeeds: [
      ...['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => on(action, logGroupOf(LoggingConfig.LogGroup, template))),
      ...(TracingConfig?.Mode === 'Active'
        ? ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'].map((action) => on(action, '*'))
        : []),
    ],
  };
}

function on(action: string, resource: string) {
  return { action, resource };
}

function logGroupOf(name: string, template: ResolvedTemplate): string {
  const found = template.ofType('AWS::Logs::LogGroup').find(({ id }) => template.ref(id) === name);
  return template.attribute(found?.id ?? '', 'Arn');
}

function refuseLarge(payload: unknown): void {
  if (JSON.stringify(payload ?? null).length > payloadLimitBytes) throw new PayloadTooLarge();
}

export class PayloadTooLarge extends Error {
  constructor() {
    super('a payload of Lambda has at most 6 MB');
    this.name = 'PayloadTooLarge';
  }
}

async function withinTime<Result>(running: Promise<Result>, timeoutSeconds: number): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`Task timed out after ${timeoutSeconds} seconds`)), timeoutSeconds * 1000);
  return Promise.race([running, promise]).finally(() => clearTimeout(timer));
}
