/** Endpoints: where a service is reached in a region, from our own table alone. */

import type { Catalog } from './catalog.ts';

export type Endpoint = {
  readonly host: string;
  /** What stands before the path of every request to this host, and of no request to a custom endpoint; mostly `''`. */
  readonly basePath: string;
  readonly signingName: string;
  readonly signingRegion: string;
};

/** The endpoint of a service in a region; `undefined` for what the catalog does not list, so that no name from outside becomes a host. */
export function endpointOf(catalog: Catalog, service: string, region: string): Endpoint | undefined {
  const known = catalog.services.get(service);
  const place = catalog.regions.get(region);
  if (known?.hasEndpoint !== true || place === undefined) return undefined;
  const exception = known.endpoints.get(region) ?? known.endpoints.get(place.partition);
  const host = exception?.host ?? `${known.endpointPrefix}.{region}.${place.suffix}`;
  return {
    host: host.replace('{region}', region),
    basePath: exception?.basePath ?? '',
    signingName: exception?.signingName ?? known.signingName,
    signingRegion: exception?.signingRegion ?? region,
  };
}
