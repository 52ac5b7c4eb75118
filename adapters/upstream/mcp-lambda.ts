/** A Lambda function as an MCP server: the POST as an event of API Gateway (payload format 2.0), and its result as a reply. */

import { GatewayError } from '#core/errors.ts';
import { type Header, type HttpReply, headerValue } from '#core/http.ts';
import type { McpConnection } from '#core/model.ts';

export function invocation({ headers, body }: { readonly headers: readonly Header[]; readonly body: Uint8Array }): Uint8Array {
  const event = {
    version: '2.0',
    routeKey: '$default',
    rawPath: '/mcp',
    rawQueryString: '',
    headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
    requestContext: {
      stage: '$default',
      http: { method: 'POST', path: '/mcp', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'countersign' },
    },
    body: Buffer.from(body).toString('utf8'),
    isBase64Encoded: false,
  };
  return Buffer.from(JSON.stringify(event));
}

/** Errors: `upstream-unreachable` where Lambda refused; `outcome-unknown` where the function failed: it may have done something. */
export function invocationReply(reply: HttpReply, { name }: McpConnection): HttpReply {
  if (reply.status !== 200) {
    throw new GatewayError(
      'upstream-unreachable',
      `MCP server "${name}" cannot be used: Lambda answered ${reply.status}. Nothing was done.`,
    );
  }
  const result = headerValue(reply.headers, 'x-amz-function-error') === undefined ? parsed(reply.body) : undefined;
  if (typeof result?.statusCode !== 'number') {
    throw new GatewayError(
      'outcome-unknown',
      `MCP server "${name}" failed in the middle of its work. Look there before you repeat the call.`,
    );
  }
  const { statusCode, headers = {}, body = '', isBase64Encoded = false } = result;
  const encoding = isBase64Encoded ? 'base64' : 'utf8';
  return {
    status: statusCode,
    headers: Object.entries(headers).map(([key, value]) => [key, String(value)]),
    body: Buffer.from(body, encoding),
  };
}

type Result = {
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, string | number>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
};

function parsed(body: Uint8Array): Result | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString());
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
