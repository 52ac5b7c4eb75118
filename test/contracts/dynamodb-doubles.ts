/** Two independent stand-ins for DynamoDB, and one for S3, on 127.0.0.1. */

import { spawn } from 'node:child_process';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { tableLayout } from '#core/recording/table-layout.ts';

export type Double = { readonly endpoint: string; readonly close: () => Promise<void> };

const loopback = '127.0.0.1';

/** In memory, with tables that are there at once. */
export async function startDynalite(): Promise<Double> {
  const dynalite = createRequire(import.meta.url)('dynalite') as (options: { readonly createTableMs: number }) => Server;
  return listening(dynalite({ createTableMs: 0 }));
}

/** `undefined` when no `moto_server` is on PATH. */
export async function startMoto(): Promise<Double | undefined> {
  const child = spawn('moto_server', ['-H', loopback, '-p', '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const endpoint = await new Promise<string | undefined>((resolve) => {
    let text = '';
    child.on('error', () => resolve(undefined));
    child.on('exit', () => resolve(undefined));
    child.stderr.on('data', (chunk) => {
      text += chunk;
      const port = /Running on http:\/\/127\.0\.0\.1:(\d+)/.exec(text)?.[1];
      if (port !== undefined) resolve(`http://${loopback}:${port}`);
    });
  });
  if (endpoint === undefined) return undefined;
  return { endpoint, close: () => stopped(child) };
}

/** With what was put, by its path, the paths that are on legal hold, and what is answered of a bucket's settings. */
export type ObjectStore = Double & {
  readonly objects: Map<string, Buffer>;
  readonly held: ReadonlySet<string>;
  /** `/bucket?object-lock` → its XML; what is not there is 404. */
  readonly settings: Map<string, string>;
};

/** Keeps what is put under a path, once where the put says so, and gives it back: all that the record needs of S3. */
export async function startObjectStore(): Promise<ObjectStore> {
  const objects = new Map<string, Buffer>();
  const held = new Set<string>();
  const settings = new Map<string, string>();
  const server = createServer(async (request, response) => {
    const { pathname: path, search, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const setting = settingOf(path, search);
    if (setting !== undefined) return tell(settings.get(setting), response);
    if (searchParams.has('legal-hold')) return void response.writeHead(setHold(path, body) ? 200 : 404).end();
    if (request.method === 'PUT' && !put(path, body, request.headers['if-none-match'])) {
      return void response.writeHead(412).end('<Error><Code>PreconditionFailed</Code></Error>');
    }
    tell(request.method === 'PUT' ? '' : objects.get(path), response);
  });

  /** False when it is there already and must not be. */
  function put(path: string, body: Buffer, ifNoneMatch: string | undefined): boolean {
    if (ifNoneMatch === '*' && objects.has(path)) return false;
    objects.set(path, body);
    return true;
  }

  /** False when there is no such object. */
  function setHold(path: string, body: Buffer): boolean {
    if (!objects.has(path)) return false;
    held[body.includes('<Status>ON</Status>') ? 'add' : 'delete'](path);
    return true;
  }

  return { ...(await listening(server)), objects, held, settings };
}

/** A bucket's path may end in a slash, and a sub-resource in an equals sign. */
function settingOf(path: string, search: string): string | undefined {
  const name = /^\?(object-lock|publicAccessBlock|versioning)=?$/.exec(search)?.[1];
  return name === undefined ? undefined : `${path.replace(/\/$/, '')}?${name}`;
}

function tell(found: Buffer | string | undefined, response: ServerResponse): void {
  response.writeHead(found === undefined ? 404 : 200).end(found ?? '<Error><Code>NotThere</Code></Error>');
}

/** The same table that the stack creates. */
export async function createTable(client: DynamoDBClient, name: string): Promise<void> {
  const { partition, sort, indexes, projected } = tableLayout;
  const keyNames = new Set([partition, sort, ...indexes.flatMap((index) => [index.partition, index.sort])]);
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [...keyNames].map((key) => ({ AttributeName: key, AttributeType: 'S' })),
      KeySchema: keySchema({ partition, sort }),
      GlobalSecondaryIndexes: indexes.map((index) => ({
        IndexName: index.name,
        KeySchema: keySchema(index),
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...projected] },
      })),
    }),
  );
  while ((await client.send(new DescribeTableCommand({ TableName: name }))).Table?.TableStatus !== 'ACTIVE');
}

function keySchema({ partition, sort }: { readonly partition: string; readonly sort: string }) {
  return [
    { AttributeName: partition, KeyType: 'HASH' as const },
    { AttributeName: sort, KeyType: 'RANGE' as const },
  ];
}

export async function listening(server: Server): Promise<Double> {
  await new Promise<void>((resolve) => server.listen(0, loopback, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://${loopback}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function stopped(child: ReturnType<typeof spawn>): Promise<void> {
  return new Promise((resolve) => {
    child.on('exit', () => resolve());
    child.kill('SIGTERM');
  });
}
