/** JMESPath (https://jmespath.org) on a value, under a time limit: expressions come from callers and may never end. */

import { Script } from 'node:vm';
import { search } from '@aws-lambda-powertools/jmespath';
import { GatewayError } from '#core/errors.ts';
import type { Json } from '#core/model.ts';
import type { JsonQuery } from '#core/ports.ts';

const defaultLimitMilliseconds = 200;
/** Interrupts what it calls when the time is over, wherever that is. */
const script = new Script('run()');

/** Errors: `malformed-request` for an expression that cannot be read, or takes too long. */
export function createJsonQuery({ limitMilliseconds = defaultLimitMilliseconds } = {}): JsonQuery {
  return (expression, value) => {
    try {
      const run = () => search(expression, value as Parameters<typeof search>[1]) ?? null;
      return script.runInNewContext({ run }, { timeout: limitMilliseconds }) as Json;
    } catch (cause) {
      // It is an Error of the script's own realm.
      const isLate =
        typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
      const wrong = isLate ? `took longer than ${limitMilliseconds} ms` : 'is not one, or does not fit the response';
      throw new GatewayError(
        'malformed-request',
        `The JMESPath expression in "query" ${wrong}. Leave it out to get the whole response.`,
        { cause },
      );
    }
  };
}
