/** The dev issuer's pages: plain HTML without scripts, everything that is shown escaped. */

import { createHash } from 'node:crypto';
import { type Html, html } from '#core/html.ts';

const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem}
button{font:inherit;display:block;width:100%;text-align:left;margin:.5rem 0;padding:.6rem .8rem;cursor:pointer}
input{font:inherit;padding:.5rem;width:100%;box-sizing:border-box}small{color:#555}code{font-size:1.3em}`;

const styleHash = createHash('sha256').update(style).digest('base64');

/**
 * Sign-in ends in a redirect to a client on this machine, which browsers count as a target of the form. `same-origin`, because
 * under `no-referrer` browsers send `Origin: null`, and foreign origins are refused.
 */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': `default-src 'none'; script-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self' http://127.0.0.1:* http://localhost:*; frame-ancestors 'none'; base-uri 'none'`,
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

export function page(title: string, body: Html): string {
  const shell = html`<title>${title}</title><style>${{ html: style }}</style><main><h1>${title}</h1>${body}</main>`;
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">${shell.html}</html>`;
}
