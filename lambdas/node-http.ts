/**
 * `node:http` as bundles get it. Imported as a module its every member is read once, and some of them (`WebSocket`,
 * `CloseEvent`) load the whole of `fetch`, a tenth of a cold start; asked for like this none is.
 */

const http = process.getBuiltinModule('node:http');

export const {
  Agent,
  ClientRequest,
  createServer,
  get,
  globalAgent,
  IncomingMessage,
  maxHeaderSize,
  METHODS,
  OutgoingMessage,
  request,
  Server,
  ServerResponse,
  STATUS_CODES,
} = http;

// biome-ignore lint/style/noDefaultExport: it stands for a module that has one
export default http;
