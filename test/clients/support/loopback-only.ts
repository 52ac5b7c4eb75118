/** Preloaded into programs that would listen on every address: they listen on this machine alone. */

import { Server } from 'node:net';

const listen = Server.prototype.listen;

Server.prototype.listen = function listenOnLoopback(this: Server, first?: unknown, ...rest: readonly unknown[]) {
  const isPort = typeof first === 'number' || typeof first === 'string';
  const options = isPort ? { port: Number(first), host: '127.0.0.1' } : { ...(first as object), host: '127.0.0.1' };
  const callback = rest.find((each) => typeof each === 'function') as (() => void) | undefined;
  return listen.call(this, options, callback);
};
