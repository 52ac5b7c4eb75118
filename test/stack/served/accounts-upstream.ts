/** The account that the gateway governs: the sandbox, which trusts the hub's roles by their own signature's stand-in. */

import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import { emulatorCredentials } from '#adapters/upstream/sts-place.ts';
import { type HttpReply, type HttpRequest, headerValue } from '#core/http.ts';
import { createSandbox, type Sandbox } from '#local/sandbox/sandbox.ts';

export type AccountUpstream = {
  readonly sandbox: Sandbox;
  /** STS, as the sandbox's hub asks it: of the function's own role it knows nothing. */
  readonly assumeRole: (request: HttpRequest) => Promise<HttpReply>;
};

export function createAccountUpstream(newId: () => string): AccountUpstream {
  const now = () => new Date().toISOString();
  const sandbox = createSandbox({ account: '123456789012', externalId: 'sandbox-external-id', now, newId });
  return { sandbox, assumeRole: async (request) => sandbox.handle(await signedAgain(request)) };
}

async function signedAgain(request: HttpRequest): Promise<HttpRequest> {
  const host = headerValue(request.headers, 'host') ?? '';
  const signer = new SignatureV4({ service: 'sts', region: 'eu-west-1', credentials: emulatorCredentials, sha256: Sha256 });
  const { headers } = await signer.sign({
    method: 'POST',
    protocol: 'https:',
    hostname: host,
    path: '/',
    headers: { host, 'content-type': headerValue(request.headers, 'content-type') ?? '' },
    body: request.body,
  });
  return { ...request, headers: Object.entries(headers) };
}
