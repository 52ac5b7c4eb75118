/** The page that a sign-in passes through: it lists the accounts, and one press signs in. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import { type Html, html } from '#core/html.ts';
import { readBody } from '../read-body.ts';
import { accounts, findPerson } from './accounts.ts';
import { page, pageHeaders } from './page.ts';

const bodyLimitBytes = 4096;

/** The cookie of the interaction is bound to its address and to this site: no other site can press the button. */
export async function signIn(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { params } = await provider.interactionDetails(request, response);
  if (request.method === 'GET') return sendPage(response, 200, 'Sign in', accountForm(String(params.client_id)));
  const body = request.method === 'POST' ? await readBody(request, bodyLimitBytes) : undefined;
  const account = findPerson(new URLSearchParams(new TextDecoder().decode(body)).get('account') ?? '');
  if (account === undefined)
    return sendPage(response, 400, 'Sign in', html`<p>There is no such account. Go back and choose one.</p>`);
  const login = { accountId: account.name, amr: ['pwd', 'mfa'] };
  await provider.interactionFinished(request, response, { login, consent: {} }, { mergeWithLastSubmission: false });
}

export function sendPage(response: ServerResponse, status: number, title: string, body: Html): void {
  response.writeHead(status, { ...pageHeaders, 'content-type': 'text/html; charset=utf-8' });
  response.end(page(title, body));
}

function accountForm(client: string): Html {
  const buttons = accounts.flatMap((account) =>
    account.kind === 'person'
      ? [
          html`<button name="account" value="${account.name}">${account.title}<br><small>${account.name} · ${account.groups.join(', ')}</small></button>`,
        ]
      : [],
  );
  return html`<p>Fixture accounts of this machine, for <strong>${client}</strong>. Choose who you are.</p><form method="post">${buttons}</form>`;
}
