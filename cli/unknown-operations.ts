/** Masking rules that no operation of AWS can meet: a name with a slip in it would mask nothing, and say nothing. */

import type { Config } from '#config/config.ts';
import { matchesGlob } from '#core/masking/path-rule.ts';
import { openCatalog } from './policy-files.ts';

/** One sentence a fault. */
export function unknownOperations({ rules, remote }: Config['masking']): readonly string[] {
  const named = [
    ...rules.flatMap(({ name, operations = [] }, at) =>
      operations.map((glob) => ({ glob, place: `masking.rules.${at} ("${name}")` })),
    ),
    ...(remote?.operations ?? []).map((glob) => ({ glob, place: 'masking.remote' })),
  ];
  if (named.length === 0) return [];
  const known = [...openCatalog().services.values()].flatMap(({ operations }) =>
    [...operations.values()].map(({ service, name }) => `${service}:${name}`),
  );
  return named
    .filter(({ glob }) => !known.some((operation) => matchesGlob(glob, operation)))
    .map(
      ({ glob, place }) =>
        `${place}: no operation is called "${glob}". Write it as service:Operation, as in "dynamodb:GetItem" or "dynamodb:*".`,
    );
}
