/** The protocol that a client speaks, from its headers alone, for an error that comes before the operation is identified. */

import type { Protocol, Service } from '../../../catalog/service.ts';
import { type HttpRequest, headerValue } from '../../../http.ts';

/**
 * `services` are those signed as the request's scope says, as far as it could be read. The headers decide between the protocols
 * that they speak; a service of one REST protocol speaks it whatever label its body has. Never throws.
 */
export function guessProtocol(request: HttpRequest, services: readonly Service[]): Protocol {
  const spoken = new Set(services.flatMap((service) => service.protocols));
  const rest = restProtocol(services);
  if (rest !== undefined && spoken.size === 1) return rest;
  return protocolOfHeaders(request, services) ?? rest ?? services[0]?.protocols[0] ?? 'query';
}

function protocolOfHeaders(request: HttpRequest, services: readonly Service[]): Protocol | undefined {
  const contentType = headerValue(request.headers, 'content-type')?.toLowerCase() ?? '';
  if (headerValue(request.headers, 'smithy-protocol') !== undefined || contentType.startsWith('application/cbor')) return 'cbor';
  if (headerValue(request.headers, 'x-amz-target') !== undefined || contentType.startsWith('application/x-amz-json'))
    return 'json';
  if (contentType.startsWith('application/x-www-form-urlencoded') || /(?:^|&)Action=/.test(request.query)) {
    return services.some((service) => service.protocols.includes('ec2')) ? 'ec2' : 'query';
  }
  return contentType.startsWith('application/json') && restProtocol(services) === undefined ? 'rest-json' : undefined;
}

function restProtocol(services: readonly Service[]): Protocol | undefined {
  return services.flatMap((service) => service.protocols).find((protocol) => protocol === 'rest-json' || protocol === 'rest-xml');
}
