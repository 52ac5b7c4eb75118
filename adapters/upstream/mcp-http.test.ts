/** An MCP server that hangs, floods, sends elsewhere, breaks off or lies gets a clear error, and no second request. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { SignatureV4 } from '@smithy/signature-v4';
import { GatewayError } from '#core/errors.ts';
import { mcpConnection } from '#core/mcp/connection.fixture.ts';
import type { McpAuth, McpConnection } from '#core/model.ts';
import { Sha256 } from '#test/vectors/signers.ts';
import { createMcpHttp } from './mcp-http.ts';

const now = () => '2026-01-31T12:00:00.000Z';
const secretArn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:tickets-AbCdEf';
const credentials = {
  accessKeyId: 'ASIAEXAMPLE',
  secretAccessKey: 'secret',
  sessionToken: 'token',
  expiresAt: '2026-01-31T13:00:00.000Z',
};
const message = { headers: [['content-type', 'application/json'] as const], body: Buffer.from('{"jsonrpc":"2.0","id":1}') };

type Got = { readonly path: string | undefined; readonly headers: IncomingMessage['headers']; readonly body: string };

/** A server on loopback; what it was asked is kept. */
async function served(context: TestContext, listener: RequestListener) {
  const got: Got[] = [];
  const server = createServer(async (request, response) => {
    got.push({ path: request.url, headers: request.headers, body: await text(request) });
    listener(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return { got, url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/mcp` };
}

/** Where nobody listens any more. */
async function closedUrl(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await once(server.close(), 'close');
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/mcp`;
}

function to(url: string, auth: McpAuth = { kind: 'none' }, timeoutSeconds = 5): McpConnection {
  return mcpConnection({ transport: { kind: 'http', url }, auth, timeoutSeconds });
}

function client(maxReplyBytes?: number) {
  return createMcpHttp({ now, secret: async () => 'hunter2', ...(maxReplyBytes === undefined ? {} : { maxReplyBytes }) });
}

function fails(code: string, words: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof GatewayError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, words);
    return true;
  };
}

test('an answer comes back whole, and the message went as it was', async (context) => {
  const { url, got } = await served(context, (_, response) => response.end('{"ok":true}'));

  const reply = await client().post({ connection: to(url), ...message }, undefined);

  assert.equal(Buffer.from(reply.body).toString(), '{"ok":true}');
  assert.equal(got[0]?.body, '{"jsonrpc":"2.0","id":1}');
  assert.equal(got[0]?.headers.authorization, undefined);
});

test('a server that hangs is left when its time is over, and may have done what it was asked', async (context) => {
  const { url, got } = await served(context, () => undefined);

  await assert.rejects(
    client().post({ connection: to(url, { kind: 'none' }, 0.2), ...message }, undefined),
    fails('outcome-unknown', /"tickets" was asked, and its answer was lost \(time-out\).*Look there/),
  );
  assert.equal(got.length, 1);
});

test('of an answer without an end no more than the limit is read', async (context) => {
  let sent = 0;
  const { url } = await served(context, (_, response) => {
    const more = () => {
      while (!response.destroyed && sent < 100_000_000) {
        sent += 65_536;
        if (!response.write(Buffer.alloc(65_536, 97))) {
          response.once('drain', more);
          return;
        }
      }
    };
    more();
  });

  await assert.rejects(
    client(1_000_000).post({ connection: to(url), ...message }, undefined),
    fails('payload-too-large', /over 1000000 bytes/),
  );
  assert.ok(sent < 100_000_000, `${sent} bytes were sent`);
});

test('a redirect to the addresses of a machine’s own credentials, or anywhere, is not followed', async (context) => {
  const elsewhere = await served(context, (_, response) => response.end('{}'));
  for (const location of ['http://169.254.169.254/latest/meta-data/iam/', elsewhere.url]) {
    for (const status of [301, 302, 303, 307, 308]) {
      const { url } = await served(context, (_, response) => response.writeHead(status, { location }).end());

      await assert.rejects(
        client().post({ connection: to(url), ...message }, undefined),
        fails('upstream-unreachable', /sends the gateway elsewhere, which is not followed/),
      );
    }
  }
  assert.equal(elsewhere.got.length, 0);
});

test('a server that breaks off in its answer leaves the outcome unknown; one that cannot be reached was asked nothing', async (context) => {
  const { url } = await served(context, (_, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('{"half":');
    setTimeout(() => response.destroy(), 20);
  });

  await assert.rejects(client().post({ connection: to(url), ...message }, undefined), fails('outcome-unknown', /may have done/));
  await assert.rejects(
    client().post({ connection: to(await closedUrl()), ...message }, undefined),
    fails('upstream-unreachable', /Nothing was done/),
  );
});

test('the gateway proves itself by the header that the operator named, and by no other', async (context) => {
  const { url, got } = await served(context, (_, response) => response.end('{}'));

  await client().post({ connection: to(url, { kind: 'secret', header: 'x-api-key', secretArn }), ...message }, undefined);

  assert.equal(got[0]?.headers['x-api-key'], 'hunter2');
});

test('a secret that cannot be read sends nothing', async (context) => {
  const { url, got } = await served(context, (_, response) => response.end('{}'));
  const broken = createMcpHttp({ now, secret: () => Promise.reject(new Error('hunter2 is not yours')) });

  await assert.rejects(
    broken.post({ connection: to(url, { kind: 'secret', header: 'x-api-key', secretArn }), ...message }, undefined),
    (error) =>
      fails('upstream-unreachable', /the secret of its auth could not be read/)(error) && !String(error).includes('hunter2'),
  );
  assert.equal(got.length, 0);
});

test('a token of the gateway’s own is asked for once, for its resource, and used until shortly before it ends', async (context) => {
  const issuer = await served(context, (_, response) => response.end('{"access_token":"at-1","expires_in":3600}'));
  const { url, got } = await served(context, (_, response) => response.end('{}'));
  const auth = { kind: 'oauth', tokenUrl: issuer.url, clientId: 'gateway', secretArn, scope: 'tickets', resource: url } as const;
  const one = client();

  await one.post({ connection: to(url, auth), ...message }, undefined);
  await one.post({ connection: to(url, auth), ...message }, undefined);

  assert.deepEqual(
    got.map(({ headers }) => headers.authorization),
    ['Bearer at-1', 'Bearer at-1'],
  );
  assert.equal(issuer.got.length, 1);
  const form = new URLSearchParams(issuer.got[0]?.body);
  assert.deepEqual([form.get('grant_type'), form.get('scope'), form.get('resource')], ['client_credentials', 'tickets', url]);
  assert.equal(issuer.got[0]?.headers.authorization, `Basic ${Buffer.from('gateway:hunter2').toString('base64')}`);
});

test('a token endpoint that refuses, redirects or answers nonsense sends nothing to the server', async (context) => {
  const { url, got } = await served(context, (_, response) => response.end('{}'));
  const answers: readonly RequestListener[] = [
    (_, response) => response.writeHead(400).end('{"error":"invalid_client"}'),
    (_, response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
    (_, response) => response.end('<html>'),
    (_, response) => response.end('{"access_token":""}'),
  ];
  for (const answer of answers) {
    const issuer = await served(context, answer);
    const auth = { kind: 'oauth', tokenUrl: issuer.url, clientId: 'gateway', secretArn } as const;

    await assert.rejects(
      client().post({ connection: to(url, auth), ...message }, undefined),
      fails('upstream-unreachable', /Nothing was done/),
    );
  }
  assert.equal(got.length, 0);
});

test('what is signed carries the signature that the signer of the AWS SDK computes', async (context) => {
  const { url, got } = await served(context, (_, response) => response.end('{}'));
  const auth = { kind: 'sigv4', service: 'lambda', region: 'eu-west-1', roleArn: 'arn:aws:iam::123456789012:role/x' } as const;

  await client().post({ connection: to(url, auth), ...message }, credentials);

  const { headers = {}, body } = got[0] ?? {};
  const signed = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '')?.[1]?.split(';') ?? [];
  const { host, pathname, port } = new URL(url);
  const signer = new SignatureV4({ credentials, service: 'lambda', region: 'eu-west-1', sha256: Sha256, applyChecksum: false });
  const oracle = await signer.sign(
    {
      method: 'POST',
      protocol: 'http:',
      hostname: '127.0.0.1',
      port: Number(port),
      path: pathname,
      headers: { ...Object.fromEntries(signed.map((name) => [name, String(headers[name])])), host },
      body,
    },
    { signingDate: new Date(now()) },
  );
  assert.ok(signed.length > 2);
  assert.equal(headers.authorization, oracle.headers.authorization);
});

const lambda: McpConnection = {
  ...to('https://unused.example'),
  transport: { kind: 'lambda', functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:tickets' },
  auth: { kind: 'sigv4', service: 'lambda', region: 'eu-west-1', roleArn: 'arn:aws:iam::123456789012:role/x' },
};

/** Lambda's own endpoint is no address that a test could stand in for. */
function invoking(context: TestContext, answer: () => Response) {
  return context.mock.method(globalThis, 'fetch', async (_url: URL, _init: RequestInit) => answer()).mock;
}

test('a function is invoked with the event of an HTTP API, and its result is the reply', async (context) => {
  const result = {
    statusCode: 202,
    headers: { 'mcp-session-id': 's-1' },
    body: Buffer.from('{}').toString('base64'),
    isBase64Encoded: true,
  };
  const invoked = invoking(context, () => Response.json(result));

  const reply = await client().post({ connection: lambda, ...message }, credentials);

  const [url, init] = invoked.calls[0]?.arguments ?? [];
  const event = JSON.parse(Buffer.from(init?.body as Uint8Array).toString());
  assert.equal(
    String(url),
    `https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/${encodeURIComponent('arn:aws:lambda:eu-west-1:123456789012:function:tickets')}/invocations`,
  );
  assert.deepEqual([event.version, event.requestContext.http.method, event.body], ['2.0', 'POST', '{"jsonrpc":"2.0","id":1}']);
  assert.deepEqual(
    { ...reply, body: Buffer.from(reply.body).toString() },
    { status: 202, headers: [['mcp-session-id', 's-1']], body: '{}' },
  );
});

test('a function that was refused did nothing; one that failed, or answers nonsense, may have', async (context) => {
  const answers = [
    [() => new Response('{}', { status: 403 }), 'upstream-unreachable'],
    [() => new Response('{"errorMessage":"boom"}', { headers: { 'x-amz-function-error': 'Unhandled' } }), 'outcome-unknown'],
    [() => new Response('"text"'), 'outcome-unknown'],
    [() => new Response('not JSON'), 'outcome-unknown'],
  ] as const;
  for (const [answer, code] of answers) {
    const invoked = invoking(context, answer);

    await assert.rejects(client().post({ connection: lambda, ...message }, credentials), fails(code, /"tickets"/));
    assert.equal(invoked.callCount(), 1);
    context.mock.restoreAll();
  }
});
