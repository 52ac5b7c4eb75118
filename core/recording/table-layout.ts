/**
 * The DynamoDB table that holds a deployment's record: its keys and indexes as plain data. It stands in core because three places
 * need the same one: the adapters read and write it, the stack creates it (`lib` may not import core, so its test compares), and
 * the contract suite makes it in its doubles. `docs/adr/0004-recording.md` says what each key serves.
 */

export type TableIndex = { readonly name: string; readonly partition: string; readonly sort: string };

/** Time and id: unique, so that pages have one order and no index row hides another. */
const sort = 'at';

export const tableLayout = {
  partition: 'pk',
  sort: 'sk',
  /** Epoch seconds; readers compare it themselves, because DynamoDB deletes late. */
  timeToLive: 'expiresAt',
  indexes: [
    { name: 'by-principal', partition: 'principalKey', sort },
    { name: 'by-day', partition: 'dayKey', sort },
    { name: 'by-operation', partition: 'operationKey', sort },
    { name: 'by-resource', partition: 'resourceKey', sort },
    { name: 'by-mark', partition: 'markKey', sort },
  ],
  /** What each index projects beside the keys: enough to filter and to list, never the line. */
  projected: [
    'kind',
    'session',
    'principal',
    'groups',
    'service',
    'operation',
    'access',
    'connection',
    'decision',
    'client',
    'approval',
    'maskedClasses',
    'words',
    'ofPk',
    'ofSk',
  ],
} as const satisfies {
  readonly partition: string;
  readonly sort: string;
  readonly timeToLive: string;
  readonly indexes: readonly TableIndex[];
  readonly projected: readonly string[];
};

export type TableIndexName = (typeof tableLayout.indexes)[number]['name'];
