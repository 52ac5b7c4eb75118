/** Why a value is masked: its class and the rule that found it, before anybody has asked who may see it. */

import type { MaskHit } from '../model.ts';

/** What a masked text looks like. Types that are no text keep their type whatever the form. */
export type Form = 'redact' | 'token' | 'partial' | 'shape' | 'drop';

export type Claim = {
  readonly class: string;
  readonly rule: string;
  /** Makes the masked text of a form other than `redact`. */
  readonly mask?: (clear: string) => string;
  readonly form?: Form;
  /** Layer 0 and the `never` list: the client sees the value, the record does not. */
  readonly isShown: boolean;
};

/** A claim at a place of one message. */
export type Finding = { readonly claim: Claim; readonly path: string };

/** A part of a message with what was found in it. Both views are rendered from one list of them. */
export type Hit<Text extends string | Uint8Array> = {
  readonly start: number;
  readonly end: number;
  readonly findings: readonly Finding[];
  /** What stands there in a view that masks at least one of the findings. */
  readonly replace: Replacement<Text>;
};

/** The same for every view, or by the view. */
export type Replacement<Text extends string | Uint8Array> = Text | ((view: View) => Text);

export function replaced<Text extends string | Uint8Array>(replacement: Replacement<Text>, view: View): Text {
  return typeof replacement === 'function' ? replacement(view) : replacement;
}

/** Whether a view masks what was claimed. */
export type View = (claim: Claim) => boolean;

/** What is recorded, shown to approvers and sent in notifications: everything is masked. */
export const recordView: View = () => true;

/** What the caller sees: masked, but for the classes that policy reveals and what the client needs to go on. */
export function clientView(reveal: Reveal): View {
  const known = new Map<string, boolean>();
  return (claim) => {
    if (claim.isShown) return false;
    const isRevealed = known.get(claim.class) ?? reveal.has(claim.class);
    known.set(claim.class, isRevealed);
    return !isRevealed;
  };
}

/** Which classes policy reveals. Asked once for each class that occurs, and for no other. */
export type Reveal = Pick<ReadonlySet<string>, 'has'>;

const maxPaths = 20;

/** Findings → one line for each rule and class, with how often and where. */
export function summarise(findings: readonly Finding[]): readonly MaskHit[] {
  const lines = new Map<string, MaskHit>();
  for (const [claim, found] of Map.groupBy(findings, (finding) => finding.claim)) {
    const key = `${claim.rule}\0${claim.class}`;
    const form = claim.form === undefined || claim.form === 'redact' ? {} : { form: claim.form };
    const line = lines.get(key) ?? { rule: claim.rule, class: claim.class, count: 0, paths: [], ...form };
    const paths = new Set(line.paths);
    for (const { path } of found) if (paths.size < maxPaths) paths.add(path);
    lines.set(key, { ...line, count: line.count + found.length, paths: [...paths] });
  }
  return [...lines.values()];
}

/** Where a walk found what. Equal findings are one, so that ten thousand hits of a listing do not hold ten thousand of them. */
export type Places = {
  readonly pathAt: (names: readonly string[]) => string;
  readonly findings: (claim: Claim, names: readonly string[]) => readonly Finding[];
};

type PlaceNode = {
  readonly path: string;
  readonly below: Map<string, PlaceNode>;
  readonly found: Map<Claim, readonly Finding[]>;
};

export function createPlaces(): Places {
  const root = placeNode('');
  const nodeAt = (names: readonly string[]): PlaceNode => {
    let node = root;
    for (let at = 0; at < names.length; at += 1) node = below(node, names, at);
    return node;
  };
  return {
    pathAt: (names) => nodeAt(names).path,
    findings: (claim, names) => {
      const { path, found } = nodeAt(names);
      const findings = found.get(claim) ?? [{ claim, path }];
      found.set(claim, findings);
      return findings;
    },
  };
}

function placeNode(path: string): PlaceNode {
  return { path, below: new Map(), found: new Map() };
}

function below(node: PlaceNode, names: readonly string[], at: number): PlaceNode {
  const name = names[at] ?? '';
  const known = node.below.get(name);
  if (known !== undefined) return known;
  const made = placeNode(pathOf(names.slice(0, at + 1)));
  node.below.set(name, made);
  return made;
}

/** Names from the root to a value → one path: `Reservations[].Instances[].UserData`. */
export function pathOf(names: readonly string[]): string {
  let path = '';
  for (const name of names) path += name === '[]' || path === '' || name === '' ? name : `.${name}`;
  return path;
}
