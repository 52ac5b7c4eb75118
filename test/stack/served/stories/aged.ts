/** What a story cannot wait for: items of the table as they are an hour later. */

import { gunzipSync, gzipSync } from 'node:zlib';
import { served } from '../gateways.ts';

type Item = Readonly<Record<string, { readonly S?: string; readonly B?: string }>>;

const tenant = '999999999999';
const hourMilliseconds = 3_600_000;

export async function tableName(): Promise<string> {
  const { template } = await served();
  return template.ref(template.only('AWS::DynamoDB::Table').id);
}

/** Its people were asked an hour ago; `undefined` while they were not asked at all. */
export async function agedApproval(id: string): Promise<true | undefined> {
  const { services } = await served();
  const TableName = await tableName();
  const Key = { pk: { S: `${tenant}#A#approval#${id}` }, sk: { S: 'A' } };
  const item = (await services.table('GetItem', { TableName, Key, ConsistentRead: true })).Item as Item;
  const approval = JSON.parse(gunzipSync(Buffer.from(item.document?.B ?? '', 'base64')).toString());
  if (approval.told.askedAt === undefined) return undefined;
  const told = { ...approval.told, askedAt: anHourBefore(approval.told.askedAt) };
  const aged = { ...approval, told, createdAt: anHourBefore(approval.createdAt) };
  const document = { B: gzipSync(JSON.stringify(aged)).toString('base64') };
  await services.table('PutItem', { TableName, Item: { ...item, document } });
  return true;
}

/** The sealer saw their intents an hour ago. */
export async function agedOpenCalls(): Promise<number> {
  const { services } = await served();
  const TableName = await tableName();
  const ExpressionAttributeValues = { ':pk': { S: `${tenant}#K#open` } };
  const { Items } = await services.table('Query', { TableName, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues });
  const open = Items as readonly Item[];
  for (const item of open) {
    await services.table('PutItem', { TableName, Item: { ...item, time: { S: anHourBefore(item.time?.S ?? '') } } });
  }
  return open.length;
}

function anHourBefore(time: string): string {
  return new Date(Date.parse(time) - hourMilliseconds).toISOString();
}
