/** OAuth 2.0 Protected Resource Metadata (RFC 9728): where people sign in; beside it what our CLI needs to set itself up. */

import type { Issuer } from '#core/model.ts';

export type PublicAddresses = {
  readonly publicUrl: string;
  /** The address of the AWS wire. */
  readonly wireUrl: string;
  readonly issuers: readonly Issuer[];
};

export function protectedResource({ publicUrl, wireUrl, issuers }: PublicAddresses): object {
  const people = issuers.filter((issuer) => issuer.kind === 'human');
  const cliClientId = people[0]?.clientId;
  return {
    resource: publicUrl,
    authorization_servers: people.map((issuer) => issuer.issuer),
    bearer_methods_supported: ['header'],
    countersign_wire_url: wireUrl,
    ...(cliClientId === undefined ? {} : { countersign_cli_client_id: cliClientId }),
  };
}
