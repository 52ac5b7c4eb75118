/** `countersign explain SERVICE OPERATION`: what would be decided of a call, and why. */

import { type GatewayOptions, post } from './api.ts';
import { CliError } from './cli-error.ts';
import type { Environment } from './environment.ts';
import { plain } from './print.ts';

export type ExplainOptions = GatewayOptions & {
  readonly connection: string;
  readonly region?: string;
  readonly role?: string;
  /** The parameters as JSON, by the names of AWS's API reference. */
  readonly parameters?: string;
};

type Body = Readonly<Record<string, unknown>>;

/** Errors: CliError. */
export async function explain(
  environment: Environment,
  options: ExplainOptions,
  call: { readonly service: string; readonly operation: string },
): Promise<Body> {
  const { connection, region, role, parameters = '{}' } = options;
  return post(environment, options, '/v1/explain', {
    connection,
    ...call,
    parameters: parametersOf(parameters),
    ...(region === undefined ? {} : { region }),
    ...(role === undefined ? {} : { role }),
  });
}

/** The explanation for people. */
export function explained(body: Body): string {
  const call = recordOf(body.call);
  const decision = recordOf(body.decision);
  const policies = Array.isArray(decision.policies) ? decision.policies.map(recordOf) : [];
  return [
    `${plain(call.service)}:${plain(call.operation)}  ${plain(call.access)}`,
    `decision   ${plain(decision.outcome)}${decision.cause === undefined ? '' : ` (${plain(decision.cause)})`}`,
    ...(Array.isArray(decision.chains) ? [`approval   ${decision.chains.map(plain).join(', ')}`] : []),
    ...policies.map(
      (policy) => `policy     ${plain(policy.id)}${policy.reason === undefined ? '' : `: ${plain(policy.reason)}`}`,
    ),
    `role       ${plain(body.role)}`,
    ...listOf(call.actions).map((action) => `action     ${action}`),
    ...(Array.isArray(call.resources) ? call.resources.map((resource) => `resource   ${plain(recordOf(resource).arn)}`) : []),
  ].join('\n');
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(plain) : [];
}

function recordOf(value: unknown): Body {
  return value !== null && typeof value === 'object' ? { ...value } : {};
}

function parametersOf(text: string): object {
  try {
    const parsed: unknown = JSON.parse(text);
    if (parsed !== null && typeof parsed === 'object' && !Array.isArray(parsed)) return parsed;
  } catch {
    // Told below, with the same sentence.
  }
  throw new CliError('usage', '--parameters must be a JSON object, like {"InstanceIds":["i-0123456789abcdef0"]}.');
}
