/** Why a value is masked: its class and the rule that found it, before anybody has asked who may see it. */

import type { MaskHit } from '../model.ts';

export type Claim = {
  readonly class: string;
  readonly rule: string;
  /** Layer 0 and the `never` list: the client sees the value, the record does not. */
  readonly isShown: boolean;
};

/** A claim at a place of one message. */
export type Finding = Claim & { readonly path: string };

/** A part of a message with what was found in it. Both views are rendered from one list of them. */
export type Hit<Text> = {
  readonly start: number;
  readonly end: number;
  readonly findings: readonly Finding[];
  /** What stands there once these findings are masked. */
  readonly replace: (findings: readonly Finding[]) => Text;
};

/** Whether a view masks a finding. */
export type View = (finding: Claim) => boolean;

/** What is recorded, shown to approvers and sent in notifications: everything is masked. */
export const recordView: View = () => true;

/** What the caller sees: masked, but for the classes that policy reveals and what the client needs to go on. */
export function clientView(reveal: ReadonlySet<string>): View {
  return (finding) => !finding.isShown && !reveal.has(finding.class);
}

const maxPaths = 20;

/** Findings → one line for each rule and class, with how often and where. */
export function summarise(findings: readonly Finding[]): readonly MaskHit[] {
  const groups = Map.groupBy(findings, ({ rule, class: name }) => `${rule}\0${name}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const paths = [...new Set(group.map(({ path }) => path))].slice(0, maxPaths);
    return [{ rule: first.rule, class: first.class, count: group.length, paths }];
  });
}

/** Names from the root to a value → one path: `Reservations[].Instances[].UserData`. */
export function pathOf(names: readonly string[]): string {
  let path = '';
  for (const name of names) path += name === '[]' || path === '' || name === '' ? name : `.${name}`;
  return path;
}
