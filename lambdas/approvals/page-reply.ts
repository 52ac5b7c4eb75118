/** Replies with pages: never stored, never framed, without scripts, and without our address for any other site. */

import { createHash } from 'node:crypto';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Html } from '#core/html.ts';
import { pageText, style } from './pages/layout.ts';

export type PageReply = APIGatewayProxyStructuredResultV2;

export type Page = { readonly status: number; readonly title: string; readonly body: Html; readonly refreshSeconds?: number };

const styleHash = createHash('sha256').update(style).digest('base64');

/** `same-origin`: under `no-referrer` browsers send `Origin: null` with forms, and foreign origins are refused. Other sites get nothing either way. */
const headers: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'x-robots-tag': 'noindex, nofollow',
};

export function pageReply(page: Page, cookies: readonly string[] = []): PageReply {
  return { statusCode: page.status, headers: { ...headers }, cookies: [...cookies], body: pageText(page) };
}

/** `303`: what follows is a GET, whatever was asked (RFC 9110 §15.4.4). */
export function redirectReply(location: string, cookies: readonly string[] = []): PageReply {
  return { statusCode: 303, headers: { ...headers, location }, cookies: [...cookies], body: '' };
}
