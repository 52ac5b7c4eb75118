/** How the tests of clients speak to the served stack: as to the gateway of one machine, with the tokens of its two issuers. */

import type { DevIssuer } from '#local/issuer/dev-issuer.ts';
import type { Issued, TestGateway } from '#test/clients/support/gateway.ts';

export type Issuers = { readonly people: DevIssuer; readonly pipelines: DevIssuer };

export function clientOf(apiUrl: string, { people, pipelines }: Issuers): Pick<TestGateway, 'token' | 'api' | 'issue'> {
  const token = (as: string) => (as === 'ci' ? pipelines : people).tokenFor(as);
  const api: TestGateway['api'] = async (as, method, path, body) => {
    const headers = { authorization: `Bearer ${await token(as)}`, 'content-type': 'application/json' };
    const reply = await fetch(`${apiUrl}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: reply.status, body: (await reply.json()) as never };
  };
  const issue = async (as: string, connection = 'sandbox'): Promise<Issued> => {
    const { status, body } = await api(as, 'POST', '/v1/credentials', { connection });
    if (status !== 200) throw new Error(`no credentials: ${status} ${JSON.stringify(body)}`);
    const { accessKeyId, secretAccessKey, sessionToken, sessionId } = body as Issued;
    return { accessKeyId, secretAccessKey, sessionToken, sessionId };
  };
  return { token, api, issue };
}
