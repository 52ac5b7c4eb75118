/** The arguments of `npm start`. */

import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export type LocalArguments = {
  /** The operator's own file; without it the shipped one. */
  readonly configFile?: string;
  readonly port: number;
  readonly wirePort: number;
  readonly sandboxPort: number;
  readonly dataDirectory: string;
  /** Instead of the file's `wire.holdSeconds`. */
  readonly holdSeconds?: number;
};

export const usage =
  'npm start -- [--config FILE] [--port 4180] [--wire-port 4181] [--sandbox-port 4182] [--data .countersign] [--hold-seconds 50]';

/** Throws an Error with the usage for an argument that is not known or not a port. */
export function readArguments(argv: readonly string[]): LocalArguments {
  const { values } = parseArgs({
    args: [...argv],
    strict: true,
    options: {
      config: { type: 'string' },
      port: { type: 'string', default: '4180' },
      'wire-port': { type: 'string', default: '4181' },
      'sandbox-port': { type: 'string', default: '4182' },
      data: { type: 'string', default: '.countersign' },
      'hold-seconds': { type: 'string' },
    },
  });
  return {
    ...(values.config === undefined ? {} : { configFile: resolve(values.config) }),
    port: portOf('--port', values.port),
    wirePort: portOf('--wire-port', values['wire-port']),
    sandboxPort: portOf('--sandbox-port', values['sandbox-port']),
    dataDirectory: resolve(values.data),
    ...(values['hold-seconds'] === undefined ? {} : { holdSeconds: secondsOf(values['hold-seconds']) }),
  };
}

function secondsOf(text: string): number {
  const seconds = Number(text);
  if (Number.isInteger(seconds) && seconds >= 0 && seconds <= 50) return seconds;
  throw new Error(`--hold-seconds: ${text} is not a whole number from 0 to 50. ${usage}`);
}

function portOf(name: string, text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Error(`${name}: ${text} is not a port. ${usage}`);
}
