/** What is around every handler: its log lines name the invocation, and what it counted is published when it ends. */

import { beginLog } from './log.ts';
import { publishMetrics } from './meter.ts';

/** However the handler ends. Lambda gives the context last, behind the event and a stream. */
export function observed<In extends readonly unknown[], Out>(
  handler: (...given: In) => Promise<Out>,
): (...given: In) => Promise<Out> {
  return async (...given) => {
    beginLog(requestIdOf(given.at(-1)));
    try {
      return await handler(...given);
    } finally {
      publishMetrics();
    }
  };
}

function requestIdOf(context: unknown): string | undefined {
  if (typeof context !== 'object' || context === null || !('awsRequestId' in context)) return undefined;
  return typeof context.awsRequestId === 'string' ? context.awsRequestId : undefined;
}
