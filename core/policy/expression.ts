/** Cedar's JSON form of an expression: the shapes that are looked for in it. */

export type Node = { readonly [key: string]: unknown };

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isVariable(value: unknown, name: string): boolean {
  return isNode(value) && value.Var === name;
}

/** `context.approvals`, `context.requestParams`. */
export function isContext(value: unknown, attribute: string): boolean {
  const access = isNode(value) ? value['.'] : undefined;
  return isNode(access) && isVariable(access.left, 'context') && access.attr === attribute;
}

/** `principal`, `resource` or an attribute of one: `principal.onBehalfOf`. */
export function isEntityPath(value: unknown): boolean {
  if (isVariable(value, 'principal') || isVariable(value, 'resource')) return true;
  const access = isNode(value) ? value['.'] : undefined;
  return isNode(access) && isEntityPath(access.left);
}

export function literalText(value: unknown): string | undefined {
  return isNode(value) && typeof value.Value === 'string' ? value.Value : undefined;
}

/** A text, or a set of texts that are all written out. */
export function literalsOf(value: unknown): readonly string[] | undefined {
  const items: readonly unknown[] = isNode(value) && Array.isArray(value.Set) ? value.Set : [value];
  const texts = items.map(literalText);
  return texts.every((text) => text !== undefined) ? texts : undefined;
}
