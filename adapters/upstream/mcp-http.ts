/** MCP servers over Streamable HTTP and as Lambda functions: one POST, whole and capped. It follows no redirect and repeats nothing. */

import { GatewayError } from '#core/errors.ts';
import { type Header, type HttpReply, withoutHeaders } from '#core/http.ts';
import type { AwsCredentials, McpConnection } from '#core/model.ts';
import type { McpUpstream, McpUpstreamRequest, Now } from '#core/ports.ts';
import { signRequest } from '#core/protocols/aws/signature/sign-request.ts';
import { dnsSuffix } from './dns-suffix.ts';
import { invocation, invocationReply } from './mcp-lambda.ts';
import { createClientTokens } from './mcp-tokens.ts';

export type McpHttpOptions = {
  readonly now: Now;
  /** The text of a secret by its ARN. */
  readonly secret: (arn: string) => Promise<string>;
  readonly maxReplyBytes?: number;
};

type Sending = { readonly url: URL; readonly headers: readonly Header[]; readonly body: Uint8Array };

const defaultMaxReplyBytes = 16 * 1024 * 1024;
/** With these nothing has left the machine. */
const unsent: ReadonlySet<string> = new Set(
  'ECONNREFUSED ENOTFOUND EAI_AGAIN EHOSTUNREACH ENETUNREACH UND_ERR_CONNECT_TIMEOUT CERT_HAS_EXPIRED DEPTH_ZERO_SELF_SIGNED_CERT SELF_SIGNED_CERT_IN_CHAIN ERR_TLS_CERT_ALTNAME_INVALID UNABLE_TO_VERIFY_LEAF_SIGNATURE'.split(
    ' ',
  ),
);

export function createMcpHttp({ now, secret, maxReplyBytes = defaultMaxReplyBytes }: McpHttpOptions): McpUpstream {
  const tokens = createClientTokens({ now, secret });
  return {
    post: async (request, credentials) => {
      const sending = sendingOf(request);
      const proof = await proofOf(sending, request.connection, { credentials, now: now(), secret, tokens });
      const reply = await exchange({ ...sending, headers: proof }, request.connection, maxReplyBytes);
      return request.connection.transport.kind === 'lambda' ? invocationReply(reply, request.connection) : reply;
    },
  };
}

function sendingOf({ connection, headers, body }: McpUpstreamRequest): Sending {
  const { transport, auth } = connection;
  if (transport.kind === 'http') return { url: new URL(transport.url), headers, body };
  if (transport.kind === 'stdio' || auth.kind !== 'sigv4')
    throw refused(connection, 'its transport needs another auth or another adapter');
  const host = `lambda.${auth.region}.${dnsSuffix(transport.functionArn.split(':')[1])}`;
  const url = new URL(`https://${host}/2015-03-31/functions/${encodeURIComponent(transport.functionArn)}/invocations`);
  return { url, headers: [['content-type', 'application/json']], body: invocation({ headers, body }) };
}

type Proving = Pick<McpHttpOptions, 'secret'> & {
  readonly credentials: AwsCredentials | undefined;
  readonly now: string;
  readonly tokens: ReturnType<typeof createClientTokens>;
};

/** The caller's own token never goes there: the gateway proves itself. Errors: `upstream-unreachable`. */
async function proofOf({ url, headers, body }: Sending, connection: McpConnection, proving: Proving): Promise<readonly Header[]> {
  const { auth } = connection;
  switch (auth.kind) {
    case 'none':
      return headers;
    case 'secret':
      return [...headers, [auth.header, await readable(proving.secret(auth.secretArn), connection)]];
    case 'oauth':
      return [...headers, ['authorization', `Bearer ${await readable(proving.tokens.of(auth), connection)}`]];
    case 'sigv4': {
      const { credentials, now } = proving;
      if (credentials === undefined) throw new TypeError('mcp-http: a signed request without credentials');
      const request = { method: 'POST', host: url.host, path: url.pathname, query: url.search.slice(1), headers, body };
      const signed = signRequest(request, { credentials, now, signingName: auth.service, signingRegion: auth.region });
      return withoutHeaders(signed, new Set(['host', 'content-length']));
    }
  }
}

async function readable(value: Promise<string>, connection: McpConnection): Promise<string> {
  try {
    return await value;
  } catch (cause) {
    throw refused(connection, 'the secret of its auth could not be read', cause);
  }
}

async function exchange({ url, headers, body }: Sending, connection: McpConnection, maxReplyBytes: number): Promise<HttpReply> {
  try {
    const signal = AbortSignal.timeout(connection.timeoutSeconds * 1000);
    const sent = headers.map(([name, value]): [string, string] => [name, value]);
    const answer = await fetch(url, { method: 'POST', redirect: 'manual', headers: sent, body, signal });
    if (answer.status >= 300 && answer.status < 400)
      throw refused(connection, 'it sends the gateway elsewhere, which is not followed');
    return { status: answer.status, headers: [...answer.headers], body: await whole(answer, connection, maxReplyBytes) };
  } catch (cause) {
    throw failure(connection, cause);
  }
}

async function whole({ body }: Response, { name }: McpConnection, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > maxBytes)
      throw new GatewayError('payload-too-large', `The answer of MCP server "${name}" is over ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks, size));
}

function failure(connection: McpConnection, cause: unknown): GatewayError {
  if (cause instanceof GatewayError) return cause;
  const code = codeOf(cause) ?? 'unknown';
  if (unsent.has(code)) return refused(connection, code, cause);
  const message = `MCP server "${connection.name}" was asked, and its answer was lost (${code}). It may have done what it was asked. Look there before you repeat it.`;
  return new GatewayError('outcome-unknown', message, { cause });
}

/** Node's own code, from the error or what caused it; never text that came from the server. */
function codeOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return undefined;
  if ('code' in thrown && typeof thrown.code === 'string') return thrown.code;
  return codeOf(thrown.cause) ?? (thrown.name === 'TimeoutError' ? 'time-out' : undefined);
}

function refused({ name }: McpConnection, why: string, cause?: unknown): GatewayError {
  return new GatewayError('upstream-unreachable', `MCP server "${name}" cannot be used: ${why}. Nothing was done.`, { cause });
}
