/** What a client may not choose of a reply: the headers that say what its payload is, for masking goes by them. */

import { GatewayError } from './errors.ts';
import type { Wire } from './front.ts';
import type { Parameters } from './model.ts';

/** S3's `response-content-type` and its sisters, on operations that answer with a payload. Errors: `unsupported-call`. */
export function refuseChosenHeaders(
  parameters: Parameters,
  { operation, input, output }: Pick<Wire, 'operation' | 'input' | 'output'>,
): void {
  if (input?.kind !== 'structure' || output?.kind !== 'structure' || output.payload === undefined) return;
  for (const [name, { location, wireName = name }] of input.members) {
    if (location !== 'query' || !/^response-content-/i.test(wireName) || parameters[name] === undefined) continue;
    throw new GatewayError(
      'unsupported-call',
      `The parameter ${name} of ${operation.service}:${operation.name} chooses what the answer says of itself, and masking goes by that. Leave it out.`,
    );
  }
}
