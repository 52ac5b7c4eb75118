/** Raw requests of MCP, for what no client of today does. */

export type Body = { readonly [name: string]: unknown };

export type RawReply = {
  readonly status: number;
  readonly session: string;
  readonly notifications: readonly Body[];
  readonly result?: Body;
  readonly error?: Body;
};

export type RawMcp = {
  readonly legacy: (method: string, params: Body, session?: string) => Promise<RawReply>;
  /** Opens as a client of 2025-11-25 that can do this; gives the session's id. */
  readonly open: (capabilities: Body) => Promise<string>;
  readonly modern: (
    method: string,
    params: Body,
    capabilities?: Body,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<RawReply>;
};

const prefix = 'io.modelcontextprotocol/';
let ids = 0;

/** `signal` drops the connection of what is sent. */
export function rawMcp(url: string, token: string, { signal }: { readonly signal?: AbortSignal } = {}): RawMcp {
  const send = async (method: string, params: Body, headers: Readonly<Record<string, string>>): Promise<RawReply> => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ jsonrpc: '2.0', id: ++ids, method, params }),
      ...(signal === undefined ? {} : { signal }),
    });
    const messages = messagesIn(await answer.text());
    const notifications = messages.filter(({ method: named }) => named !== undefined);
    const session = answer.headers.get('mcp-session-id') ?? '';
    return { status: answer.status, session, notifications, ...messages.find(({ id }) => id !== undefined) };
  };
  const legacy: RawMcp['legacy'] = (method, params, session) =>
    send(method, params, session === undefined ? {} : { 'mcp-session-id': session });
  return {
    legacy,
    open: async (capabilities) => {
      const clientInfo = { name: 'test', version: '1' };
      return (await legacy('initialize', { protocolVersion: '2025-11-25', capabilities, clientInfo })).session;
    },
    modern: (method, params, capabilities = {}, more = {}) => {
      const name = params.name ?? params.taskId ?? params.uri;
      const headers = {
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': method,
        ...(name === undefined ? {} : { 'mcp-name': String(name) }),
        ...more,
      };
      const own = { [`${prefix}protocolVersion`]: '2026-07-28', [`${prefix}clientCapabilities`]: capabilities };
      return send(method, { ...params, _meta: { ...(params._meta as Body | undefined), ...own } }, headers);
    },
  };
}

/** One object, or the events of a stream. */
function messagesIn(text: string): readonly Body[] {
  const texts = text.startsWith('{') ? [text] : [...text.matchAll(/^data: (.+)$/gm)].map(([, data = '']) => data);
  return texts.map((each) => JSON.parse(each));
}

export function contentOf({ result }: RawReply): Body {
  return (result?.structuredContent ?? {}) as Body;
}
