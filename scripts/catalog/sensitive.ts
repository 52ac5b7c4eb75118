/** Which shapes reach a member that the model marks as sensitive, at any depth. */

import { edges, type Model, shapeOf } from './model.ts';

/** Names of the shapes that are sensitive or reach one that is. Computed backwards over the graph, so that recursion and depth do not matter. */
export function sensitiveShapes(model: Model): ReadonlySet<string> {
  const users = new Map<string, string[]>();
  for (const [name, shape] of Object.entries(model.shapes)) {
    for (const edge of edges(shape)) users.set(edge.shape, [...(users.get(edge.shape) ?? []), name]);
  }
  const found = new Set<string>();
  const waiting = Object.keys(model.shapes).filter((name) => shapeOf(model, name).sensitive === true);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    waiting.push(...(users.get(name) ?? []));
  }
  return found;
}
