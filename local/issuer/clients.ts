/** The OAuth clients of the dev issuer. */

import type { ClientMetadata } from 'oidc-provider';
import type { IssuerSecrets } from './issuer-secrets.ts';

export const cliClient = 'countersign-cli';
export const webClient = 'countersign-web';
export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

export function clients(issuerUrl: string, secrets: IssuerSecrets): readonly ClientMetadata[] {
  const { origin } = new URL(issuerUrl);
  return [
    {
      client_id: cliClient,
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      grant_types: [deviceGrant, 'authorization_code', 'refresh_token'],
      response_types: ['code'],
      // RFC 8252 §7.3: the port of a native client's loopback address is free.
      redirect_uris: ['http://127.0.0.1/callback'],
    },
    {
      client_id: webClient,
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code'],
      response_types: ['code'],
      redirect_uris: [`${origin}/sign-in/callback`, `${origin}/console/`],
    },
    machine('ci', secrets.clientSecrets.ci),
    machine('agent', secrets.clientSecrets.agent),
  ];
}

function machine(clientId: string, secret: string): ClientMetadata {
  return {
    client_id: clientId,
    client_secret: secret,
    token_endpoint_auth_method: 'client_secret_basic',
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
  };
}
