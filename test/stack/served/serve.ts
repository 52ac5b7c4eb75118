/** The stack, served from its template: bundled, synthesised, and put behind its own front doors on this machine. */

import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { ulid } from 'ulid';
import { parseConfig } from '#config/parse-config.ts';
import { createDevTokens } from '#local/dev-tokens.ts';
import { createDevIssuer, type DevIssuer } from '#local/issuer/dev-issuer.ts';
import { bundle, functionNames } from '#scripts/bundle.ts';
import type { TestGateway } from '#test/clients/support/gateway.ts';
import { synthesise } from '../support/synth.ts';
import { createAccountUpstream } from './accounts-upstream.ts';
import { createAwsDoor } from './aws-door.ts';
import { clientOf, type Issuers } from './client-of.ts';
import { confidential } from './confidential-client.ts';
import { createFaults, type Faults } from './faults.ts';
import { createHttpApi } from './http-api.ts';
import { createLambdaService, type LambdaService } from './lambda-service.ts';
import { type McpUpstream, startMcpUpstream } from './mcp-upstream.ts';
import { createPermissions, type Permissions } from './permissions.ts';
import { type ResolvedTemplate, resolveTemplate } from './resolved-template.ts';
import { type Services, startServices } from './services.ts';
import { createMachines, type Machines } from './state-machine.ts';
import { createTableStream, type TableStream } from './table-stream.ts';
import { createWireFront, type FrontName } from './wire-front.ts';
import { startWorld } from './world.ts';

export type ServedStack = Pick<TestGateway, 'apiUrl' | 'wireUrl' | 'token' | 'api' | 'issue' | 'output'> & {
  readonly permissions: Permissions;
  readonly lambda: LambdaService;
  readonly machines: Machines;
  readonly services: Services;
  readonly stream: TableStream;
  readonly faults: Faults;
  readonly template: ResolvedTemplate;
  readonly issuers: Issuers;
  /** Runs what the template's schedule runs. */
  readonly tick: () => Promise<void>;
  /** The MCP server of the operator's file. */
  readonly works: McpUpstream;
  /** What the functions asked of the world that nobody there could answer. */
  readonly astray: () => readonly string[];
  /** What other systems were sent: `host path body`. */
  readonly posted: readonly string[];
  readonly stop: () => Promise<void>;
};

const place = { account: '999999999999', region: 'eu-west-1' } as const;
const own = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const rerouting = new URL('reroute.ts', import.meta.url);

/** With another front than the Function URL, nothing but what that front needs is bundled. */
export async function serveStack(front: FrontName = 'function-url'): Promise<ServedStack> {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-served-'));
  const bundles = join(directory, 'bundles');
  const works = await startMcpUpstream({ header: 'x-works-key', secret: textOf('works') });
  const configFile = await layConfig(directory, front, works);
  await bundle({ configFile, outDirectory: bundles, only: bundledFor(front) });
  layEmpty(bundles);
  const config = parseConfig(readFileSync(configFile, 'utf8'), configFile);
  const { app, resources } = synthesise(config, bundles);
  const template = resolveTemplate(resources, place);
  const permissions = createPermissions(template);
  const account = { ...place, template };
  const { sandbox, assumeRole } = createAccountUpstream(ulid);
  const posted: string[] = [];
  const [people, pipelines] = await Promise.all([
    issuerAt('https://countersign.acme.example', directory, 'people'),
    issuerAt('https://pipelines.acme.example', directory, 'pipelines'),
  ]);
  const hosts = new Map<string, RequestListener>();
  const world = await startWorld((host) => hosts.get(host) ?? (isAws(host) ? hosts.get('aws') : undefined));
  const preload = new URL(`?port=${world.port}`, rerouting);
  // Programs that a test starts find the same hosts.
  process.env.NODE_OPTIONS = `--import ${preload.href}`;
  const lambda = createLambdaService({ template, place, assembly: app.outdir, permissions, preloads: [preload] });
  const machines = createMachines({ template, lambda, permissions });
  const stream = createTableStream({ template, lambda, permissions });
  const services = await startServices({ template, lambda, machines, stream, assumeRole });
  const faults = createFaults();
  const environment = { template, place, assembly: app.outdir, permissions, preloads: [preload] };
  const wire = createWireFront(front, { ...environment, lambda });
  const callerOf = (accessKeyId: string) => lambda.callerOf(accessKeyId) ?? wire.callerOf?.(accessKeyId);
  const door = createAwsDoor({ account, lambda: { callerOf }, permissions, services, faults, upstream: sandbox.handle });
  const api = createHttpApi({ template, place, lambda });
  hosts.set('aws', door.listener);
  hosts.set(wire.host, wire.listener);
  hosts.set(template.only('AWS::ApiGatewayV2::DomainName').properties.DomainName, withIssuer(people, api, webClient));
  hosts.set(
    'pipelines.acme.example',
    withIssuer(pipelines, (_request, response) => response.writeHead(404).end()),
  );
  hosts.set('mcp.acme.example', works.listener);
  for (const host of ['slack.com', 'hooks.acme.example']) hosts.set(host, postedTo(posted));
  const stop = async () => {
    machines.stop();
    await Promise.all([lambda.stop(), wire.stop?.()]);
    await Promise.all([world.stop(), services.stop(), works.stop()]);
    sandbox.close();
    for (const issuer of [people, pipelines]) issuer.close();
    rmSync(directory, { recursive: true, force: true });
  };
  await wire.start?.().catch(async (thrown) => {
    await stop();
    throw thrown;
  });
  const apiUrl = config.publicUrl;
  return {
    apiUrl,
    wireUrl: `https://${wire.host}`,
    ...clientOf(apiUrl, { people, pipelines }),
    output: () => `${lambda.log()}${wire.log?.() ?? ''}`,
    permissions,
    lambda,
    machines,
    services,
    stream,
    faults,
    template,
    issuers: { people, pipelines },
    posted,
    works,
    tick: () => tick(template, lambda),
    astray: () => [...world.strangers(), ...door.unread()],
    stop,
  };
}

/** Both count as told: Slack reads `ok`, a webhook the status. */
function postedTo(posted: string[]): RequestListener {
  return async (request, response) => {
    posted.push(`${request.headers.host}${request.url} ${await text(request)}`);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ ok: true, channel: 'C1', ts: `${posted.length}.0` }));
  };
}

async function tick(template: ResolvedTemplate, lambda: LambdaService): Promise<void> {
  const { properties } = template.only('AWS::Events::Rule');
  for (const { Arn, Input } of properties.Targets) await lambda.invoke(Arn, JSON.parse(Input));
}

/** The value that an operator stored under this name (`services.ts`). */
function textOf(name: string): string {
  return `text-of-countersign/${name}-AbCdEf`;
}

const webClient = { id: 'countersign-web', secret: textOf('web') } as const;

function bundledFor(front: FrontName): readonly string[] {
  if (front === 'function-url') return functionNames().filter((name) => name !== 'container');
  return ['api', front === 'fargate' ? 'container' : 'wire'];
}

/** Where nothing was bundled: the stack's assets are there, and nobody invokes them. */
function layEmpty(bundles: string): void {
  for (const name of functionNames()) {
    if (existsSync(join(bundles, name))) continue;
    mkdirSync(join(bundles, name));
    writeFileSync(join(bundles, name, 'index.mjs'), `export const handler = () => '${name}';\n`);
    writeFileSync(join(bundles, name, 'Dockerfile'), 'FROM scratch\n');
  }
}

const ownName = `domainName: wire.acme.example
  certificateArn: arn:aws:acm:eu-west-1:999999999999:certificate/0f0f0f0f`;

/** The operator's directory: the starter policies, and what the stories need beside them. */
async function layConfig(directory: string, front: FrontName, works: McpUpstream): Promise<string> {
  cpSync(own('../../../policies'), join(directory, 'policies'), { recursive: true });
  cpSync(own('served.cedar'), join(directory, 'policies', 'served.cedar'));
  const configFile = join(directory, 'countersign.config.yaml');
  const text = readFileSync(own('countersign.config.yaml'), 'utf8');
  const host = front === 'function-url' ? front : `${front}\n  ${ownName}`;
  writeFileSync(configFile, text.replace('host: function-url', `host: ${host}`));
  writeFileSync(join(directory, parseConfig(text, configFile).mcpPins), await works.lockFile('works'));
  return configFile;
}

function isAws(host: string): boolean {
  return host.endsWith('.amazonaws.com');
}

function issuerAt(origin: string, directory: string, name: string): Promise<DevIssuer> {
  const dataDirectory = join(directory, name);
  return createDevIssuer({ issuerUrl: `${origin}/issuer`, dataDirectory, audience: 'countersign' });
}

/** The issuer, and the route by which the command line has tokens of its accounts. */
function withIssuer(issuer: DevIssuer, otherwise: RequestListener, client?: typeof webClient): RequestListener {
  const tokens = createDevTokens(issuer);
  const handle = client === undefined ? tokens.handle : confidential(tokens.handle, client);
  return (request, response) => (tokens.serves(request) ? void handle(request, response) : otherwise(request, response));
}
