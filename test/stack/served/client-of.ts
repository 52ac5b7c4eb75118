/** How the tests of clients speak to the served stack: as to the gateway of one machine, with the tokens of its two issuers. */

import type { DevIssuer } from '#local/issuer/dev-issuer.ts';
import { type ApiClient, apiClient } from '#test/clients/support/gateway.ts';

export type Issuers = { readonly people: DevIssuer; readonly pipelines: DevIssuer };

export function clientOf(apiUrl: string, { people, pipelines }: Issuers): ApiClient {
  return apiClient(apiUrl, async (as) => (as === 'ci' ? pipelines : people).tokenFor(as));
}
