/** Whose token may carry a verdict (threats 3): a person's, from an interactive sign-in of the last minutes, by a client meant for it. */

import { epochMilliseconds } from '../instant.ts';
import type { Channel, Issuer, Principal } from '../model.ts';
import { type Refusal, refused } from './transition.ts';

export type VerdictToken = {
  readonly principal: Principal;
  readonly issuer: Issuer;
  readonly channel: Channel;
  /** `auth_time` of the token. */
  readonly signedInAt?: string;
};

const maxAgeSeconds = 600;
/** Clocks of issuers run ahead by so much. */
const skewSeconds = 60;

/** Why the token cannot carry a verdict; `undefined` when it can. */
export function unfitForVerdict({ principal, issuer, channel, signedInAt }: VerdictToken, now: string): Refusal | undefined {
  if (channel === 'mcp') return refused('denied', 'A verdict is not given through MCP: open the approval in a browser.');
  if (issuer.kind !== 'human' || principal.kind !== 'user') {
    return refused('denied', 'A verdict is a person’s own: no agent, pipeline or workload gives one.');
  }
  const { clientId } = principal;
  if (clientId === undefined || !verdictClients(issuer).includes(clientId)) {
    return refused('denied', 'The token was issued to a client that is not meant for verdicts. Open the approval in a browser.');
  }
  const age = signedInAt === undefined ? Number.NaN : (epochMilliseconds(now) - epochMilliseconds(signedInAt)) / 1000;
  if (!(age <= maxAgeSeconds && age >= -skewSeconds)) {
    return refused('denied', 'A verdict needs a sign-in of the last 10 minutes. Sign in again and repeat it.');
  }
  return undefined;
}

/** Those that the operator lists; else the issuer's own clients: of the pages, and of the CLI. */
function verdictClients({ verdictClients: listed, webClientId, clientId }: Issuer): readonly string[] {
  return listed ?? [webClientId, clientId].filter((id) => id !== undefined);
}
