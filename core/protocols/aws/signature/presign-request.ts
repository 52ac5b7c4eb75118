/** Presigns a GET for AWS with Signature Version 4: the signature stands in the query, and whoever has the URL may send it. */

import { sha256Hex } from '../../../canonical.ts';
import { escapeText } from '../codec/escape-text.ts';
import { toAmzDate } from './amz-date.ts';
import { canonicalRequest, stringToSign } from './canonical-request.ts';
import type { Signing } from './sign-request.ts';
import { scopeText, signatureOf, signingAlgorithm, signingKey } from './signing-key.ts';

/** `query` is percent-encoded and without any field of a signature. */
export type UnsignedUrl = { readonly host: string; readonly path: string; readonly query: string; readonly validSeconds: number };

const signedHeaders = ['host'] as const;

/** The whole `https` URL. Only the host is signed beside the query, and no body. */
export function presignedUrl({ host, path, query, validSeconds }: UnsignedUrl, signing: Signing): string {
  const { credentials, signingName, signingRegion, now } = signing;
  const amzDate = toAmzDate(now);
  const scope = { date: amzDate.slice(0, 8), region: signingRegion, service: signingName };
  const fields: readonly (readonly [string, string])[] = [
    ['X-Amz-Algorithm', signingAlgorithm],
    ['X-Amz-Credential', `${credentials.accessKeyId}/${scopeText(scope)}`],
    ['X-Amz-Date', amzDate],
    ['X-Amz-Expires', String(validSeconds)],
    ...(credentials.sessionToken === undefined ? [] : [['X-Amz-Security-Token', credentials.sessionToken] as const]),
    ['X-Amz-SignedHeaders', signedHeaders.join(';')],
  ];
  const whole = [query, ...fields.map(([name, value]) => `${name}=${escapeText(value)}`)].join('&');
  const parts = { method: 'GET', path, query: whole, headers: [['host', host]] as const, signedHeaders };
  const canonical = canonicalRequest({ ...parts, payloadHash: sha256Hex(new Uint8Array()) }, signingName);
  const signature = signatureOf(stringToSign(canonical, amzDate, scope), signingKey(credentials.secretAccessKey, scope));
  return `https://${host}${path}?${whole}&X-Amz-Signature=${signature}`;
}
