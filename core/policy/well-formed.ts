/** Whether the engine takes a value at all: said before facts are cut, so that a broken fact denies though no policy looks at it. */

/** No null, no number that is no safe integer, no text with half a surrogate pair. */
export function isWellFormed(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value === 'boolean' || value === undefined) return true;
  if (typeof value === 'number') return Number.isSafeInteger(value);
  if (Array.isArray(value)) return value.every(isWellFormed);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).every(([name, member]) => name.isWellFormed() && isWellFormed(member));
}
