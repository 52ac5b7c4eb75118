/** The pages of the device flow (RFC 8628 §3.3): enter the code, compare it, done. */

import type { ErrorOut, KoaContextWithOIDC } from 'oidc-provider';
import { html } from '#core/html.ts';
import { page } from './page.ts';

/** With `verification_uri_complete` the code is filled in, and the person still looks at it. */
export function codePage(ctx: KoaContextWithOIDC, _form: string, out?: ErrorOut): void {
  const trouble = out === undefined ? html`` : html`<p>That did not work: ${out.error_description ?? out.error}. Try again.</p>`;
  ctx.body = page(
    'Sign in a device',
    html`${trouble}<form method="post" action="${ctx.oidc.urlFor('code_verification')}">${secretField(ctx)}
      <p>Enter the code that your terminal shows.</p><input name="user_code" value="${codeOf(ctx)}" autocomplete="off" autofocus>
      <button>Continue</button></form>`,
  );
}

export function comparePage(
  ctx: KoaContextWithOIDC,
  _form: string,
  client: { clientId: string },
  _device: unknown,
  userCode: string,
): void {
  ctx.body = page(
    'Is this your code?',
    html`<p><strong>${client.clientId}</strong> on this machine shows</p><p><code>${userCode}</code></p>
      <form method="post" action="${ctx.oidc.urlFor('code_verification')}">${secretField(ctx)}
      <input type="hidden" name="user_code" value="${userCode}">
      <button name="confirm" value="yes">Yes, sign in</button><button name="abort" value="yes">No, stop</button></form>`,
  );
}

export function donePage(ctx: KoaContextWithOIDC): void {
  ctx.body = page('Signed in', html`<p>Go back to your terminal. This page can be closed.</p>`);
}

export function errorPage(ctx: KoaContextWithOIDC, out: ErrorOut): void {
  ctx.type = 'html';
  ctx.body = page(
    'Sign-in failed',
    html`<p>${out.error}: ${out.error_description ?? 'nothing more is known'}. Start again from your terminal.</p>`,
  );
}

function secretField(ctx: KoaContextWithOIDC) {
  const state = ctx.oidc.session?.state;
  return html`<input type="hidden" name="xsrf" value="${String(state?.secret ?? '')}">`;
}

/** The request was given on without its query, so that the provider shows this page instead of one that posts itself by script. */
function codeOf(ctx: KoaContextWithOIDC): string {
  const whole = 'originalUrl' in ctx.req && typeof ctx.req.originalUrl === 'string' ? ctx.req.originalUrl : '';
  const [, query = ''] = whole.split('?');
  return new URLSearchParams(query).get('user_code') ?? '';
}
