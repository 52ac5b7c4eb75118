/** What approvals need: the state machine that waits with them, its functions, and the function of the pages. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Config } from '#config/config.ts';
import { machineArn, machineRole } from '../machine-statements.ts';
import type { Keeping } from '../stage.ts';
import * as may from '../statements.ts';
import { GatewayFunction, type GatewayFunctionUse } from './gateway-function.ts';

export type ApprovalsProps = { readonly bundleDirectory: string; readonly keeping: Keeping };

export type ApprovalsUse = {
  readonly config: Config;
  readonly environment: Readonly<Record<string, string>>;
  /** What every function that reads the keyring and the table may do. */
  readonly shared: readonly iam.PolicyStatement[];
  readonly table: dynamodb.ITable;
  /** What makes calls: bodies of the record, and the roles of spokes. */
  readonly calling: Required<Pick<GatewayFunctionUse, 'statements' | 'accepted'>>;
};

const definitionFile = new URL('../../statemachines/approval.asl.json', import.meta.url);

export class Approvals extends Construct {
  /** Known by its name, because the functions that wake the machine are part of it. */
  readonly stateMachineArn: string;
  private readonly functions: Readonly<Record<'pages' | 'notify' | 'close' | 'execute', GatewayFunction>>;
  private readonly keeping: Keeping;

  constructor(scope: Construct, id: string, { bundleDirectory, keeping }: ApprovalsProps) {
    super(scope, id);
    this.keeping = keeping;
    this.stateMachineArn = machineArn(this.machineName());
    const { removalPolicy } = keeping;
    const make = (name: string, made: { folder: string; description: string; timeoutSeconds: number; reserved: number }) =>
      new GatewayFunction(this, name, {
        ...(name === 'Execute' ? { caller: name } : {}),
        description: `Countersign: ${made.description}`,
        bundleDirectory: join(bundleDirectory, made.folder),
        timeoutSeconds: made.timeoutSeconds,
        reservedConcurrency: keeping.isProtected ? made.reserved : undefined,
        removalPolicy,
      });
    this.functions = {
      pages: make('Pages', { folder: 'approvals', description: 'the pages of approvals', timeoutSeconds: 29, reserved: 20 }),
      notify: make('Notify', { folder: 'notify', description: 'asks approvers and waits', timeoutSeconds: 60, reserved: 10 }),
      close: make('Close', { folder: 'close', description: 'ends approvals and tells of it', timeoutSeconds: 60, reserved: 10 }),
      execute: make('Execute', { folder: 'execute', description: 'makes approved calls', timeoutSeconds: 120, reserved: 20 }),
    };
  }

  /** Each reads the keyring and the table. */
  get roles(): readonly iam.Role[] {
    return Object.values(this.functions).map(({ role }) => role);
  }

  /** The one that keeps bodies in the record. */
  get executor(): iam.Role {
    return this.functions.execute.role;
  }

  create(use: ApprovalsUse): Readonly<Record<'pages' | 'notify' | 'close' | 'execute', lambda.Function>> {
    const { config, shared, table, calling } = use;
    const environment = { ...use.environment, COUNTERSIGN_STATE_MACHINE_ARN: this.stateMachineArn };
    const changing = [...shared, ...may.changeApprovals(table), may.wakeMachine(this.stateMachineArn)];
    const telling = may.tellPeople(config.notify);
    const { pages, notify, close, execute } = this.functions;
    const pagesFunction = pages.create({
      environment,
      statements: [
        ...changing,
        may.listApprovals(table),
        may.putItems(table, ['session', 'revocation']),
        may.getItems(table, ['session', 'revocation', 'approval', 'task-token', 'stored-call']),
        ...may.readSecrets(config.identity.issuers.flatMap(({ webClientSecretArn }) => webClientSecretArn ?? [])),
      ],
    });
    const notifyFunction = notify.create({
      environment,
      statements: [
        ...changing,
        ...telling,
        may.putItems(table, ['session', 'task-token']),
        may.getItems(table, ['session', 'approval', 'task-token']),
      ],
    });
    const closeFunction = close.create({
      environment,
      statements: [
        ...changing,
        ...telling,
        may.putItems(table, ['session', 'stored-call']),
        may.getItems(table, ['session', 'approval', 'task-token', 'execution', 'stored-call']),
      ],
    });
    const executeFunction = execute.create({
      environment: { ...environment, COUNTERSIGN_NOTIFY_FUNCTION_ARN: notifyFunction.functionArn },
      statements: [
        ...changing,
        ...calling.statements,
        may.invoke([notifyFunction.functionArn]),
        ...may.readMcpSecrets(config),
        may.putItems(table, ['session', 'unowned', 'execution', 'stored-call', 'person-keys']),
        may.getItems(table, [
          'session',
          'unowned',
          'revocation',
          'approval',
          'task-token',
          'execution',
          'stored-call',
          'person-keys',
        ]),
      ],
      accepted: calling.accepted,
    });
    this.machine({ NotifyFunction: notifyFunction, CloseFunction: closeFunction, ExecuteFunction: executeFunction });
    return { pages: pagesFunction, notify: notifyFunction, close: closeFunction, execute: executeFunction };
  }

  private machineName(): string {
    return `${Stack.of(this).stackName}-approvals`;
  }

  /** The history holds ids only, and not even those are logged: `includeExecutionData` is off. */
  private machine(functions: Readonly<Record<string, lambda.Function>>): void {
    const { removalPolicy } = this.keeping;
    const arns = Object.fromEntries(Object.entries(functions).map(([name, { functionArn }]) => [name, functionArn]));
    const destination = new logs.LogGroup(this, 'MachineLog', { retention: logs.RetentionDays.THREE_MONTHS, removalPolicy });
    const { role, policy } = machineRole(this, Object.values(arns));
    const machine = new sfn.StateMachine(this, 'Machine', {
      stateMachineName: this.machineName(),
      stateMachineType: sfn.StateMachineType.STANDARD,
      // In the template, where it is read by whoever reviews it.
      definitionBody: sfn.DefinitionBody.fromString(readFileSync(definitionFile, 'utf8')),
      definitionSubstitutions: arns,
      role: role.withoutPolicyUpdates(),
      tracingEnabled: true,
      logs: { destination, level: sfn.LogLevel.ALL, includeExecutionData: false },
      removalPolicy,
    });
    machine.node.addDependency(policy);
  }
}
