/** Stored operations of one service → operations. */

import type { HttpBinding, Operation } from './operation.ts';
import type { Service } from './service.ts';
import type { OperationFlag, StoredOperation, StoredOperations } from './stored.ts';

export function readOperations(service: Service, stored: StoredOperations): ReadonlyMap<string, Operation> {
  return new Map(Object.entries(stored).map(([name, operation]) => [name, readOperation(service, name, operation)]));
}

function readOperation(service: Service, name: string, stored: StoredOperation): Operation {
  const { actions, method, uri, requiredQuery = [], requiredHeaders = [], auth = 'sigv4', flags = [], ...same } = stored;
  const is = (flag: OperationFlag): boolean => flags.includes(flag);
  const http: HttpBinding | undefined =
    method === undefined || uri === undefined ? undefined : { method, uri, requiredQuery, requiredHeaders };
  return {
    ...same,
    service: service.id,
    name,
    ...(http && { http }),
    auth,
    actions: actions ?? [`${service.iamPrefix}:${name}`],
    hasUnsignedBody: is('unsigned-body'),
    hasStreamingInput: is('streaming-input'),
    hasStreamingOutput: is('streaming-output'),
    hasEventStream: is('event-stream'),
    hasInputEventStream: is('input-event-stream'),
    hasSensitiveInput: is('sensitive-input'),
    hasSensitiveOutput: is('sensitive-output'),
    isDeprecated: is('deprecated'),
    mintsCredentials: is('mints-credentials'),
    mayBeGzipped: is('gzip'),
    requiresChecksum: is('checksum-required'),
  };
}
