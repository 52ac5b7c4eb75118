/** What answers the calls of the functions once IAM has let them through: doubles of the services, each as far as it is used. */

import { randomBytes } from 'node:crypto';
import { type Header, type HttpReply, type HttpRequest, withoutHeaders } from '#core/http.ts';
import { type ObjectStore, startDynalite, startObjectStore } from '#test/contracts/dynamodb-doubles.ts';
import { startKms } from '#test/contracts/kms-double.ts';
import { type AwsOperation, withBucketInPath } from './aws-request.ts';
import type { LambdaService } from './lambda-service.ts';
import type { ResolvedTemplate } from './resolved-template.ts';
import type { Machines } from './state-machine.ts';
import { type TableStream, type Write, writtenBy } from './table-stream.ts';

export type Services = {
  readonly answer: (operation: AwsOperation, request: HttpRequest) => Promise<HttpReply>;
  readonly objects: ObjectStore;
  /** The table as its owner sees it, past every function: what DynamoDB answers to one operation. */
  readonly table: (operation: string, input: object) => Promise<Readonly<Record<string, unknown>>>;
  /** State changes on the bus, and letters of SES, as they were sent. */
  readonly told: readonly object[];
  readonly stop: () => Promise<void>;
};

export type ServicesOptions = {
  readonly template: ResolvedTemplate;
  readonly lambda: Pick<LambdaService, 'invokeLater'>;
  readonly machines: Machines;
  readonly stream: Pick<TableStream, 'note'>;
  /** The sandbox's STS: what the spokes trust. */
  readonly assumeRole: (request: HttpRequest) => Promise<HttpReply>;
};

export async function startServices(options: ServicesOptions): Promise<Services> {
  const [dynalite, objects, kms] = [await startDynalite(), await startObjectStore(), await startKms()];
  await createTable(options.template, dynalite.endpoint);
  describeBucket(options.template, objects);
  const secrets = new Map<string, string>();
  const told: object[] = [];
  const services: Readonly<Record<string, (operation: AwsOperation, request: HttpRequest) => Promise<HttpReply>>> = {
    dynamodb: (operation, request) => throughTable(operation, request, { endpoint: dynalite.endpoint, stream: options.stream }),
    s3: async (operation, request) => {
      const reply = await passOn(withBucketInPath(request), objects.endpoint);
      return operation.name === 's3:GetObject'
        ? { ...reply, headers: [...reply.headers, ...retentionOf(options.template)] }
        : reply;
    },
    kms: (_operation, request) => passOn(request, kms.endpoint),
    sts: (_operation, request) => options.assumeRole(request),
    secretsmanager: async ({ parameters }) => {
      const arn = String(parameters.SecretId);
      const SecretString = secrets.get(arn) ?? secretOf(arn, options.template);
      secrets.set(arn, SecretString);
      return json(200, { ARN: arn, Name: 'secret', SecretString });
    },
    ses: async ({ parameters }) => {
      told.push(parameters);
      return json(200, { MessageId: 'letter' });
    },
    events: async ({ parameters }) => {
      told.push(parameters);
      return json(200, { FailedEntryCount: 0, Entries: [] });
    },
    states: async (operation) => throughMachines(operation, options.machines),
    lambda: async ({ parameters }, request) => {
      options.lambda.invokeLater(String(parameters.FunctionName), JSON.parse(Buffer.from(request.body).toString()));
      return json(202, {});
    },
    comprehend: async () => json(200, { Entities: [] }),
  };
  return {
    answer: (operation, request) => {
      const service = services[operation.name.split(':')[0] ?? ''];
      if (service === undefined) throw new TypeError(`${operation.name}: no double`);
      return service(operation, request);
    },
    objects,
    table: (operation, input) => ask(dynalite.endpoint, operation, input),
    told,
    stop: async () => {
      await Promise.all([dynalite.close(), objects.close(), kms.close()]);
    },
  };
}

/** What the template says of the record's bucket. */
function describeBucket(template: ResolvedTemplate, { settings }: ObjectStore): void {
  for (const { id, properties } of template.ofType('AWS::S3::Bucket')) {
    const { VersioningConfiguration, PublicAccessBlockConfiguration: closed, ObjectLockConfiguration: lock } = properties;
    const path = `/${template.ref(id)}`;
    settings.set(`${path}?versioning`, xml({ VersioningConfiguration: VersioningConfiguration ?? {} }));
    settings.set(`${path}?publicAccessBlock`, xml({ PublicAccessBlockConfiguration: closed ?? {} }));
    if (lock !== undefined) settings.set(`${path}?object-lock`, xml({ ObjectLockConfiguration: lock }));
  }
}

/** What S3 tells of an object that was just put into a bucket with a default retention. */
function retentionOf(template: ResolvedTemplate): readonly Header[] {
  const { properties } = template.ofType('AWS::S3::Bucket').find(({ id }) => id === 'RecordBucket') ?? {};
  const { Mode, Days } = properties?.ObjectLockConfiguration?.Rule.DefaultRetention ?? {};
  if (Mode === undefined) return [];
  const until = new Date(Date.now() + Days * 86_400_000).toISOString();
  return [
    ['x-amz-object-lock-mode', Mode],
    ['x-amz-object-lock-retain-until-date', until],
  ];
}

function xml(value: object): string {
  const members = Object.entries(value);
  return members.map(([name, of]) => `<${name}>${typeof of === 'object' ? xml(of) : of}</${name}>`).join('');
}

function throughMachines({ name, parameters }: AwsOperation, machines: Machines): HttpReply {
  if (name === 'states:StartExecution') {
    const isStarted = machines.start(String(parameters.name), String(parameters.input));
    return isStarted ? json(200, { executionArn: `arn:${parameters.name}`, startDate: 0 }) : failure('ExecutionAlreadyExists');
  }
  return machines.succeed(String(parameters.taskToken), String(parameters.output)) ? json(200, {}) : failure('TaskDoesNotExist');
}

/** As the template has Secrets Manager make it; what the operator stores is any text. */
function secretOf(arn: string, template: ResolvedTemplate): string {
  const made = template.ofType('AWS::SecretsManager::Secret').find(({ id }) => template.ref(id) === arn)
    ?.properties.GenerateSecretString;
  if (made === undefined) return `text-of-${arn.split(':').at(-1)}`;
  const generated = randomBytes(made.PasswordLength).toString('hex').slice(0, made.PasswordLength);
  return JSON.stringify({ ...JSON.parse(made.SecretStringTemplate), [made.GenerateStringKey]: generated });
}

type TableDouble = { readonly endpoint: string; readonly stream: Pick<TableStream, 'note'> };

/** What a write found there before, the stream tells as well. */
async function throughTable(
  operation: AwsOperation,
  request: HttpRequest,
  { endpoint, stream }: TableDouble,
): Promise<HttpReply> {
  const writes = writtenBy(operation.name, operation.parameters);
  const TableName = operation.parameters.TableName ?? Object.keys(operation.parameters.RequestItems ?? {})[0];
  const before = await Promise.all(
    writes.map(({ key }) => ask(endpoint, 'GetItem', { TableName, Key: key, ConsistentRead: true })),
  );
  const reply = await passOn(request, endpoint);
  if (reply.status === 200)
    stream.note(writes.map((write, index) => ({ ...write, before: before[index]?.Item as Write['before'] })));
  return reply;
}

async function createTable(template: ResolvedTemplate, endpoint: string): Promise<void> {
  const { id, properties } = template.only('AWS::DynamoDB::Table');
  const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, BillingMode } = properties;
  const TableName = template.ref(id);
  await ask(endpoint, 'CreateTable', { TableName, AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, BillingMode });
  while (((await ask(endpoint, 'DescribeTable', { TableName })).Table as { TableStatus?: string })?.TableStatus !== 'ACTIVE');
}

/** Dynalite looks for a signature and checks none. */
async function ask(endpoint: string, operation: string, input: object): Promise<Readonly<Record<string, unknown>>> {
  const authorization =
    'AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0';
  const headers = {
    authorization,
    'x-amz-date': '20260101T000000Z',
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `DynamoDB_20120810.${operation}`,
  };
  const reply = await fetch(endpoint, { method: 'POST', headers, body: JSON.stringify(input) });
  const body = (await reply.json()) as Readonly<Record<string, unknown>>;
  if (reply.status !== 200) throw new Error(`${operation}: ${JSON.stringify(body)}`);
  return body;
}

const ofTheHop: ReadonlySet<string> = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'expect']);

async function passOn({ method, path, query, headers, body }: HttpRequest, endpoint: string): Promise<HttpReply> {
  const reply = await fetch(`${endpoint}${path}${query === '' ? '' : `?${query}`}`, {
    method,
    headers: withoutHeaders(headers, ofTheHop).map(([name, value]): [string, string] => [name, value]),
    ...(body.length === 0 ? {} : { body: Buffer.from(body) }),
  });
  const kept = [...reply.headers].filter(([name]) => !ofTheHop.has(name) && name !== 'content-encoding');
  return { status: reply.status, headers: kept, body: new Uint8Array(await reply.arrayBuffer()) };
}

export function json(status: number, body: object, headers: readonly Header[] = []): HttpReply {
  const type: Header = ['content-type', 'application/x-amz-json-1.1'];
  return { status, headers: [type, ...headers], body: Buffer.from(JSON.stringify(body)) };
}

function failure(code: string): HttpReply {
  return json(400, { __type: code, message: code });
}
