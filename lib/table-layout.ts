/**
 * The record's table as the adapters use it: keys, indexes and what each projects. `core/recording/table-layout.ts` is the same in
 * core's hands, which this room may not reach; a test holds the two together.
 */

export const tableLayout = {
  partition: 'pk',
  sort: 'sk',
  timeToLive: 'expiresAt',
  indexes: [
    { name: 'by-principal', partition: 'principalKey', sort: 'at' },
    { name: 'by-day', partition: 'dayKey', sort: 'at' },
    { name: 'by-operation', partition: 'operationKey', sort: 'at' },
    { name: 'by-resource', partition: 'resourceKey', sort: 'at' },
    { name: 'by-mark', partition: 'markKey', sort: 'at' },
  ],
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
} as const;

/**
 * First letters of the partitions behind the tenant: `<account>#S#…`. They are what a role's `dynamodb:LeadingKeys` is cut by.
 * `session` and `unowned` hold events, `revocation` what was cut off, `execution` whose turn a write is,
 * `sealing` what the sealer keeps, `extra` the further resources of events;
 * `approval` approvals and their lists, `task-token` what wakes their machines, `stored-call` what waits for them; `person-keys` what pseudonyms are made with; `hold` sessions on legal hold.
 */
export const partitions = {
  session: 'S',
  unowned: 'N',
  revocation: 'V',
  execution: 'W',
  sealing: 'K',
  extra: 'Y',
  approval: 'A',
  'task-token': 'T',
  'stored-call': 'C',
  'person-keys': 'P',
  hold: 'H',
} as const;

export type Partition = keyof typeof partitions;

export type TableIndexName = (typeof tableLayout.indexes)[number]['name'];
