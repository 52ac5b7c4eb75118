/** Exchanges a verified token for issued credentials: opens a session on one connection and role, and records that it did. */

import { chooseConnection, chooseRole } from './connections/open-roles.ts';
import { credentialLifetime } from './identity/credential-lifetime.ts';
import { type IssuedCredentials, issueCredentials } from './identity/issued-credentials.ts';
import { maskJson, maskText } from './masking/mask-text.ts';
import type { Connection, Session } from './model.ts';
import type { NewId } from './ports.ts';
import { type ApiCaller, type ProductPorts, requireProduct } from './product-api.ts';
import type { EventDraft } from './recording/draft.ts';
import type { Keyring } from './sealed.ts';

export type CredentialsAsked = {
  readonly connection: string;
  /** An ARN or the last name of one; the first role that is open when absent. */
  readonly role?: string;
  readonly durationSeconds?: number;
  readonly reason?: string;
};

export type IssuingPorts = ProductPorts & {
  readonly newId: NewId;
  readonly keyring: Keyring;
  readonly connections: readonly Connection[];
  readonly record: (draft: EventDraft) => Promise<unknown>;
};

/** Errors: `unknown-connection`, `denied`, `malformed-request` (duration), `recorder-unavailable`. */
export async function issueSession(caller: ApiCaller, asked: CredentialsAsked, ports: IssuingPorts): Promise<IssuedCredentials> {
  const { principal } = caller;
  const now = ports.now();
  const connection = chooseConnection(ports.connections, asked.connection, principal);
  const role = chooseRole(connection, principal, asked.role);
  const resource = { kind: 'connection', id: connection.name } as const;
  requireProduct(caller, { action: 'countersign:IssueCredentials', resource }, ports);
  const session: Session = {
    id: ports.newId(),
    principal,
    connection: connection.name,
    role: role.arn,
    openedAt: now,
    tokenIssuedAt: caller.tokenIssuedAt,
    expiresAt: credentialLifetime({
      now,
      tokenExpiresAt: caller.tokenExpiresAt,
      ...(asked.durationSeconds === undefined ? {} : { durationSeconds: asked.durationSeconds }),
    }),
    ...(asked.reason === undefined ? {} : { reason: maskText(asked.reason) }),
  };
  const issued = issueCredentials({ keyring: ports.keyring, session });
  await ports.record(sessionOpened(session, caller, ports.newId()));
  return issued;
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
    detail: maskJson({ state: 'opened', expiresAt: session.expiresAt }),
    ...(caller.client === undefined ? {} : { client: maskText(caller.client) }),
    ...(session.reason === undefined ? {} : { reason: maskText(session.reason) }),
  };
}
