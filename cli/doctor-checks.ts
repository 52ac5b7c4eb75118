/** What a deployed gateway proves of itself when it is asked: that its roles hold, and its record. */

import type { Finding } from '#core/checking/finding.ts';
import { accepted } from './api.ts';
import { CliError } from './cli-error.ts';
import { send } from './http.ts';

/** Never throws: what cannot be checked is a finding. */
export async function checksOf(url: string, token: string): Promise<readonly Finding[]> {
  try {
    const { checks } = accepted(await send(`${url}/v1/checks`, { method: 'POST', token, json: {} }));
    if (!Array.isArray(checks) || checks.length === 0) throw new CliError('unreachable', `${url} proves nothing of itself`);
    return checks.map(findingOf);
  } catch (thrown) {
    const says = thrown instanceof CliError ? thrown.message.replace(/\.$/, '') : 'they could not be checked';
    const cure = 'Run doctor as somebody who may countersign:RunChecks: auditors and sre-leads by the starter policies.';
    return [{ check: 'roles and record', says, cure }];
  }
}

function findingOf(value: unknown): Finding {
  const [check, says, cure] = ['check', 'says', 'cure'].map((name) => textOf(value, name));
  return { check: check ?? '', says: says ?? '', ...(cure === undefined ? {} : { cure }) };
}

function textOf(value: unknown, name: string): string | undefined {
  const found: unknown = value !== null && typeof value === 'object' ? Reflect.get(value, name) : undefined;
  return typeof found === 'string' ? found : undefined;
}
