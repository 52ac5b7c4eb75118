/** The routes of the HTTP API: what is served where, and which have an authorizer in front. A test holds handlers and stack to it. */

/** `human`: the JWT authorizer of the human issuer stands in front. `none`: the handler alone decides who may ask. */
export type Authorizer = 'human' | 'none';

export type Route = {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'DELETE';
  /** API Gateway's form: `/v1/sessions/{id}`. */
  readonly path: string;
  readonly authorizer: Authorizer;
  readonly summary: string;
};

export const routes = [
  { method: 'GET', path: '/healthz', authorizer: 'none', summary: 'Whether the gateway lives' },
  { method: 'GET', path: '/openapi.json', authorizer: 'none', summary: 'This contract' },
  {
    method: 'GET',
    path: '/.well-known/oauth-protected-resource',
    authorizer: 'none',
    summary: 'Where people sign in (RFC 9728), and where the AWS wire is',
  },
  {
    method: 'POST',
    path: '/v1/credentials',
    authorizer: 'none',
    summary: 'Exchange a token for issued credentials; opens a session',
  },
  { method: 'GET', path: '/v1/whoami', authorizer: 'human', summary: 'The principal, and the connections and roles open to it' },
  {
    method: 'POST',
    path: '/v1/calls',
    authorizer: 'human',
    summary: 'Any AWS operation by its names; 202 when it waits for an approval',
  },
  {
    method: 'GET',
    path: '/v1/calls/{id}',
    authorizer: 'human',
    summary: 'A call that waits for an approval: its state, or its answer once it was executed; ?wait=25 waits for news',
  },
  { method: 'POST', path: '/v1/calls/{id}/cancel', authorizer: 'human', summary: 'Take a waiting call back' },
  { method: 'POST', path: '/v1/calls/{id}/nudge', authorizer: 'human', summary: 'Remind the approvers of a waiting call' },
  {
    method: 'POST',
    path: '/v1/explain',
    authorizer: 'human',
    summary: 'What would be decided of a call, and why; never executed',
  },
  { method: 'GET', path: '/v1/events', authorizer: 'human', summary: 'Search the record, newest first' },
  { method: 'GET', path: '/v1/events/{id}', authorizer: 'human', summary: 'One event' },
  { method: 'GET', path: '/v1/sessions', authorizer: 'human', summary: 'Sessions with a matching event, newest first' },
  { method: 'GET', path: '/v1/sessions/{id}', authorizer: 'human', summary: 'One session' },
  { method: 'GET', path: '/v1/sessions/{id}/events', authorizer: 'human', summary: 'The events of one session, newest first' },
  {
    method: 'GET',
    path: '/v1/sessions/{id}/export',
    authorizer: 'human',
    summary: 'A session whole, as OCSF lines, asciinema cast, HAR or CSV, page by page',
  },
  {
    method: 'GET',
    path: '/v1/events/{id}/receipt',
    authorizer: 'human',
    summary: 'The proof that an event is in the sealed record',
  },
  { method: 'POST', path: '/v1/sessions/{id}/revoke', authorizer: 'human', summary: 'Cut a session off' },
  { method: 'POST', path: '/v1/sessions/{id}/hold', authorizer: 'human', summary: 'Keep a session however old it is' },
  { method: 'POST', path: '/v1/sessions/{id}/release', authorizer: 'human', summary: 'End a session’s hold' },
  { method: 'POST', path: '/v1/principals/{id}/revoke', authorizer: 'human', summary: 'Cut a principal off' },
  {
    method: 'POST',
    path: '/v1/people/erase',
    authorizer: 'human',
    summary: 'Cut a person off from the pseudonyms of the record',
  },
  {
    method: 'POST',
    path: '/v1/checks',
    authorizer: 'human',
    summary: 'What the gateway proves of itself: its roles and its record; assumes every role once, and uses none',
  },
  { method: 'GET', path: '/v1/approvals', authorizer: 'human', summary: 'Approvals that wait for you, or that you asked for' },
  { method: 'GET', path: '/v1/approvals/{id}', authorizer: 'human', summary: 'One approval, with who is asked and missing' },
  {
    method: 'POST',
    path: '/v1/approvals/{id}/verdicts',
    authorizer: 'human',
    summary: 'Approve or reject; needs a sign-in of the last 10 minutes',
  },
  { method: 'POST', path: '/v1/approvals/{id}/cancel', authorizer: 'human', summary: 'Take an approval back' },
  { method: 'POST', path: '/v1/approvals/{id}/nudge', authorizer: 'human', summary: 'Remind the approvers' },
] as const satisfies readonly Route[];

type KeyOf<R> = R extends { readonly method: infer M extends string; readonly path: infer P extends string }
  ? `${M} ${P}`
  : never;

/** API Gateway's name of a route: `GET /v1/whoami`. */
export type RouteKey = KeyOf<(typeof routes)[number]>;

/** The pages in a browser. They are nobody's contract, so `openapi.json` leaves them out. */
export const pageRoutes = [
  {
    method: 'GET',
    path: '/approvals/{id}',
    authorizer: 'none',
    summary: 'The page of an approval; it shows and changes nothing',
  },
  { method: 'HEAD', path: '/approvals/{id}', authorizer: 'none', summary: 'What link previews and mail scanners ask' },
  { method: 'POST', path: '/approvals/{id}', authorizer: 'none', summary: 'A verdict, once' },
  { method: 'GET', path: '/calls/{id}', authorizer: 'none', summary: 'The page of a waiting call, for its requester' },
  { method: 'HEAD', path: '/calls/{id}', authorizer: 'none', summary: 'What link previews ask' },
  { method: 'GET', path: '/sign-in', authorizer: 'none', summary: 'To the issuer, and back to the page' },
  { method: 'GET', path: '/sign-in/callback', authorizer: 'none', summary: 'The way back' },
] as const satisfies readonly Route[];

export type PageRouteKey = KeyOf<(typeof pageRoutes)[number]>;

/** What MCP clients speak to. The handler verifies the token itself: only it can say where the authorization server is (RFC 9728). */
export const mcpRoutes = [
  { method: 'POST', path: '/mcp', authorizer: 'none', summary: 'MCP: everything that the caller may use' },
  { method: 'POST', path: '/mcp/{connection}', authorizer: 'none', summary: 'MCP: one connection, with its own names' },
  { method: 'GET', path: '/v1/mcp/tools', authorizer: 'human', summary: 'Tools of MCP servers beside what was accepted' },
  { method: 'GET', path: '/mcp', authorizer: 'none', summary: 'No stream is offered: 405' },
  { method: 'GET', path: '/mcp/{connection}', authorizer: 'none', summary: 'No stream is offered: 405' },
  { method: 'DELETE', path: '/mcp', authorizer: 'none', summary: 'No MCP session is kept: 405' },
  { method: 'DELETE', path: '/mcp/{connection}', authorizer: 'none', summary: 'No MCP session is kept: 405' },
  {
    method: 'GET',
    path: '/.well-known/oauth-authorization-server',
    authorizer: 'none',
    summary: 'How MCP clients sign in (RFC 8414), where the gateway stands in for a provider that lets none register',
  },
  {
    method: 'GET',
    path: '/.well-known/oauth-authorization-server/mcp',
    authorizer: 'none',
    summary: 'The same, where some clients look',
  },
  { method: 'GET', path: '/.well-known/openid-configuration', authorizer: 'none', summary: 'The same, where others look' },
  { method: 'POST', path: '/oauth/register', authorizer: 'none', summary: 'The operator’s client for MCP clients (RFC 7591)' },
  {
    method: 'GET',
    path: '/.well-known/oauth-protected-resource/mcp',
    authorizer: 'none',
    summary: 'Where agents sign in (RFC 9728)',
  },
  {
    method: 'GET',
    path: '/.well-known/oauth-protected-resource/mcp/{connection}',
    authorizer: 'none',
    summary: 'Where agents sign in, for one connection',
  },
] as const satisfies readonly Route[];

export type McpRouteKey = KeyOf<(typeof mcpRoutes)[number]>;
