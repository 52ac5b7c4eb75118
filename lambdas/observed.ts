/**
 * What is around every handler: its log lines name the invocation, what it counted is published when it ends, and an error that
 * leaves it holds no text of anybody: Lambda's runtime writes it into the log as it stands.
 */

import { GatewayError, toGatewayError } from '#core/errors.ts';
import { loggedCause } from '#core/logged-cause.ts';
import { beginLog, log } from './log.ts';
import { publishMetrics } from './meter.ts';

/** However the handler ends. Lambda gives the context last, behind the event and a stream. */
export function observed<In extends readonly unknown[], Out>(
  handler: (...given: In) => Promise<Out>,
): (...given: In) => Promise<Out> {
  return async (...given) => {
    beginLog(requestIdOf(given.at(-1)));
    try {
      return await handler(...given);
    } catch (thrown) {
      throw leaving(toGatewayError(thrown));
    } finally {
      publishMetrics();
    }
  };
}

/** Without its cause, which is told here instead. */
function leaving({ code, message, cause }: GatewayError): GatewayError {
  log({ level: 'error', message, code, ...loggedCause(cause) });
  return new GatewayError(code, message);
}

function requestIdOf(context: unknown): string | undefined {
  if (typeof context !== 'object' || context === null || !('awsRequestId' in context)) return undefined;
  return typeof context.awsRequestId === 'string' ? context.awsRequestId : undefined;
}
