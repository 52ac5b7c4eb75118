/** Host prefixes (Smithy's endpoint trait): parameters that become labels of the host name, held to what a label may be (threats 12). */

import type { Operation } from '../../../catalog/operation.ts';
import { GatewayError } from '../../../errors.ts';
import type { Parameters } from '../../../model.ts';
import { malformed } from '../codec/malformed.ts';

const label = /^[A-Za-z0-9-]{1,63}$/;
const wholeHost = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * The host that the operation is sent to: the table's own, behind its prefix.
 * Errors: `malformed-request` for a parameter that is no label of a host name, `denied` for another account's.
 */
export function prefixedHost(
  host: string,
  operation: Pick<Operation, 'hostPrefix'>,
  { parameters, account }: { readonly parameters: Parameters; readonly account: string },
): string {
  const { hostPrefix = '' } = operation;
  const prefix = hostPrefix.replace(/\{([^{}]+)\}/g, (_, name: string) => labelOf(name, parameters[name], account));
  const prefixed = `${prefix.toLowerCase()}${host}`;
  if (prefixed.length > 253 || !wholeHost.test(prefixed)) {
    throw new GatewayError('malformed-request', 'The host name that the parameters make is not one. Nothing was sent.');
  }
  return prefixed;
}

function labelOf(name: string, value: Parameters[string] | undefined, account: string): string {
  if (typeof value !== 'string' || !label.test(value)) {
    throw malformed(name, 'it becomes part of the host name: letters, digits and "-", at most 63');
  }
  if (/^account(?:id)?$/i.test(name) && value !== account) {
    throw new GatewayError('denied', `The parameter ${name} names another account than the connection's. Use ${account}.`);
  }
  return value;
}
