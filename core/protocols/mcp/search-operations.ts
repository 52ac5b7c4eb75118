/** Finds operations by words of their names, so that a model need not know AWS by heart. */

import type { Catalog } from '../../catalog/catalog.ts';
import type { Operation } from '../../catalog/operation.ts';
import type { Service } from '../../catalog/service.ts';

const most = 25;
const mostWords = 8;

/** Every word must stand in the operation's or its service's name. Those whose service a word names come first, then the shorter names. */
export function searchOperations(catalog: Catalog, query: string): readonly Operation[] {
  const words =
    query
      .toLowerCase()
      .match(/[a-z0-9]+/g)
      ?.slice(0, mostWords) ?? [];
  if (words.length === 0) return [];
  return [...catalog.services.values()]
    .flatMap((service) => matching(service, words))
    .sort((a, b) => a.rank - b.rank || a.operation.name.localeCompare(b.operation.name))
    .slice(0, most)
    .map(({ operation }) => operation);
}

type Ranked = { readonly operation: Operation; readonly rank: number };

function matching(service: Service, words: readonly string[]): readonly Ranked[] {
  const serviceName = `${service.id} ${service.fullName}`.toLowerCase();
  const unnamed = words.filter((word) => !serviceName.includes(word));
  const far = words.includes(service.id) ? 0 : 1000 + unnamed.length * 100;
  return [...service.operations.values()]
    .filter(({ name }) => unnamed.every((word) => holds(name, word)))
    .map((operation) => ({ operation, rank: far + operation.name.length }));
}

/** Plural and singular are one word. */
function holds(name: string, word: string): boolean {
  return name.toLowerCase().includes(word.replace(/s$/, ''));
}
