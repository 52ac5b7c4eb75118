/** Resources of other accounts, wherever an ARN in the parameters names one: a target, a source, a layer, a queue (threats 10). */

import type { Json, Resource } from '../../../model.ts';
import { parseArn } from './arn.ts';
import { isList, isObject, type ResourceCall } from './touched.ts';

/** Longer texts are documents and code, not names. */
const maxLength = 2048;

/**
 * What belongs to another account, each ARN once; policies see its account, and the list is then a floor. AWS's own (`aws`, or no account
 * at all) belongs to nobody. Principals that a call lets in are not told apart: such calls have access `permissions` besides.
 */
export function foreignResources({ parameters, account, region }: ResourceCall): readonly Resource[] {
  return [...new Set(arnsIn(parameters))].flatMap((arn) => {
    const parsed = parseArn(arn);
    if (parsed === undefined || !/^\d{12}$/.test(parsed.account) || parsed.account === account) return [];
    const type = /^[a-z-]+(?=[:/])/.exec(parsed.resource)?.[0] ?? parsed.service;
    return [{ arn, service: parsed.service, type, region: parsed.region || region, account: parsed.account }];
  });
}

function arnsIn(value: Json): readonly string[] {
  if (typeof value === 'string') return value.startsWith('arn:') && value.length <= maxLength ? [value] : [];
  if (isList(value)) return value.flatMap(arnsIn);
  return isObject(value) ? Object.values(value).flatMap(arnsIn) : [];
}
