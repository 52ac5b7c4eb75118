/** Opens a break-glass session (threats 18): everybody is told, and its person owes a verdict of somebody else after the fact. */

import { type Approval, isOwed } from '../approval/approval.ts';
import { askApproval } from '../approval/ask-approval.ts';
import { requireChange } from '../approval/transition.ts';
import { canonicalJson, keyedHashHex } from '../canonical.ts';
import { GatewayError } from '../errors.ts';
import { unfitForBreakGlass } from '../identity/step-up.ts';
import { maskJson, maskText } from '../masking/mask-text.ts';
import type { Connection, Decision, Issuer, Session } from '../model.ts';
import type { NewId } from '../ports.ts';
import { type ApiCaller, type ProductPorts, requireProduct } from '../product-api.ts';
import type { EventDraft } from '../recording/draft.ts';
import { currentKey } from '../sealed.ts';
import { approvalEvent } from './approval-event.ts';
import type { HoldingPorts } from './approval-ports.ts';
import { startMachine } from './ask-approval.ts';
import { actorOf } from './give-verdict.ts';

/** What the verdict that is owed needs. */
export type OwingPorts = Pick<
  HoldingPorts,
  'approvals' | 'machine' | 'chains' | 'managerClaim' | 'breakGlassChain' | 'keyring' | 'log'
>;

export type BreakGlassPorts = ProductPorts & {
  readonly newId: NewId;
  readonly issuers: readonly Issuer[];
  readonly record: (draft: EventDraft) => Promise<unknown>;
  readonly approving?: OwingPorts;
};

type Opening = { readonly session: Session; readonly connection: Connection; readonly opened: EventDraft };

/**
 * `opened` is the event of the session; it is recorded once the verdict is owed. Errors: `denied`, with what is missing; `conflict`
 * while the person owes a verdict on an earlier session; `recorder-unavailable`: then nothing was opened, and nothing is owed.
 */
export async function openBreakGlass(opening: Opening, caller: ApiCaller, ports: BreakGlassPorts): Promise<void> {
  const { session, connection, opened } = opening;
  try {
    requireStepUp(session, caller, ports);
    const resource = { kind: 'connection', id: connection.name } as const;
    const decision = requireProduct(caller, { action: 'countersign:BreakGlass', resource, breakGlass: true }, ports);
    const owing = requireChain(ports);
    const approval = await owe(owedVerdict(opening, { caller, decision, owing }, ports), owing);
    await recordOpening(approval, [opened, askedEvent(approval, caller)], { ...owing, record: ports.record, now: ports.now });
    await startMachine(approval, owing);
  } catch (thrown) {
    if (thrown instanceof GatewayError && (thrown.code === 'denied' || thrown.code === 'conflict')) {
      await ports.record(refusedEvent(opening, thrown));
    }
    throw thrown;
  }
}

/** No session was opened, so it stands in none. */
function refusedEvent({ session, connection, opened }: Opening, { code, status, message }: GatewayError): EventDraft {
  const { session: _, detail: _detail, ...event } = opened;
  const answer = { outcome: 'failure', httpStatus: status, errorCode: code, errorMessage: maskText(message) } as const;
  return { ...event, kind: 'refused', call: openingCall(session, connection), answer };
}

function requireStepUp({ reason }: Session, { principal, channel, signedInAt }: ApiCaller, ports: BreakGlassPorts): void {
  const issuer = ports.issuers.find((one) => one.issuer === principal.issuer);
  const given = { ...(signedInAt === undefined ? {} : { signedInAt }), ...(reason === undefined ? {} : { reason }) };
  const why = unfitForBreakGlass({ principal, issuer, channel, ...given }, ports.now());
  if (why !== undefined) throw new GatewayError('denied', why);
}

type Owing = OwingPorts & { readonly chain: string };

function requireChain({ approving }: BreakGlassPorts): Owing {
  const chain = approving?.breakGlassChain;
  if (approving !== undefined && chain !== undefined) return { ...approving, chain };
  throw new GatewayError(
    'denied',
    'Nobody is named who would look at it afterwards, so break-glass is off. The operator sets approvals.breakGlass.',
  );
}

type Asking = { readonly caller: ApiCaller; readonly decision: Decision; readonly owing: Owing };

/** One digest a person, so that at most one verdict is ever owed by it. */
function owedVerdict({ session, connection }: Opening, { caller, decision, owing }: Asking, ports: BreakGlassPorts): Approval {
  const { principal, sourceIp, channel } = caller;
  const person = canonicalJson({ breakGlass: principal.personKey ?? principal.id });
  const asked = {
    id: ports.newId(),
    callId: ports.newId(),
    session: session.id,
    channel,
    sourceIp,
    digest: keyedHashHex(currentKey(owing.keyring, 'call-digest'), person),
    connection: connection.name,
    role: session.role,
    executor: 'nobody',
    principal,
    call: openingCall(session, connection),
    policies: decision.policies,
    policyVersion: decision.policyVersion,
    chains: [owing.chain],
    ...(session.reason === undefined ? {} : { reason: maskText(session.reason) }),
  } as const;
  return { ...requireChange(askApproval(asked, owing, ports.now())), expiresAt: session.expiresAt };
}

function openingCall({ connection, role, expiresAt }: Session, { account }: Connection) {
  return {
    service: 'countersign',
    operation: 'BreakGlass',
    region: '',
    account,
    access: 'permissions',
    actions: ['countersign:BreakGlass'],
    resources: [],
    resourcesKnown: true,
    parameters: maskJson({ Connection: connection, Role: role, Until: expiresAt }),
  } as const;
}

/** Read and stored by one conditional write: of two at the same time one is refused. */
async function owe(approval: Approval, owing: Owing): Promise<Approval> {
  const newest = await owing.approvals.newestOf(approval.digest);
  if (newest !== undefined && isOwed(newest)) {
    await startMachine(newest, owing);
    throw stillOwed(newest);
  }
  if (await owing.approvals.create(approval, newest?.id)) return approval;
  throw stillOwed(await owing.approvals.newestOf(approval.digest));
}

function stillOwed(earlier: Approval | undefined): GatewayError {
  const which = earlier === undefined ? 'was just opened' : `of ${earlier.createdAt}`;
  return new GatewayError(
    'conflict',
    `You owe a verdict on the break-glass session ${which}: somebody of ${earlier?.chains.map(({ name }) => name).join(', ') ?? 'its chain'} looks at it first${earlier === undefined ? '' : ` (approval ${earlier.id})`}.`,
  );
}

type Recording = Owing & Pick<BreakGlassPorts, 'record' | 'now'>;

/** A session that could not be recorded was never handed out: nothing is owed for it. */
async function recordOpening(approval: Approval, events: readonly EventDraft[], ports: Recording): Promise<void> {
  try {
    for (const event of events) await ports.record(event);
  } catch (thrown) {
    const note = maskText('it could not be recorded, so no session was opened');
    await ports.approvals.replace({ ...approval, version: 2, state: 'cancelled', decidedAt: ports.now(), note });
    throw thrown;
  }
}

function askedEvent(approval: Approval, caller: ApiCaller): EventDraft {
  const { chains, executor } = approval;
  return approvalEvent(approval, 'asked', { chains: chains.map(({ name }) => name), executor }, actorOf(caller));
}
