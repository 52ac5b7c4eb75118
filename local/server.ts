/** The servers of one machine: the HTTP API with the dev issuer beside it, the AWS wire, and the sandbox. */

import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Config } from '#config/config.ts';
import { toGatewayError } from '#core/errors.ts';
import { createWireFront } from '#core/wire-front.ts';
import { createApiHandler } from '#lambdas/api/handler.ts';
import { createPagesHandler } from '#lambdas/approvals/handler.ts';
import { createMcpHandler } from '#lambdas/mcp/handler.ts';
import { createWireHandler } from '#lambdas/wire/handler.ts';
import type { LocalArguments } from './arguments.ts';
import { type Composed, compose } from './compose.ts';
import { createDevTokens } from './dev-tokens.ts';
import { isOwnHost } from './guard-host.ts';
import { createHttpApi } from './http-api.ts';
import { createInboxPage } from './inbox-page.ts';
import { createDevIssuer } from './issuer/dev-issuer.ts';
import { isWhollyLoopback, loadConfig } from './load-config.ts';
import { createSandbox } from './sandbox/sandbox.ts';
import { createWireServer } from './wire-server.ts';

export type RunningGateway = {
  readonly config: Config;
  readonly apiUrl: string;
  readonly wireUrl: string;
  readonly hasDevIssuer: boolean;
  readonly close: () => Promise<void>;
};

/** A body that a Lambda takes, so that what passes here passes there. */
const wireBodyLimitBytes = 6 * 1024 * 1024;

/** Starts everything on 127.0.0.1. Errors: `ConfigError`, `PolicySetError`, an Error that names a port in use. */
export async function startGateway(args: LocalArguments): Promise<RunningGateway> {
  const loaded = loadConfig(args);
  const { config } = loaded;
  const composed = await compose(args, loaded);
  const apiUrl = `http://127.0.0.1:${args.port}`;
  const servers = [
    ...(loaded.hasSandbox ? [await listen(sandboxServer(args, composed), args.sandboxPort)] : []),
    await listen(await apiServer(args, config, composed), args.port),
    await listen(wireServer(composed), args.wirePort),
  ];
  return {
    config,
    apiUrl,
    wireUrl: `http://127.0.0.1:${args.wirePort}`,
    hasDevIssuer: devIssuerOf(config, apiUrl) !== undefined,
    close: async () => {
      await Promise.all(servers.map(closed));
      await composed.close();
    },
  };
}

function sandboxServer(args: LocalArguments, { now, newId }: Composed): Server {
  const sandbox = createSandbox({
    account: '123456789012',
    now,
    newId,
    externalId: 'sandbox-external-id',
    dataDirectory: args.dataDirectory,
  });
  return createServer(sandbox.listener);
}

function wireServer({ ports }: Composed): Server {
  const front = createWireFront(ports);
  return createWireServer({
    handler: createWireHandler(ports),
    refuse: (error, request) => front.encodeError(error, { callId: ports.newId(), request, now: ports.now() }),
    hosts: ports.hosts,
    bodyLimitBytes: wireBodyLimitBytes,
  });
}

/** The issuer of the configuration that this machine is itself. */
function devIssuerOf(config: Config, apiUrl: string) {
  return config.identity.issuers.find((issuer) => issuer.issuer === `${apiUrl}/issuer`);
}

async function apiServer(
  args: LocalArguments,
  config: Config,
  { ports, pages, mcp, inbox, verifier, newId }: Composed,
): Promise<Server> {
  const hosts = [`127.0.0.1:${args.port}`];
  const api = createHttpApi({
    handler: createApiHandler(ports),
    pages: createPagesHandler(pages),
    mcp: createMcpHandler(mcp),
    authorize: async (token) => isHuman(await verifier.verify(token).catch(() => undefined), config),
    newRequestId: newId,
  });
  const issuer = await openDevIssuer(args, config);
  const inboxPage = inbox === undefined ? undefined : createInboxPage(inbox);
  return createServer((request, response) => {
    if (!isOwnHost(request, hosts)) return refuseHost(response);
    if (issuer?.serves(request) === true) return void issuer.handle(request, response);
    if (inboxPage?.serves(request) === true) return inboxPage.handle(request, response);
    return void api(request, response).catch((thrown: unknown) => failed(response, thrown));
  });
}

function isHuman(token: { readonly issuerName: string } | undefined, config: Config): boolean {
  return config.identity.issuers.some((issuer) => issuer.kind === 'human' && issuer.name === token?.issuerName);
}

async function openDevIssuer(args: LocalArguments, config: Config) {
  const own = devIssuerOf(config, `http://127.0.0.1:${args.port}`);
  if (own === undefined) return undefined;
  if (!isWhollyLoopback(config)) {
    throw new Error(
      'The dev issuer hands out anybody’s token, so it does not start while a connection leads off this machine. Configure a real issuer, or give every connection a loopback endpoint.',
    );
  }
  const issuer = await createDevIssuer({
    issuerUrl: own.issuer,
    dataDirectory: args.dataDirectory,
    audience: own.audience[0] ?? 'countersign',
  });
  return createDevTokens(issuer);
}

function refuseHost(response: ServerResponse): void {
  response.writeHead(403, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ message: 'This gateway does not answer to the Host or Origin of the request.' }));
}

function failed(response: ServerResponse, thrown: unknown): void {
  const { status, code } = toGatewayError(thrown);
  if (response.headersSent) return void response.destroy();
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ message: code }));
}

async function listen(server: Server, port: number): Promise<Server> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', (error: NodeJS.ErrnoException) =>
    reject(
      error.code === 'EADDRINUSE'
        ? new Error(`Port ${port} is in use. Start with another one: npm start -- --port N --wire-port N.`)
        : error,
    ),
  );
  server.listen(port, '127.0.0.1', resolve);
  await promise;
  return server;
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  await promise;
}
