/** Stored operations of one service → operations. */

import type { HttpBinding, Operation, OperationResource } from './operation.ts';
import type { Service } from './service.ts';
import type { OperationFlag, StoredOperation, StoredOperations } from './stored.ts';

export function readOperations(service: Service, stored: StoredOperations): ReadonlyMap<string, Operation> {
  return new Map(Object.entries(stored).map(([name, operation]) => [name, readOperation(service, name, operation)]));
}

function readOperation(service: Service, name: string, stored: StoredOperation): Operation {
  const {
    actions,
    resource,
    method,
    uri,
    requiredQuery = [],
    requiredHeaders = [],
    auth = 'sigv4',
    flags = [],
    ...same
  } = stored;
  const is = (flag: OperationFlag): boolean => flags.includes(flag);
  const http: HttpBinding | undefined =
    method === undefined || uri === undefined ? undefined : { method, uri, requiredQuery, requiredHeaders };
  return {
    ...same,
    service: service.id,
    name,
    ...(http && { http }),
    auth,
    ...(resource && { resource: readResource(resource) }),
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

function readResource([type, template, member]: NonNullable<StoredOperation['resource']>): OperationResource {
  if (type === undefined || template === undefined) return { kind: 'account' };
  return member === undefined ? { kind: 'named', type, template } : { kind: 'by-arn', type, template, member };
}
