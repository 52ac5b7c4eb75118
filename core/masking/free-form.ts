/** Free-form places: maps, tags, documents and JSON in strings, where a name may say that its value is secret (layer 3). */

import type { Claim } from './claim.ts';
import { isKeyName, isSecretKey } from './key-names.ts';
import { isSocialSecurityNumber } from './personal-data.ts';
import { type Edge, type Plan, selfPlan } from './plan.ts';
import { isSecretValue, looksLikeKey } from './secret-assignment.ts';

export const keyNameClaim: Claim = { class: 'secret', rule: 'key-name', isShown: false };

/** Of names that end in `key`: half of them say where something lies, so the value must look like one as well. */
const keyLikeClaim: Claim = { ...keyNameClaim };

const socialSecurityClaim: Claim = { ...keyNameClaim, class: 'pii.id' };

/** What a name says of its value. */
export function nameClaim(name: string): Claim | undefined {
  if (isSecretKey(name)) return keyNameClaim;
  if (isKeyName(name)) return keyLikeClaim;
  return isSocialSecurityName(name) ? socialSecurityClaim : undefined;
}

function isSocialSecurityName(name: string): boolean {
  return /(?:^|[^a-z])ssn$|^social[_ -]?security(?:[_ -]?(?:number|no|num))?$/i.test(name);
}

const claimed: ReadonlyMap<Claim, Edge> = new Map(
  [keyNameClaim, keyLikeClaim, socialSecurityClaim].map((claim) => [claim, { name: '*', plan: claimedPlan(claim) }]),
);

/** Of templates and schemas: `{ "Ref": "DbPassword" }`, `{ "type": "string", "description": "…" }`, `{ "Type": "AWS::…", "Properties": … }`. */
const describing: ReadonlySet<string> = new Set([
  ...['Ref', 'Fn::GetAtt', 'Fn::ImportValue', 'Fn::FindInMap', 'Description', 'ConstraintDescription', 'AllowedPattern'],
  ...['Type', 'Properties', 'Metadata', 'DependsOn', 'Condition', 'DeletionPolicy', 'UpdateReplacePolicy'],
  ...['type', 'properties', 'required', 'description', 'title', 'format', 'pattern'],
]);

/** All that is below a name, but for what only says where the value comes from and what it may be. */
function claimedPlan(claim: Claim): Plan {
  const self = selfPlan('document', claim);
  const plan: Plan = {
    ...self,
    child: (name) => (describing.has(name) ? others : { name: '*', plan }),
    get element() {
      return { name: '[]', plan };
    },
  };
  return plan;
}

/** A text or document that no model describes. */
export const freeForm: Plan = {
  ...selfPlan('document', undefined),
  child: (name) => freeChild(name),
  get element() {
    return { name: '[]', plan: freeForm };
  },
};

const names: Edge = { name: '*', plan: { ...freeForm, pair: 'name', element: { name: '[]', plan: freeForm } } };
const values: Edge = { name: '*', plan: { ...freeForm, pair: 'value', element: { name: '[]', plan: freeForm } } };
const others: Edge = { name: '*', plan: freeForm };

/** Of a container's login in base64; an object of that name says how one logs in. */
const auth: Edge = { name: '*', plan: { ...freeForm, claim: keyNameClaim, element: { name: '[]', plan: freeForm } } };

export function freeChild(name: string): Edge {
  if (name === 'auth') return auth;
  const claim = nameClaim(name);
  const edge = claim === undefined ? undefined : claimed.get(claim);
  if (edge !== undefined) return edge;
  const pair = pairOf(name);
  if (pair === undefined) return others;
  return pair === 'name' ? names : values;
}

/** The claim on a member of a document, below what is claimed already. A mark of the model or of a rule covers all that is below it. */
export function claimBelow(above: Claim | undefined, name: string): Claim | undefined {
  if (above !== undefined && above.rule !== keyNameClaim.rule) return above;
  if (describing.has(name) || name === 'auth') return undefined;
  return above ?? nameClaim(name);
}

/** Which half of a pair a member is, by its name: `Key` and `Value`, `name` and `value`, `ParameterKey` and `ParameterValue`. */
export function pairOf(name: string): Plan['pair'] {
  if (/^(?:Parameter|Option|Tag)?(?:Key|Name)$|^(?:key|name|tagKey)$/.test(name)) return 'name';
  return /^(?:Parameter|Tag|String)?Value$|^(?:value|tagValue|stringValue)$/.test(name) ? 'value' : undefined;
}

/** A name says secret, and the value is a stand-in, a flag or a name: nothing to mask. */
export function isExempt(claim: Claim, clear: string): boolean {
  if (claim === keyLikeClaim) return !looksLikeKey(clear);
  if (claim === socialSecurityClaim) return !isSocialSecurityNumber(clear);
  return claim.rule === keyNameClaim.rule && !isSecretValue(clear);
}

/** Values that wait for their names: in one object either may come first. */
export type Pairs<Leaf> = {
  readonly name: (frame: number, text: string) => void;
  readonly value: (frame: number, leaf: Leaf) => void;
  /** Each value, with what its name says of it. */
  readonly settle: (onValue: (leaf: Leaf, named: Claim | undefined) => void) => void;
};

export function createPairs<Leaf>(): Pairs<Leaf> {
  const names: { readonly frame: number; readonly text: string }[] = [];
  const waiting: { readonly frame: number; readonly leaf: Leaf }[] = [];
  return {
    name: (frame, text) => names.push({ frame, text }),
    value: (frame, leaf) => waiting.push({ frame, leaf }),
    settle: (onValue) => {
      if (waiting.length === 0) return;
      const claims = claimsOf(names);
      for (const { frame, leaf } of waiting) onValue(leaf, claims.get(frame));
    },
  };
}

function claimsOf(names: readonly { readonly frame: number; readonly text: string }[]): ReadonlyMap<number, Claim> {
  const claims = new Map<number, Claim>();
  for (const { frame, text } of names) {
    const claim = nameClaim(text);
    if (claim !== undefined) claims.set(frame, claim);
  }
  return claims;
}
