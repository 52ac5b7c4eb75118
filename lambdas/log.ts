/** The log on AWS: one JSON line an entry, by Powertools, which adds the id of the trace. */

import { Logger } from '@aws-lambda-powertools/logger';
import type { Log } from '#core/ports.ts';

const logger = new Logger({ serviceName: 'countersign', logLevel: 'INFO' });

export const log: Log = ({ level, message, ...details }) => logger[level](message, details);

/** From here on lines are of this invocation. An environment runs one at a time. */
export function beginLog(requestId: string | undefined): void {
  logger.resetKeys();
  if (requestId !== undefined) logger.appendKeys({ requestId });
}
