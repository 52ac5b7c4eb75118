/** Refusals of the decoder: which part of a request cannot be read and why, never what it held. */

import { GatewayError } from '../../../errors.ts';

/** The place of a value by the model's member names: `BlockDeviceMappings[0].Ebs.VolumeSize`; `''` is the whole input. */
export type Place = string;

export function memberPlace(place: Place, name: string): Place {
  return place === '' ? name : `${place}.${name}`;
}

/** Of a list or of a map: keys of maps are the caller's data and are not shown. */
export function itemPlace(place: Place, index: number): Place {
  return `${place}[${index}]`;
}

/** A value that does not fit its shape. `problem` completes "… cannot be read: it is not an integer". */
export function malformed(place: Place, problem: string): GatewayError {
  const subject = place === '' ? 'The input' : `The parameter ${place}`;
  return new GatewayError(
    'malformed-request',
    `${subject} cannot be read: ${sentence(problem)} Nothing was done; correct it and send it again.`,
  );
}

/** A name that the operation's model does not have. */
export function unknownMember(place: Place, name: string): GatewayError {
  const shown = memberPlace(place, shownName(name));
  return malformed(shown, 'the operation has no such parameter in the gateway’s catalog of AWS models');
}

/** A body or another whole part of a request that is not what its protocol says. */
export function malformedPart(part: string, problem: string): GatewayError {
  return new GatewayError(
    'malformed-request',
    `The ${part} cannot be read: ${sentence(problem)} Nothing was done; correct it and send it again.`,
  );
}

/** A problem that ends in a question or a list has its own full stop. */
function sentence(problem: string): string {
  return /[.?]$/.test(problem) ? problem : `${problem}.`;
}

/** Names that look like names are shown; anything else might be data in the wrong place. */
export function shownName(name: string): string {
  return /^[A-Za-z][A-Za-z0-9_.:-]{0,63}$/.test(name) ? name : '(a name that cannot be shown)';
}
