/** What a call names and somebody may change between its approval and its execution (threats 13), and how to read what it is now. */

import type { Call, Json, Parameters } from '../model.ts';

/** One read of AWS whose answer changes when the named thing does. */
export type ReferenceRead = { readonly service: string; readonly operation: string; readonly parameters: Parameters };

export type Reference = {
  /** For people: `stack "prod-web"`. */
  readonly what: string;
  /** None where nothing that can be read says what it is. */
  readonly reads: readonly ReferenceRead[];
  /** How to name something that stays what it is; absent where there is no such name. */
  readonly pin?: string;
};

type Rule = (parameters: Parameters, operation: string) => readonly Reference[];

/** Empty where everything that the call names stays what it is. */
export function mutableReferences({ service, operation, parameters }: Call): readonly Reference[] {
  const rule = rules[service];
  return rule === undefined ? [] : rule(parameters, operation);
}

const rules: Readonly<Record<string, Rule>> = {
  cloudformation: stacks,
  ec2: (parameters) => [...launchTemplates('ec2', parameters), ...resolvedImages(parameters)],
  autoscaling: (parameters) => launchTemplates('ec2', parameters),
  ssm: documents,
  lambda: (parameters, operation) => (operation.startsWith('Invoke') ? functions(parameters) : []),
  stepfunctions: machines,
  ecs: taskDefinitions,
  batch: (parameters) => named(parameters, 'jobDefinition', (name) => jobDefinition(name)),
  codebuild: (parameters, operation) =>
    operation.startsWith('StartBuild')
      ? named(parameters, 'projectName', (name) =>
          one(`build project ${name}`, 'codebuild', 'BatchGetProjects', { names: [name] }),
        )
      : [],
  glue: (parameters, operation) =>
    operation === 'StartJobRun'
      ? named(parameters, 'JobName', (name) => one(`job ${name}`, 'glue', 'GetJob', { JobName: name }))
      : [],
  codepipeline: (parameters, operation) =>
    operation === 'StartPipelineExecution'
      ? named(parameters, 'name', (name) => one(`pipeline ${name}`, 'codepipeline', 'GetPipeline', { name }))
      : [],
  fis: (parameters, operation) =>
    operation === 'StartExperiment'
      ? named(parameters, 'experimentTemplateId', (id) =>
          one(`experiment template ${id}`, 'fis', 'GetExperimentTemplate', { id }),
        )
      : [],
};

function stacks(parameters: Parameters, operation: string): readonly Reference[] {
  const StackName = textOf(parameters.StackName);
  const ChangeSetName = textOf(parameters.ChangeSetName);
  if (operation === 'ExecuteChangeSet' && ChangeSetName !== undefined) {
    const asked = { ChangeSetName, ...(StackName === undefined ? {} : { StackName }) };
    return [one(`change set ${ChangeSetName}`, 'cloudformation', 'DescribeChangeSet', asked)];
  }
  if (parameters.TemplateURL !== undefined)
    return [unreadable('the template at TemplateURL', 'Give the template itself as TemplateBody.')];
  const usesOld = operation === 'DeleteStack' || parameters.UsePreviousTemplate === true;
  if (!usesOld || StackName === undefined) return [];
  const reads = (['GetTemplate', 'DescribeStackResources'] as const).map((name) => ({
    service: 'cloudformation',
    operation: name,
    parameters: { StackName },
  }));
  return [{ what: `stack ${StackName}`, reads }];
}

/** A launch template at any depth: by its number it stays what it is, by `$Latest`, `$Default` or nothing it does not. */
function launchTemplates(service: string, parameters: Parameters): readonly Reference[] {
  return objectsIn(parameters).flatMap((found) => {
    const name = textOf(found.LaunchTemplateName);
    const id = textOf(found.LaunchTemplateId);
    const version = textOf(found.Version) ?? '$Default';
    if ((name === undefined && id === undefined) || isNumber(version)) return [];
    const which = id === undefined ? { LaunchTemplateName: name ?? '' } : { LaunchTemplateId: id };
    const read = { service, operation: 'DescribeLaunchTemplateVersions', parameters: { ...which, Versions: [version] } };
    return [{ what: `launch template ${id ?? name} ${version}`, reads: [read], pin: 'Name a version by its number.' }];
  });
}

function resolvedImages(parameters: Parameters): readonly Reference[] {
  const images = objectsIn(parameters).flatMap(({ ImageId }) => textOf(ImageId) ?? []);
  return images
    .filter((image) => image.startsWith('resolve:'))
    .map((image) => unreadable(`the image of ${image}`, 'Name the image by its id.'));
}

function documents(parameters: Parameters, operation: string): readonly Reference[] {
  if (
    !/^(SendCommand|StartAutomationExecution|StartChangeRequestExecution|CreateAssociation|UpdateAssociation|StartSession)$/.test(
      operation,
    )
  ) {
    return [];
  }
  const name = textOf(parameters.DocumentName) ?? textOf(parameters.Name);
  const version = textOf(parameters.DocumentVersion);
  if (name === undefined || (version !== undefined && isNumber(version))) return [];
  const asked = { Name: name, ...(version === undefined ? {} : { DocumentVersion: version }) };
  const read = { service: 'ssm', operation: 'DescribeDocument', parameters: asked };
  return [{ what: `document ${name}`, reads: [read], pin: 'Name a DocumentVersion by its number.' }];
}

function functions({ FunctionName, Qualifier }: Parameters): readonly Reference[] {
  const name = textOf(FunctionName);
  const [, base = name, suffix] = /^((?:.*:function:)?[^:]+):([\w$-]+)$/.exec(name ?? '') ?? [];
  const qualifier = textOf(Qualifier) ?? suffix;
  if (name === undefined || base === undefined || (qualifier !== undefined && isNumber(qualifier))) return [];
  return [{ what: `function ${name}`, reads: [readOf(base, qualifier)], pin: 'Name a published version as Qualifier.' }];
}

/** A published version stays what it is: an alias is which of them it sends its calls to, and how many to a second one. */
function readOf(FunctionName: string, qualifier: string | undefined): ReferenceRead {
  return qualifier === undefined || qualifier === '$LATEST'
    ? { service: 'lambda', operation: 'GetFunctionConfiguration', parameters: { FunctionName } }
    : { service: 'lambda', operation: 'GetAlias', parameters: { FunctionName, Name: qualifier } };
}

function machines(parameters: Parameters, operation: string): readonly Reference[] {
  if (!/^Start(Sync)?Execution$/.test(operation)) return [];
  return named(parameters, 'stateMachineArn', (arn) => {
    const [, qualifier] = /:stateMachine:[^:]+:([^:]+)$/.exec(arn) ?? [];
    if (qualifier !== undefined && isNumber(qualifier)) return undefined;
    // Versions stay what they are: an alias is which of them it stands for.
    return qualifier === undefined
      ? one(`state machine ${arn}`, 'stepfunctions', 'DescribeStateMachine', { stateMachineArn: arn })
      : one(`state machine ${arn}`, 'stepfunctions', 'DescribeStateMachineAlias', { stateMachineAliasArn: arn });
  });
}

function taskDefinitions(parameters: Parameters): readonly Reference[] {
  return named(parameters, 'taskDefinition', (taskDefinition) =>
    /:\d+$/.test(taskDefinition)
      ? undefined
      : one(`task definition ${taskDefinition}`, 'ecs', 'DescribeTaskDefinition', { taskDefinition }),
  );
}

function jobDefinition(name: string): Reference | undefined {
  if (/:\d+$/.test(name)) return undefined;
  return one(`job definition ${name}`, 'batch', 'DescribeJobDefinitions', { jobDefinitionName: name, status: 'ACTIVE' });
}

function one(what: string, service: string, operation: string, parameters: Parameters): Reference {
  return { what, reads: [{ service, operation, parameters }] };
}

function unreadable(what: string, pin: string): Reference {
  return { what, reads: [], pin };
}

function named(parameters: Parameters, member: string, refer: (name: string) => Reference | undefined): readonly Reference[] {
  const name = textOf(parameters[member]);
  const reference = name === undefined ? undefined : refer(name);
  return reference === undefined ? [] : [reference];
}

/** The parameters and every object in them. */
function objectsIn(value: Json | undefined): readonly Parameters[] {
  if (value === undefined || value === null || typeof value !== 'object') return [];
  if (isList(value)) return value.flatMap(objectsIn);
  return [value, ...Object.values(value).flatMap(objectsIn)];
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isNumber(text: string): boolean {
  return /^[1-9]\d*$/.test(text);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
