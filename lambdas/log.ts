/** The log on AWS: one JSON line an entry, by Powertools. */

import { Logger } from '@aws-lambda-powertools/logger';
import type { Log } from '#core/ports.ts';

const logger = new Logger({ serviceName: 'countersign', logLevel: 'INFO' });

export const log: Log = ({ level, message, ...details }) => logger[level](message, details);
