/** Reading single claims of a verified token: a claim is absent, has its right shape, or the token is refused. */

import { GatewayError, Reason } from '../errors.ts';
import type { Json } from '../model.ts';

export type Claims = { readonly [name: string]: Json };

const longestText = 1024;
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** The one refusal of this concern. The caller never reads which check failed; `why` is for the log alone. */
export function refusal(why: string): GatewayError {
  return new GatewayError('unauthenticated', 'The token was not accepted. Sign in again and repeat the command.', {
    cause: new Reason(why),
  });
}

export function claim(claims: Claims, name: string): Json | undefined {
  return Object.hasOwn(claims, name) ? claims[name] : undefined;
}

/** A claim that is one line of text: not empty, no control or invisible characters. */
export function textClaim(claims: Claims, name: string): string | undefined {
  const value = claim(claims, name);
  if (value === undefined) return undefined;
  return line(value, name);
}

/** A claim that is a list of lines. One text alone counts only where `single` allows it. */
export function listClaim(claims: Claims, name: string, form: 'list' | 'list-or-single' = 'list'): readonly string[] {
  const value = claim(claims, name);
  if (value === undefined) return [];
  if (form === 'list-or-single' && typeof value === 'string') return [line(value, name)];
  if (!Array.isArray(value)) throw refusal(`the claim ${name} is not a list`);
  return [...new Set(value.map((item) => line(item, name)))];
}

/** A claim that is an object of claims itself. */
export function objectClaim(claims: Claims, name: string): Claims | undefined {
  const value = claim(claims, name);
  if (value === undefined) return undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refusal(`the claim ${name} is not an object`);
  return value as Claims;
}

/** A claim that is a number of seconds since 1970 (NumericDate, RFC 7519 §2). */
export function secondsClaim(claims: Claims, name: string): number | undefined {
  const value = claim(claims, name);
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || value < 0 || value > 253_402_300_799) throw refusal(`the claim ${name} is not a time`);
  return value;
}

function line(value: Json, name: string): string {
  if (typeof value !== 'string' || value === '' || value.length > longestText) throw refusal(`the claim ${name} is not a text`);
  if (!value.isWellFormed() || invisible.test(value)) throw refusal(`the claim ${name} holds characters that cannot be shown`);
  return value;
}
