/** Exchanges a verified token for issued credentials: opens a session on one connection and role, and records that it did. */

import { type BreakGlassPorts, openBreakGlass } from './approving/open-break-glass.ts';
import { chooseConnection, chooseRole } from './connections/open-roles.ts';
import { credentialLifetime } from './identity/credential-lifetime.ts';
import { type IssuedCredentials, issueCredentials } from './identity/issued-credentials.ts';
import { maskJson, maskText } from './masking/mask-text.ts';
import type { Connection, Session } from './model.ts';
import { type ApiCaller, requireProduct } from './product-api.ts';
import type { EventDraft } from './recording/draft.ts';
import type { Keyring } from './sealed.ts';

export type CredentialsAsked = {
  readonly connection: string;
  /** An ARN or the last name of one; the first role that is open when absent. */
  readonly role?: string;
  readonly durationSeconds?: number;
  readonly reason?: string;
  /** In an emergency (threats 18): the caller's own step-up opens it, and a verdict is owed. */
  readonly breakGlass?: true;
};

export type IssuingPorts = BreakGlassPorts & {
  readonly keyring: Keyring;
  readonly connections: readonly Connection[];
};

/** Errors: `unknown-connection`, `denied`, `conflict` (break-glass), `malformed-request` (duration), `recorder-unavailable`. */
export async function issueSession(caller: ApiCaller, asked: CredentialsAsked, ports: IssuingPorts): Promise<IssuedCredentials> {
  const { principal } = caller;
  const connection = chooseConnection(ports.connections, asked.connection, principal);
  const role = chooseRole(connection, principal, asked.role);
  const resource = { kind: 'connection', id: connection.name } as const;
  requireProduct(caller, { action: 'countersign:IssueCredentials', resource }, ports);
  const session = newSession(caller, { ...asked, connection: connection.name, role: role.arn }, ports);
  const issued = issueCredentials({ keyring: ports.keyring, session });
  const opened = sessionOpened(session, caller, ports.newId());
  if (session.breakGlass === true) await openBreakGlass({ session, connection, opened }, caller, ports);
  else await ports.record(opened);
  return issued;
}

type Opened = CredentialsAsked & { readonly role: string };

function newSession(caller: ApiCaller, { connection, role, ...asked }: Opened, ports: IssuingPorts): Session {
  const now = ports.now();
  return {
    id: ports.newId(),
    principal: caller.principal,
    connection,
    role,
    openedAt: now,
    tokenIssuedAt: caller.tokenIssuedAt,
    expiresAt: credentialLifetime({
      now,
      tokenExpiresAt: caller.tokenExpiresAt,
      ...(asked.durationSeconds === undefined ? {} : { durationSeconds: asked.durationSeconds }),
    }),
    ...reasonOf(asked),
    ...(asked.breakGlass === true ? { breakGlass: true } : {}),
  };
}

/** A reason that says nothing is none. */
export function reasonOf({ reason = '' }: { readonly reason?: string }): Pick<Session, 'reason'> {
  const masked = maskText(reason).trim();
  return masked === '' ? {} : { reason: masked };
}

export function sessionOpened(session: Session, caller: ApiCaller, callId: string): EventDraft {
  return {
    kind: 'session',
    channel: caller.channel,
    callId,
    sourceIp: caller.sourceIp,
    principal: session.principal,
    session: session.id,
    connection: session.connection,
    roleArn: session.role,
    ...(session.breakGlass === true ? { breakGlass: true } : {}),
    detail: maskJson({ state: 'opened', expiresAt: session.expiresAt }),
    ...(caller.client === undefined ? {} : { client: maskText(caller.client) }),
    ...(session.reason === undefined ? {} : { reason: maskText(session.reason) }),
  };
}
