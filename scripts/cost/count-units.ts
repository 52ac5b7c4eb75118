/** A proxy before a double of DynamoDB that counts what AWS would bill: request units, by the sizes of items and their indexes. */

import { once } from 'node:events';
import { createServer } from 'node:http';
import { tableLayout } from '#core/recording/table-layout.ts';
import { partitions } from '#lib/table-layout.ts';

export type Units = { readonly writes: number; readonly reads: number; readonly requests: number };

export type UnitCounter = {
  readonly endpoint: string;
  /** Since the last time that it was asked. */
  readonly take: () => Units;
  readonly close: () => Promise<void>;
};

type Attribute = { readonly [type: string]: unknown };
type Item = Readonly<Record<string, Attribute>>;
type Asked = {
  readonly Item?: Item;
  readonly Key?: Item;
  readonly ConsistentRead?: boolean;
  readonly RequestItems?: Readonly<Record<string, readonly { readonly PutRequest?: { readonly Item: Item } }[]>>;
};

const kilobyte = 1024;

export async function countUnits(endpoint: string): Promise<UnitCounter> {
  let units: Units = { writes: 0, reads: 0, requests: 0 };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { host: _host, connection: _connection, 'content-length': _length, ...headers } = request.headers;
    const reply = await fetch(endpoint, { method: 'POST', headers: headers as Record<string, string>, body });
    const answer = Buffer.from(await reply.arrayBuffer());
    const operation = String(headers['x-amz-target']).split('.')[1] ?? '';
    const { writes, reads } = unitsOf(operation, JSON.parse(body.toString()), answer.length);
    units = { writes: units.writes + writes, reads: units.reads + reads, requests: units.requests + 1 };
    response.writeHead(reply.status, { 'content-type': 'application/x-amz-json-1.0', 'x-amz-crc32': crc(reply) }).end(answer);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  return {
    endpoint: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    take: () => {
      const taken = units;
      units = { writes: 0, reads: 0, requests: 0 };
      return taken;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function crc(reply: Response): string {
  return reply.headers.get('x-amz-crc32') ?? '';
}

/** A write is rounded up to 1 KB, for the table and for each index that the item is in; a read to 4 KB, half where it need not be consistent. */
export function unitsOf(operation: string, asked: Asked, answerBytes: number): Pick<Units, 'writes' | 'reads'> {
  switch (operation) {
    case 'PutItem':
    case 'UpdateItem':
      return { writes: writeUnits(asked.Item ?? {}), reads: 0 };
    case 'DeleteItem':
      return { writes: 1, reads: 0 };
    case 'BatchWriteItem': {
      const all = Object.values(asked.RequestItems ?? {}).flat();
      return { writes: all.reduce((sum, { PutRequest }) => sum + writeUnits(PutRequest?.Item ?? {}), 0), reads: 0 };
    }
    default:
      if (isOfEachMinute(asked.Key)) return { writes: 0, reads: 0 };
      return {
        writes: 0,
        reads: Math.ceil(Math.max(answerBytes, 1) / (4 * kilobyte)) * (asked.ConsistentRead === true ? 1 : 0.5),
      };
  }
}

/** The keys of pseudonyms are read again once a minute, however many calls there are: no call pays for that. */
function isOfEachMinute(key: Item | undefined): boolean {
  return String(key?.[tableLayout.partition]?.S ?? '').includes(`#${partitions['person-keys']}#`);
}

function writeUnits(item: Item): number {
  const indexed = tableLayout.indexes.filter(({ partition, sort }) => partition in item && sort in item);
  const ofIndexes = indexed.map(({ partition, sort }) => {
    const shown: readonly string[] = [tableLayout.partition, tableLayout.sort, partition, sort, ...tableLayout.projected];
    return rounded(Object.fromEntries(Object.entries(item).filter(([name]) => shown.includes(name))));
  });
  return [rounded(item), ...ofIndexes].reduce((sum, units) => sum + units, 0);
}

function rounded(item: Item): number {
  return Math.max(1, Math.ceil(sizeBytes(item) / kilobyte));
}

function sizeBytes(item: Item): number {
  return Object.entries(item).reduce((sum, [name, attribute]) => sum + name.length + valueBytes(attribute), 0);
}

/** Binary travels as base64 and is billed as bytes. */
function valueBytes(attribute: Attribute): number {
  return Object.entries(attribute).reduce((sum, [type, value]) => {
    if (type === 'B' && typeof value === 'string') return sum + Buffer.from(value, 'base64').length;
    return sum + Buffer.byteLength(typeof value === 'string' ? value : JSON.stringify(value));
  }, 0);
}
