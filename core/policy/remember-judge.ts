/** A judge that remembers: of many questions most look alike to the policies in reach, and those are evaluated once. */

import type { Decision } from '../model.ts';
import type { CedarRequest, EntityJson } from './cedar.ts';
import { cutRequest } from './cut-request.ts';
import { type Judge, type JudgedRequest, judge } from './judge.ts';
import { everything, type Fact, identityFact } from './seen-facts.ts';
import type { Slice } from './slice.ts';
import { isWellFormed } from './well-formed.ts';

const maxDecisions = 20_000;

/** For one run over one policy set. The decisions are those of `judge`: what is remembered holds every fact that can be seen. */
export function rememberJudge(): Judge {
  const numbers = new Map<Slice, number>();
  const decisions = new Map<string, Decision>();
  return (set, slice, judged) => {
    if (!isWellFormed(judged.request)) return judge(set, slice, judged);
    const number = numbers.get(slice) ?? numbers.size;
    numbers.set(slice, number);
    const key = `${number} ${likeness(slice, judged)}`;
    const known = decisions.get(key);
    if (known !== undefined) return known;
    const decision = judge(set, slice, judged);
    if (decisions.size >= maxDecisions) decisions.clear();
    decisions.set(key, decision);
    return decision;
  };
}

/** Equal for requests that the slice cannot tell apart. */
function likeness({ facts, namesResources }: Slice, { request, approvals, unknown }: JudgedRequest): string {
  const seen = cutRequest(facts, request);
  const isNamed = {
    principal: isSeen(facts, 'principal'),
    resource: namesResources || isSeen(facts, 'resource'),
  };
  return JSON.stringify([
    isNamed.principal ? request.principal : request.principal.type,
    request.action,
    isNamed.resource ? request.resource : request.resource.type,
    seen.context,
    seen.entities.map((entity) => described(entity, request, isNamed)),
    approvals,
    unknown,
  ]);
}

function isSeen(facts: ReadonlySet<Fact>, variable: 'principal' | 'resource'): boolean {
  return facts.has(everything) || facts.has(identityFact(variable));
}

/** Without the id of one whose id nobody can see. */
function described(
  { uid, ...entity }: EntityJson,
  request: CedarRequest,
  isNamed: { readonly principal: boolean; readonly resource: boolean },
): unknown {
  const { id } = '__entity' in uid ? uid.__entity : uid;
  if (!isNamed.principal && id === request.principal.id) return ['principal', entity];
  if (!isNamed.resource && id === request.resource.id) return ['resource', entity];
  return [uid, entity];
}
