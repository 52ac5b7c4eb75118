/** What each route of the HTTP API runs: a reading of the request, then one use case of core. */

import type { RouteKey } from '#config/routes.ts';
import type { Notifier } from '#core/approval/approval-ports.ts';
import type { HoldingPorts } from '#core/approving/approval-ports.ts';
import { cancelApproval } from '#core/approving/cancel-approval.ts';
import { giveVerdict } from '#core/approving/give-verdict.ts';
import { nudgeApprovers } from '#core/approving/nudge-approval.ts';
import type { OwingPorts } from '#core/approving/open-break-glass.ts';
import { getApproval, listApprovals } from '#core/approving/read-approvals.ts';
import { authenticateToken, type TokenPorts } from '#core/authenticate-token.ts';
import { type CheckingPorts, runChecks } from '#core/checking/run-checks.ts';
import { openConnections, openRoles } from '#core/connections/open-roles.ts';
import { GatewayError } from '#core/errors.ts';
import { type ExplainPorts, explain } from '#core/explain.ts';
import { type IssuingPorts, issueSession } from '#core/issue-credentials.ts';
import type { PersonKeys } from '#core/masking/person-keys.ts';
import type { Issuer } from '#core/model.ts';
import type { ApiCaller } from '#core/product-api.ts';
import type { Receipts } from '#core/recording/sealing-ports.ts';
import { erasePerson } from '#core/reviewing/erase-person.ts';
import { exportSession } from '#core/reviewing/export-session.ts';
import { type HoldAsked, type Holds, holdSession } from '#core/reviewing/hold-session.ts';
import { proveEvent } from '#core/reviewing/prove-event.ts';
import { type SearchPorts, searchEvents, searchSessions, sessionEvents, showSession } from '#core/reviewing/search-record.ts';
import { showEvent } from '#core/reviewing/show-event.ts';
import { type RevokingPorts, revokePrincipal, revokeSession } from '#core/revoke.ts';
import { approvalsAsked, verdictAsked } from './approvals-asked.ts';
import { type CallPorts, passJsonCall } from './call-route.ts';
import { eventQuery } from './event-query.ts';
import { explainAsked } from './explain-asked.ts';
import { exportAsked } from './export-asked.ts';
import { cancelledCall, followedCall, nudgedCall } from './followed-call.ts';
import { followedEvents, isFollowing } from './followed-events.ts';
import { openApi } from './openapi.ts';
import { type PublicAddresses, protectedResource } from './protected-resource.ts';
import { type ApiRequest, flag, jsonBody, requiredText, text, texts, wholeNumber } from './request.ts';

export type ApiPorts = TokenPorts &
  IssuingPorts &
  ExplainPorts &
  SearchPorts &
  Omit<RevokingPorts, 'approving'> &
  PublicAddresses & {
    /** Absent in a function that may not assume roles. */
    readonly calls?: CallPorts;
    /** Absent in a function that may not assume roles. */
    readonly checks?: ChecksPorts;
    /** Absent where nothing is sealed. */
    readonly receipts?: Receipts;
    /** Absent where nothing can be held: a bucket without Object Lock. */
    readonly holds?: Holds;
    readonly personKeys: PersonKeys;
    /** What approvals need; without it none are asked for. */
    readonly approving?: HoldingPorts & OwingPorts & { readonly notifier: Notifier };
  };

/** What `POST /v1/checks` needs beyond what every route has. */
export type ChecksPorts = Pick<CheckingPorts, 'targets' | 'probe' | 'recordPlace' | 'recordWanted' | 'budget'>;

type Run = (request: ApiRequest, ports: ApiPorts) => Promise<object>;

const everyIssuer: readonly Issuer['kind'][] = ['human', 'workload', 'agent'];

export const runRoute: Readonly<Record<RouteKey, Run>> = {
  'GET /healthz': async () => ({ status: 'ok' }),
  'GET /openapi.json': async () => openApi(),
  'GET /.well-known/oauth-protected-resource': async (_request, ports) => protectedResource(ports),
  'POST /v1/credentials': async (request, ports) => {
    const caller = await callerOf(request, ports, everyIssuer);
    const body = jsonBody(request, ['connection', 'role', 'durationSeconds', 'reason', 'breakGlass']);
    const breakGlass = flag(body, 'breakGlass') === true ? ({ breakGlass: true } as const) : {};
    return issueSession(caller, { connection: requiredText(body, 'connection'), ...optional(body), ...breakGlass }, ports);
  },
  'GET /v1/whoami': async (request, ports) => whoami(await callerOf(request, ports), ports),
  'POST /v1/calls': (request, ports) => passJsonCall(request, ports),
  'GET /v1/calls/{id}': async (request, ports) =>
    followedCall(await callerOf(request, ports), { id: idOf(request), query: request.query }, withStored(ports)),
  'POST /v1/calls/{id}/cancel': async (request, ports) => {
    const caller = await callerOf(request, ports);
    const reason = text(jsonBody(request, ['reason']), 'reason');
    return cancelledCall(caller, { id: idOf(request), ...(reason === undefined ? {} : { reason }) }, withStored(ports));
  },
  'POST /v1/calls/{id}/nudge': async (request, ports) => {
    const caller = await callerOf(request, ports);
    jsonBody(request, []);
    return nudgedCall(caller, idOf(request), withStored(ports));
  },
  'POST /v1/explain': async (request, ports) => explain(await callerOf(request, ports), explainAsked(request), ports),
  'GET /v1/events': async (request, ports) => {
    const caller = await callerOf(request, ports);
    if (isFollowing(request.query)) return followedEvents(caller, request.query, ports);
    const { query, paging } = eventQuery(request.query);
    return searchEvents(caller, query, paging, ports);
  },
  'GET /v1/events/{id}': async (request, ports) => showEvent(await callerOf(request, ports), idOf(request), ports),
  'GET /v1/sessions': async (request, ports) => {
    const caller = await callerOf(request, ports);
    const { query, paging } = eventQuery(request.query);
    return searchSessions(caller, query, paging, ports);
  },
  'GET /v1/sessions/{id}': async (request, ports) => showSession(await callerOf(request, ports), idOf(request), ports),
  'GET /v1/sessions/{id}/events': async (request, ports) => {
    const caller = await callerOf(request, ports);
    const { query, paging } = eventQuery(request.query);
    return sessionEvents(caller, idOf(request), query, paging, ports);
  },
  'GET /v1/sessions/{id}/export': async (request, ports) =>
    exportSession(await callerOf(request, ports), idOf(request), exportAsked(request.query), ports),
  'GET /v1/events/{id}/receipt': async (request, ports) => {
    const { receipts } = ports;
    if (receipts === undefined) throw new GatewayError('not-found', 'This gateway hands out no receipts.');
    return proveEvent(await callerOf(request, ports), idOf(request), { ...ports, receipts });
  },
  'POST /v1/sessions/{id}/revoke': async (request, ports) => {
    await revokeSession(await callerOf(request, ports), idOf(request), ports);
    return { revoked: { session: idOf(request) } };
  },
  'POST /v1/sessions/{id}/hold': (request, ports) => changeHold('held', request, ports),
  'POST /v1/sessions/{id}/release': (request, ports) => changeHold('released', request, ports),
  'POST /v1/principals/{id}/revoke': async (request, ports) => {
    await revokePrincipal(await callerOf(request, ports), idOf(request), ports);
    return { revoked: { principal: idOf(request) } };
  },
  'POST /v1/people/erase': async (request, ports) => {
    const caller = await callerOf(request, ports);
    const body = jsonBody(request, ['values', 'reason']);
    return {
      erased: await erasePerson(caller, { values: texts(body, 'values') ?? [], reason: requiredText(body, 'reason') }, ports),
    };
  },
  'POST /v1/checks': async (request, ports) => {
    const { checks } = ports;
    if (checks === undefined) throw new GatewayError('not-found', 'This gateway proves nothing of itself.');
    const caller = await callerOf(request, ports);
    jsonBody(request, []);
    return runChecks(caller, { ...ports, ...checks });
  },
  'GET /v1/approvals': async (request, ports) => {
    const caller = await callerOf(request, ports);
    return { items: await listApprovals(caller, approvalsAsked(request.query), withApprovals(ports)) };
  },
  'GET /v1/approvals/{id}': async (request, ports) =>
    getApproval(await callerOf(request, ports), idOf(request), withApprovals(ports)),
  'POST /v1/approvals/{id}/verdicts': async (request, ports) => {
    const caller = await callerOf(request, ports);
    return giveVerdict(caller, { approvalId: idOf(request), ...verdictAsked(request), via: 'api' }, withApprovals(ports));
  },
  'POST /v1/approvals/{id}/cancel': async (request, ports) => {
    const caller = await callerOf(request, ports);
    const reason = text(jsonBody(request, ['reason']), 'reason');
    const asked = { approvalId: idOf(request), ...(reason === undefined ? {} : { reason }) };
    return cancelApproval(caller, asked, withApprovals(ports));
  },
  'POST /v1/approvals/{id}/nudge': async (request, ports) => {
    const caller = await callerOf(request, ports);
    jsonBody(request, []);
    return nudgeApprovers(caller, idOf(request), withApprovals(ports));
  },
};

/** What the routes of approvals run on. Errors: `not-found` where nobody can be asked. */
function withApprovals({ approving, ...ports }: ApiPorts) {
  if (approving === undefined) throw new GatewayError('not-found', 'This gateway asks for no approvals.');
  return { ...ports, ...approving };
}

/** What the routes of a waiting call run on. Errors: `not-found` where none are stored. */
function withStored(ports: ApiPorts) {
  const approving = withApprovals(ports);
  const { storedCalls } = approving;
  if (storedCalls === undefined) throw new GatewayError('not-found', 'This gateway stores no calls.');
  return { ...approving, storedCalls };
}

async function changeHold(state: HoldAsked['state'], request: ApiRequest, ports: ApiPorts): Promise<object> {
  const { holds } = ports;
  if (holds === undefined)
    throw new GatewayError('not-found', 'This gateway holds no sessions, because its bucket has no Object Lock (stage: dev).');
  const caller = await callerOf(request, ports);
  const reason = requiredText(jsonBody(request, ['reason']), 'reason');
  await holdSession(caller, { session: idOf(request), state, reason }, { ...ports, holds });
  return { [state]: { session: idOf(request) } };
}

function callerOf(request: ApiRequest, ports: ApiPorts, kinds: readonly Issuer['kind'][] = ['human']): Promise<ApiCaller> {
  const { authorization, sourceIp, client } = request;
  return authenticateToken({ authorization, sourceIp, client, kinds }, ports);
}

function optional(body: ReturnType<typeof jsonBody>) {
  const [role, durationSeconds, reason] = [text(body, 'role'), wholeNumber(body, 'durationSeconds'), text(body, 'reason')];
  return {
    ...(role === undefined ? {} : { role }),
    ...(durationSeconds === undefined ? {} : { durationSeconds }),
    ...(reason === undefined ? {} : { reason }),
  };
}

function idOf(request: ApiRequest): string {
  return request.pathParameters.id ?? '';
}

function whoami({ principal, tokenExpiresAt }: ApiCaller, ports: ApiPorts): object {
  const connections = openConnections(ports.connections, principal).map((connection) => ({
    name: connection.name,
    kind: connection.kind,
    account: connection.account,
    regions: connection.regions,
    roles: openRoles(connection, principal).map((role) => role.arn),
  }));
  return { principal, tokenExpiresAt, connections };
}
