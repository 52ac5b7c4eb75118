/** Which request headers an operation's model knows: only these, and the fixed ones of transport, go upstream. */

import type { Shape } from '../../../catalog/shape.ts';

export type ModelledHeaders = {
  /** Lower-case. */
  readonly names: ReadonlySet<string>;
  /** Lower-case prefixes of header maps (`x-amz-meta-`). */
  readonly prefixes: readonly string[];
};

const none: ModelledHeaders = { names: new Set(), prefixes: [] };

export function modelledHeaders(input: Shape | undefined): ModelledHeaders {
  if (input?.kind !== 'structure') return none;
  const members = [...input.members].map(([name, member]) => ({
    wireName: (member.wireName ?? name).toLowerCase(),
    location: member.location,
  }));
  return {
    names: new Set(members.filter(({ location }) => location === 'header').map(({ wireName }) => wireName)),
    prefixes: members.filter(({ location }) => location === 'headers').map(({ wireName }) => wireName),
  };
}
