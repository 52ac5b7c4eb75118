/** The query of a list of approvals, and the body of a verdict, every name and value checked. */

import type { ApprovalState, VerdictKind } from '#core/approval/approval.ts';
import type { ApprovalsAsked } from '#core/approving/read-approvals.ts';
import { GatewayError } from '#core/errors.ts';
import { type ApiRequest, jsonBody, requiredText, text, texts } from './request.ts';

const states: readonly ApprovalState[] = ['pending', 'approved', 'rejected', 'expired', 'cancelled', 'used'];
const known = ['for', 'state', 'limit'];
const defaultLimit = 50;
const mostListed = 200;

/** `?for=me|mine&state=pending,approved&limit=50`. Errors: `malformed-request`. */
export function approvalsAsked(query: URLSearchParams): ApprovalsAsked {
  const unknown = [...query.keys()].some((name) => !known.includes(name) || query.getAll(name).length > 1);
  if (unknown) throw new GatewayError('malformed-request', `The query takes ${known.join(', ')}, each once.`);
  return { for: whose(query.get('for') ?? 'me'), states: statesOf(query.get('state')), limit: limitOf(query.get('limit')) };
}

export type VerdictAsked = { readonly verdict: VerdictKind; readonly comment?: string; readonly seen?: readonly string[] };

/** `{"verdict": "approve" | "reject", "comment"?, "seen"?: [path]}`. Errors: `malformed-request`. */
export function verdictAsked(request: ApiRequest): VerdictAsked {
  const body = jsonBody(request, ['verdict', 'comment', 'seen']);
  const verdict = requiredText(body, 'verdict');
  const comment = text(body, 'comment');
  if (verdict !== 'approve' && verdict !== 'reject') {
    throw new GatewayError('malformed-request', '"verdict" must be "approve" or "reject".');
  }
  const seen = texts(body, 'seen');
  return { verdict, ...(comment === undefined ? {} : { comment }), ...(seen === undefined ? {} : { seen }) };
}

function whose(value: string): ApprovalsAsked['for'] {
  if (value === 'me' || value === 'mine') return value;
  throw new GatewayError('malformed-request', '"for" must be "me" or "mine".');
}

function statesOf(value: string | null): readonly ApprovalState[] {
  if (value === null) return ['pending'];
  const asked = value.split(',');
  const found = states.filter((state) => asked.includes(state));
  if (found.length === asked.length) return found;
  throw new GatewayError('malformed-request', `"state" takes ${states.join(', ')}, with commas between them.`);
}

function limitOf(value: string | null): number {
  const limit = value === null ? defaultLimit : Number(value);
  if (Number.isInteger(limit) && limit >= 1 && limit <= mostListed) return limit;
  throw new GatewayError('malformed-request', `"limit" must be a whole number from 1 to ${mostListed}.`);
}
