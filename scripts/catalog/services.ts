/** A model's metadata → the stored service of the index. */

import type { Protocol } from '#core/catalog/service.ts';
import type { StoredService } from '#core/catalog/stored.ts';
import { endpointExceptions, type Partitions, withoutEndpoint } from './endpoints.ts';
import { type Model, type ServiceDirectory, signingNameOf } from './model.ts';

export function storeService(service: ServiceDirectory, model: Model, known: Known): StoredService {
  const { metadata } = model;
  const signingName = signingNameOf(model);
  const endpoints = endpointExceptions(service, { endpointPrefix: metadata.endpointPrefix, signingName }, known.partitions);
  return {
    fullName: metadata.serviceFullName,
    signingName,
    endpointPrefix: metadata.endpointPrefix,
    iamPrefix: known.iamPrefix,
    protocols: protocolsOf(metadata),
    ...(metadata.jsonVersion !== undefined && { jsonVersion: metadata.jsonVersion }),
    ...(metadata.targetPrefix !== undefined && { targetPrefix: metadata.targetPrefix }),
    apiVersion: metadata.apiVersion,
    ...(metadata.xmlNamespace !== undefined && { xmlNamespace: metadata.xmlNamespace }),
    ...(metadata.awsQueryCompatible && { queryCompatible: true }),
    ...(withoutEndpoint.has(service.id) && { withoutEndpoint: true }),
    ...(Object.keys(endpoints).length > 0 && { endpoints }),
  };
}

type Known = { readonly iamPrefix: string; readonly partitions: Partitions };

const protocols: ReadonlyMap<string, Protocol> = new Map([
  ['query', 'query'],
  ['ec2', 'ec2'],
  ['json', 'json'],
  ['rest-json', 'rest-json'],
  ['rest-xml', 'rest-xml'],
  ['smithy-rpc-v2-cbor', 'cbor'],
]);

function protocolsOf(metadata: Model['metadata']): readonly Protocol[] {
  return (metadata.protocols ?? [metadata.protocol]).map((name) => {
    const protocol = protocols.get(name);
    if (protocol === undefined) throw new Error(`${metadata.serviceFullName}: the catalog does not know the protocol "${name}"`);
    return protocol;
  });
}
