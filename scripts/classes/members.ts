/** Members of an operation's shapes, at any depth, by the path on which each is met first. */

import type { Member, Shape } from '#core/catalog/shape.ts';

export type Met = {
  readonly name: string;
  readonly shape: Shape;
  /** How many structures it lies below the root. */
  readonly depth: number;
};

/** Every member below the shape; with `required`, only those without which no value of it is complete. */
export function membersOf(root: Shape | undefined, { required = false } = {}): readonly Met[] {
  const found: Met[] = [];
  const seen = new Set<Shape>();
  const waiting = root === undefined ? [] : [{ shape: root, depth: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next.shape)) continue;
    seen.add(next.shape);
    const below = namedMembers(next.shape).filter(([, member]) => !required || member.required);
    for (const [name, { shape }] of below) found.push({ name, shape, depth: next.depth });
    const inner = [...below.map(([, member]) => member), ...itemsOf(next.shape)];
    waiting.push(...inner.map(({ shape }) => ({ shape, depth: next.depth + 1 })));
  }
  return found;
}

function namedMembers(shape: Shape): readonly (readonly [name: string, member: Member])[] {
  return shape.kind === 'structure' || shape.kind === 'event-stream' ? [...shape.members] : [];
}

function itemsOf(shape: Shape): readonly Member[] {
  if (shape.kind === 'list') return [shape.member];
  return shape.kind === 'map' ? [shape.value] : [];
}
