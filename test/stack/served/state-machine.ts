/** Step Functions: runs the definition that the template holds, and invokes the functions that it names, in the machine's own role. */

import { StateMachine } from 'aws-local-stepfunctions';
import type { LambdaService } from './lambda-service.ts';
import type { Permissions } from './permissions.ts';
import type { ResolvedTemplate } from './resolved-template.ts';

export type Machines = {
  /** False when an execution of that name was started with another input. */
  readonly start: (name: string, input: string) => boolean;
  /** False when nobody waits with that token. */
  readonly succeed: (taskToken: string, output: string) => boolean;
  readonly inputs: () => readonly string[];
  readonly stop: () => void;
};

type Definition = ConstructorParameters<typeof StateMachine>[0];
type Json = Parameters<StateMachine['run']>[0];

export type MachineOptions = {
  readonly template: ResolvedTemplate;
  readonly lambda: Pick<LambdaService, 'invoke'>;
  readonly permissions: Permissions;
};

const waiting = '.waitForTaskToken';

/** What it needs to write its log and traces, whatever it runs (Step Functions developer guide, "cw-logs" and "xray"). */
const ownNeeds = [
  'logs:CreateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:DescribeLogGroups',
  'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:UpdateLogDelivery',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
];

export function createMachines({ template, lambda, permissions }: MachineOptions): Machines {
  const { properties } = template.only('AWS::StepFunctions::StateMachine');
  const definition = definitionIn(properties.DefinitionString, properties.DefinitionSubstitutions);
  const role = { arn: properties.RoleArn, name: properties.RoleArn.split('/').at(-1) };
  for (const action of ownNeeds) permissions.allow(role, { action, resource: '*', context: {} });
  const machine = new StateMachine(definition, {
    awsConfig: { region: 'us-east-1', credentials: { accessKeys: { accessKeyId: 'none', secretAccessKey: 'none' } } },
    validationOptions: { noValidate: true },
  });
  const started = new Map<string, { readonly input: string; readonly abort: () => void }>();
  const tokens = new Map<string, (output: Json) => void>();

  async function runTask(state: string, parameters: Json): Promise<Json> {
    const { FunctionName, Payload } = parameters as { readonly FunctionName: string; readonly Payload: object };
    const asked = { action: 'lambda:InvokeFunction', resource: FunctionName, context: {} };
    if (!permissions.allow(role, asked)) throw new Error('Lambda.AccessDenied');
    if (!isWaiting(definition, state)) return { Payload: ((await lambda.invoke(FunctionName, Payload)) ?? null) as Json };
    const { promise, resolve } = Promise.withResolvers<Json>();
    tokens.set((Payload as { readonly taskToken: string }).taskToken, resolve);
    await lambda.invoke(FunctionName, Payload);
    return promise;
  }

  function run(name: string, input: string): void {
    const tasks = Object.entries(definition.States).filter(([, { Type }]) => Type === 'Task');
    const handlers = tasks.map(([state]) => [state, (parameters: Json) => runTask(state, parameters)] as const);
    const execution = machine.run(JSON.parse(input), {
      overrides: { taskResourceLocalHandlers: Object.fromEntries(handlers) },
      context: { Task: { Token: `token-of-${name}` }, Execution: { Id: name } },
      noThrowOnAbort: true,
    });
    execution.result.catch(() => undefined);
    started.set(name, { input, abort: execution.abort });
  }

  return {
    start: (name, input) => {
      const known = started.get(name);
      if (known === undefined) run(name, input);
      return known === undefined || known.input === input;
    },
    succeed: (taskToken, output) => {
      const resolve = tokens.get(taskToken);
      resolve?.(JSON.parse(output));
      return resolve !== undefined;
    },
    inputs: () => [...started.values()].map(({ input }) => input),
    stop: () => {
      for (const { abort } of started.values()) abort();
      for (const resolve of tokens.values()) resolve({});
    },
  };
}

function definitionIn(text: string, substitutions: Readonly<Record<string, string>>): Definition {
  return JSON.parse(text.replaceAll(/\$\{(\w+)\}/g, (whole, name: string) => substitutions[name] ?? whole));
}

function isWaiting(definition: Definition, state: string): boolean {
  const found = definition.States[state];
  return found?.Type === 'Task' && String(found.Resource).endsWith(waiting);
}
