/** What the gateway can prove of its own deployment: its roles and its record, for `countersign doctor`. */

import { roleSessionNameOf, sourceIdentityOf } from '../identity/source-identity.ts';
import { maskJson, maskText } from '../masking/mask-text.ts';
import type { AnyConnection } from '../model.ts';
import type { NewId } from '../ports.ts';
import { type ApiCaller, type ProductPorts, requireProduct } from '../product-api.ts';
import type { EventDraft } from '../recording/draft.ts';
import { checkRecord, type RecordWanted } from './check-record.ts';
import { checkRoles } from './check-roles.ts';
import type { Finding } from './finding.ts';
import type { RecordPlace } from './record-place.ts';
import type { RoleProbe } from './role-probe.ts';

export type CheckingPorts = ProductPorts & {
  readonly newId: NewId;
  readonly record: (draft: EventDraft) => Promise<unknown>;
  readonly budget: { readonly spend: (principalId: string, now: string) => void };
  readonly targets: readonly AnyConnection[];
  readonly probe: RoleProbe;
  readonly recordPlace: RecordPlace;
  readonly recordWanted: RecordWanted;
};

export type Checked = { readonly isWell: boolean; readonly checks: readonly Finding[] };

/**
 * Recorded before anything is tried: roles are asked for in the caller's name. Errors: `denied`, `rate-limited`,
 * `recorder-unavailable`.
 */
export async function runChecks(caller: ApiCaller, ports: CheckingPorts): Promise<Checked> {
  const { principal } = caller;
  requireProduct(caller, { action: 'countersign:RunChecks', resource: { kind: 'connection', id: '*' } }, ports);
  ports.budget.spend(principal.id, ports.now());
  const id = ports.newId();
  await ports.record(checkEvent(caller, id));
  const trier = { sourceIdentity: sourceIdentityOf(principal), roleSessionName: roleSessionNameOf(principal, id), session: id };
  const [ofRoles, facts] = await Promise.all([checkRoles(ports.targets, trier, ports.probe), ports.recordPlace.look()]);
  const checks = [...ofRoles, ...checkRecord(facts, ports.recordWanted, ports.now())];
  return { isWell: checks.every(({ cure }) => cure === undefined), checks };
}

function checkEvent(caller: ApiCaller, callId: string): EventDraft {
  return {
    kind: 'check',
    channel: caller.channel,
    callId,
    sourceIp: caller.sourceIp,
    principal: caller.principal,
    sourceIdentity: sourceIdentityOf(caller.principal),
    detail: maskJson({ state: 'run' }),
    ...(caller.client === undefined ? {} : { client: maskText(caller.client) }),
  };
}
