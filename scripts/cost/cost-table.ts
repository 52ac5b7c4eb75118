/** What a million calls cost on AWS: counted requests by list prices. */

import type { CallCount, Counted } from './count-calls.ts';

/** US$, us-east-1, on demand, November 2026. */
export const prices = {
  lambdaRequest: 0.2e-6,
  /** A GB-second on arm64. */
  lambdaGigabyteSecond: 13.3334e-6,
  dynamoDbWriteUnit: 0.625e-6,
  dynamoDbReadUnit: 0.125e-6,
  httpApiRequest: 1e-6,
  logGigabyte: 0.5,
  stateTransition: 25e-6,
  s3Put: 5e-6,
  trace: 5e-6,
} as const;

/** What cannot be counted on doubles, and is taken for it. */
export const assumed = {
  /** Calls that read; the rest write. */
  readShare: 0.8,
  billedSeconds: 0.2,
  memoryGigabytes: 0.5,
  /** Of the calls. */
  approvedShare: 0.005,
  /** Notify, Choose, Wait or Look, Choose, Tell, Choose, Done. */
  transitionsPerApproval: 8,
  /** Of the approval, its lists, its token, and the events of its steps. */
  writeUnitsPerApproval: 40,
  /** Lambda's own START, END and REPORT, and the access log behind the HTTP API. */
  platformLogBytes: 450,
  accessLogBytes: 350,
  /** The sealer, at ten calls a second and a window of 30 s: runs, objects and seconds a call. */
  callsPerSeal: 300,
  secondsPerSeal: 1,
  /** X-Ray takes the first invocation of each second, of ten calls, and 5 % of the rest; the wire is traced where it is asked for. */
  tracedShare: 0.1 + 0.05 * 0.9,
} as const;

export type CostRow = { readonly item: string; readonly wire: number; readonly json: number };

const million = 1_000_000;

export function costRows(counted: Counted): readonly CostRow[] {
  const mean = (of: (count: CallCount) => number) =>
    assumed.readShare * of(counted.read) + (1 - assumed.readShare) * of(counted.write);
  const duration = assumed.billedSeconds * assumed.memoryGigabytes * prices.lambdaGigabyteSecond;
  const logs = ((mean(({ logBytes }) => logBytes) + assumed.platformLogBytes) / 1e9) * prices.logGigabyte;
  const approvals =
    assumed.approvedShare *
    (assumed.transitionsPerApproval * prices.stateTransition + assumed.writeUnitsPerApproval * prices.dynamoDbWriteUnit);
  const seal = (2 * prices.s3Put + assumed.secondsPerSeal * prices.lambdaGigabyteSecond) / assumed.callsPerSeal;
  const both = (item: string, each: number): CostRow => ({ item, wire: each * million, json: each * million });
  return [
    { item: 'HTTP API', wire: 0, json: prices.httpApiRequest * million },
    both('Lambda, requests', prices.lambdaRequest),
    both('Lambda, duration', duration),
    both('DynamoDB, writes', mean(({ writeUnits }) => writeUnits) * prices.dynamoDbWriteUnit),
    both('DynamoDB, reads', mean(({ readUnits }) => readUnits) * prices.dynamoDbReadUnit),
    { item: 'Logs', wire: logs * million, json: (logs + (assumed.accessLogBytes / 1e9) * prices.logGigabyte) * million },
    both('Sealing', seal),
    { item: 'Traces', wire: 0, json: assumed.tracedShare * prices.trace * million },
    both('Approvals', approvals),
  ];
}

export function total(rows: readonly CostRow[], front: 'wire' | 'json'): number {
  return rows.reduce((sum, row) => sum + row[front], 0);
}

/** A client that waits a minute at its connection, for 5,000 approvals of a million calls. */
export function heldMinutes(): number {
  return assumed.approvedShare * million * 60 * assumed.memoryGigabytes * prices.lambdaGigabyteSecond;
}

/** As Markdown, which the docs hold. */
export function costTable(counted: Counted): string {
  const rows = costRows(counted);
  const money = (value: number) => value.toFixed(2);
  return [
    '| US$ per million calls | AWS wire | JSON |',
    '|---|---:|---:|',
    ...rows.map(({ item, wire, json }) => `| ${item} | ${money(wire)} | ${money(json)} |`),
    `| **total** | **${money(total(rows, 'wire'))}** | **${money(total(rows, 'json'))}** |`,
    `| each minute that those who wait are held | ${money(heldMinutes())} | – |`,
  ].join('\n');
}

/** What was counted, as Markdown. */
export function countTable({ read, write }: Counted): string {
  const row = (name: string, { writeUnits, readUnits, logBytes, stsCalls }: CallCount) =>
    `| ${name} | ${writeUnits.toFixed(1)} | ${readUnits.toFixed(1)} | ${stsCalls.toFixed(1)} | ${Math.round(logBytes / 100) * 100} |`;
  return [
    '| a call, warm | write units | read units | STS | bytes of log |',
    '|---|---:|---:|---:|---:|',
    row('that reads', read),
    row('that writes', write),
  ].join('\n');
}
