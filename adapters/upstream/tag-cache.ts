/** Tags that were read a moment ago, for calls that change nothing: bounded, and gone after five seconds. */

import type { Connection, Resource } from '#core/model.ts';
import type { Now } from '#core/ports.ts';
import type { Tags } from './tag-client.ts';

export type TagCache = {
  readonly find: (connection: Connection, resources: readonly Resource[]) => readonly (readonly [arn: string, tags: Tags])[];
  readonly keep: (connection: Connection, read: readonly (readonly [arn: string, tags: Tags])[]) => void;
};

const maxAgeMs = 5000;
const maxEntries = 2000;

/** Without a clock it keeps nothing. */
export function createTagCache(now: Now | undefined): TagCache {
  const kept = new Map<string, { readonly tags: Tags; readonly until: number }>();
  if (now === undefined) return { find: () => [], keep: () => undefined };
  const keyOf = ({ name }: Connection, arn: string): string => `${name} ${arn}`;
  return {
    find: (connection, resources) => {
      const time = Date.parse(now());
      return resources.flatMap(({ arn }) => {
        const entry = kept.get(keyOf(connection, arn));
        return entry === undefined || entry.until <= time ? [] : [[arn, entry.tags] as const];
      });
    },
    keep: (connection, read) => {
      const until = Date.parse(now()) + maxAgeMs;
      for (const [arn, tags] of read) {
        kept.delete(keyOf(connection, arn));
        kept.set(keyOf(connection, arn), { tags, until });
      }
      for (const key of [...kept.keys()].slice(0, Math.max(0, kept.size - maxEntries))) kept.delete(key);
    },
  };
}
