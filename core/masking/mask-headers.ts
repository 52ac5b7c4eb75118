/** Masks the headers of a reply: the members that the model places there, and whatever repeats a secret of the request. */

import type { Operation } from '../catalog/operation.ts';
import type { Member, Shape } from '../catalog/shape.ts';
import type { Header } from '../http.ts';
import type { Claim, Finding, Hit, View } from './claim.ts';
import { maskedBlob, maskedText, redacted, startOfDay } from './forms.ts';
import type { PathRule } from './path-rule.ts';
import { framing, leafClaim, type Plan } from './plan.ts';
import { planOf } from './plan-of.ts';
import { renderText } from './render.ts';
import { cutText, findingsOf, type TextFinder } from './text-finder.ts';

export type MaskedHeaders = {
  readonly findings: readonly Finding[];
  /** The very same list when the view masks nothing in it. */
  readonly render: (view: View) => readonly Header[];
};

type Model = {
  readonly operation: Operation;
  readonly output: Shape | undefined;
  readonly finder: TextFinder;
  readonly rules?: readonly PathRule[];
};

export function maskHeaders(headers: readonly Header[], model: Model): MaskedHeaders {
  const places = placesOf(model);
  const hits = headers.map(([name, value]) => hitIn(value, placeOf(name.toLowerCase(), places), model.finder));
  return {
    findings: hits.flatMap((hit) => hit?.findings ?? []),
    render: (view) => {
      if (!hits.some((hit) => hit?.findings.some(({ claim }) => view(claim)))) return headers;
      return headers.map(([name, value], at): Header => {
        const hit = hits[at];
        return hit === undefined ? [name, value] : [name, renderText(value, [hit], view)];
      });
    },
  };
}

/** A member that lives in a header, or in all headers of a prefix. */
type Place = {
  readonly name: string;
  readonly prefix: boolean;
  readonly path: string;
  readonly plan: Plan;
  readonly member: Member;
};

function placesOf({ operation, output, rules }: Model): readonly Place[] {
  if (output?.kind !== 'structure') return [];
  const plan = planOf(output, { service: operation.service, operation: operation.name, side: 'output', naming: 'member' }, rules);
  return [...output.members].flatMap(([path, member]): readonly Place[] => {
    if (member.location !== 'header' && member.location !== 'headers') return [];
    const name = (member.wireName ?? (member.location === 'header' ? path : '')).toLowerCase();
    return [{ name, prefix: member.location === 'headers', path, plan: plan.child(path).plan, member }];
  });
}

function placeOf(name: string, places: readonly Place[]): Place | undefined {
  return (
    places.find((place) => !place.prefix && place.name === name) ??
    places.find((place) => place.prefix && name.startsWith(place.name))
  );
}

function hitIn(value: string, place: Place | undefined, finder: TextFinder): Hit<string> | undefined {
  const whole = place === undefined ? undefined : wholeHit(value, place);
  return whole ?? textHit(value, place, finder);
}

function wholeHit(value: string, place: Place): Hit<string> | undefined {
  const plan = place.prefix ? place.plan.child('').plan : place.plan;
  const claim = plan.kind === 'list' ? (plan.claim ?? plan.element.plan.claim) : leafClaim(plan);
  if (claim === undefined || value === '') return undefined;
  const masked = maskedHeaderValue(value, { plan, member: place.member, claim });
  return { start: 0, end: value.length, findings: [{ claim, path: place.path }], replace: masked };
}

function maskedHeaderValue(value: string, at: { readonly plan: Plan; readonly member: Member; readonly claim: Claim }): string {
  if (at.member.isJsonValue) return Buffer.from(JSON.stringify(redacted(at.claim.class))).toString('base64');
  if (at.plan.kind === 'timestamp') return startOfDay(value, at.plan.timestampFormat ?? 'rfc822');
  return at.plan.kind === 'blob' ? maskedBlob(at.claim.class) : maskedText(at.plan.kind, at.claim, value);
}

function textHit(value: string, place: Place | undefined, finder: TextFinder): Hit<string> | undefined {
  const spans = finder.find(value, place?.plan ?? framing);
  if (spans.length === 0) return undefined;
  const findings = findingsOf(spans, place?.path ?? '(header)');
  return { start: 0, end: value.length, findings, replace: (view) => cutText(value, spans, view) };
}
