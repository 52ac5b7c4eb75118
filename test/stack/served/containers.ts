/** The container of the task that the template defines, behind a balancer that ends TLS: one process, with its role's credentials as ECS gives them. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import {
  createServer,
  type IncomingMessage,
  request as plainRequest,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Properties } from '../support/synth.ts';
import type { LambdaOptions } from './lambda-service.ts';
import type { Role } from './permissions.ts';
import type { ResolvedTemplate } from './resolved-template.ts';
import type { WireFront } from './wire-front.ts';

const accessKeyId = 'ASIAWIRECONTAINER000';

type Options = Pick<LambdaOptions, 'template' | 'assembly' | 'permissions' | 'preloads'>;

export function createContainers({ template, assembly, permissions, preloads }: Options): WireFront {
  const { ContainerDefinitions: containers, TaskRoleArn: arn } = template.only('AWS::ECS::TaskDefinition').properties;
  const [container]: readonly Properties[] = containers;
  const role: Role = { arn, name: arn.split('/').at(-1) };
  const directory = join(assembly, `asset.${container.Image.split(':').at(-1)}`);
  let running: Running | undefined;
  return {
    host: JSON.parse(readFileSync(join(directory, 'deployment.json'), 'utf8')).config.wire.domainName,
    listener: (request, response) => balance(request, response, running?.port ?? 0),
    callerOf: (given) => (given === accessKeyId ? role : undefined),
    log: () => running?.log() ?? '',
    start: async () => {
      const resource = logGroupOf(container, template);
      for (const action of ['logs:CreateLogStream', 'logs:PutLogEvents'])
        permissions.allow(role, { action, resource, context: {} });
      running = await run(container, { directory, preloads });
      await healthy(running);
    },
    stop: async () => running?.stop(),
  };
}

function logGroupOf({ LogConfiguration }: Properties, template: ResolvedTemplate): string {
  const name = LogConfiguration.Options['awslogs-group'];
  const found = template.ofType('AWS::Logs::LogGroup').find(({ id }) => template.ref(id) === name);
  return template.attribute(found?.id ?? '', 'Arn');
}

/** The task's metadata endpoint; a role's credentials come from nowhere else. */
function givenByEcs(): object {
  const Expiration = new Date(Date.now() + 3_600_000).toISOString();
  return { AccessKeyId: accessKeyId, SecretAccessKey: 'secret-of-a-test', Token: 'session-of-a-test', Expiration };
}

type Place = { readonly directory: string; readonly preloads: readonly URL[] };

type Running = {
  readonly port: number;
  readonly log: () => string;
  readonly hasEnded: () => boolean;
  readonly stop: () => Promise<void>;
};

/** Its own environment, and what ECS adds; only the port is one that is free here. */
async function run({ Environment }: Properties, { directory, preloads }: Place): Promise<Running> {
  const credentials = await listening((_request, response) => response.end(JSON.stringify(givenByEcs())));
  const port = await freePort();
  const declared = Environment.map(({ Name, Value }: Properties) => [Name, Value]);
  const child = spawn(process.execPath, [...preloads.flatMap(({ href }) => ['--import', href]), 'index.mjs'], {
    cwd: directory,
    env: {
      ...Object.fromEntries(declared),
      PATH: process.env.PATH,
      COUNTERSIGN_PORT: String(port),
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${portOf(credentials)}/`,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (log += chunk));
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  return {
    port,
    log: () => log,
    hasEnded,
    stop: async () => {
      // As ECS ends a task: it is told, and killed when it does not end.
      child.kill('SIGTERM');
      const killing = setTimeout(() => child.kill('SIGKILL'), 10_000);
      if (!hasEnded()) await once(child, 'close');
      clearTimeout(killing);
      credentials.closeAllConnections();
      credentials.close();
    },
  };
}

/** As the target group looks: at `/healthz`, by the address. Errors: an Error with the log of a container that ends instead. */
async function healthy({ port, log, hasEnded }: Running): Promise<void> {
  for (let looks = 0; looks < 600 && !hasEnded(); looks += 1) {
    const reply = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined);
    if (reply?.status === 200) return;
    await delay(100);
  }
  throw new Error(`the container is not healthy: ${log().slice(-2000)}`);
}

/** The balancer: HTTP/1.1 to the container, the request line as it came, the client's address appended. */
function balance(request: IncomingMessage, response: ServerResponse, port: number): void {
  const headers = [...request.rawHeaders, 'X-Forwarded-For', '203.0.113.7', 'X-Forwarded-Proto', 'https'];
  const { method, url: path } = request;
  const passed = plainRequest({ host: '127.0.0.1', port, method, path, headers, setHost: false }, (reply) => {
    response.sendDate = false;
    response.writeHead(reply.statusCode ?? 502, reply.rawHeaders);
    pipeline(reply, response, () => undefined);
  });
  passed.once('error', () => (response.headersSent ? response.destroy() : response.writeHead(502).end()));
  request.pipe(passed);
}

async function listening(listener: RequestListener): Promise<Server> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function freePort(): Promise<number> {
  const server = await listening(() => undefined);
  const port = portOf(server);
  await once(server.close(), 'close');
  return port;
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
