/** One MCP request as its method sees it, whatever era it came in. */

import type { Header } from '../../http.ts';
import type { Era } from './revisions.ts';
import type { Answer, JsonObject, RpcRequest } from './rpc.ts';

/** What the client can do with an answer that is not the result yet. */
export type ClientCan = {
  /** Take a task instead of a result. */
  readonly tasks: boolean;
  /** Show its user an address to open. */
  readonly openUrl: boolean;
  /** Show its user a form. */
  readonly fillForm: boolean;
};

export type Asked = {
  readonly era: Era;
  readonly request: RpcRequest;
  readonly can: ClientCan;
  /** What the client declared that it can do, as it said it; of a legacy client nothing that a server could use. */
  readonly capabilities: JsonObject;
  readonly headers: readonly Header[];
};

export type Method = (asked: Asked) => Promise<Answer>;

/** By the names of the specification: `tools/list`, `tools/call`, … */
export type Methods = ReadonlyMap<string, Method>;
