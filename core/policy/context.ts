/** The context of a question, as policies see it in `context`. */

import type { CedarValueJson } from './cedar.ts';
import { parametersUid } from './entities.ts';
import { localTime } from './local-time.ts';
import type { Circumstances, Question } from './question.ts';

export type CedarContext = { readonly [name: string]: CedarValueJson };

// An outer form, so that nothing but a host can stand in the URL that is parsed.
const version6 = /^[0-9a-f:.]*:[0-9a-f:.]*$/i;
const version4 = /^(?:(?:0|[1-9]\d{0,2})(?:\.(?!$)|$)){4}$/;

/** Throws `RangeError` for a time, a zone or an address that cannot be read. */
export function callContext({ call, context }: Question): CedarContext {
  return {
    ...circumstances(context),
    iamActions: [...call.actions],
    resourcesKnown: call.resourcesKnown,
  };
}

/** The context of an action of the product itself: no parameters, no IAM actions, nothing unknown. */
export function productContext(context: Circumstances): CedarContext {
  return { ...circumstances(context), iamActions: [], resourcesKnown: true };
}

function circumstances(context: Circumstances): CedarContext {
  const { hour, weekday } = localTime(context.now, context.timeZone);
  return {
    mfa: context.isMfa,
    breakGlass: context.breakGlass,
    hasReason: context.hasReason,
    channel: context.channel,
    connection: context.connection,
    now: { __extn: { fn: 'datetime', arg: context.now } },
    hour,
    weekday,
    approvals: [...context.approvals],
    requestParams: { __entity: parametersUid },
    ...(context.sourceIp === '' ? {} : { sourceIp: { __extn: { fn: 'ip', arg: knownAddress(context.sourceIp) } } }),
  };
}

/** Refused though no policy looks at it. */
function knownAddress(address: string): string {
  const plain = plainAddress(address);
  const isAddress = version6.test(plain) ? URL.canParse(`http://[${plain}]/`) : version4.test(plain);
  if (!isAddress) throw new RangeError('the source address of a question is none');
  return plain;
}

/** Cedar refuses an IPv4 address in IPv6's clothes, which is how a dual-stack socket reports it. */
function plainAddress(address: string): string {
  return address.toLowerCase().startsWith('::ffff:') && address.includes('.') ? address.slice('::ffff:'.length) : address;
}
