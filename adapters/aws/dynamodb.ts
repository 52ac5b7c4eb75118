/** The one DynamoDB table: its client, and what its failures mean. */

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GatewayError } from '#core/errors.ts';

export type Table = { readonly client: DynamoDBClient; readonly name: string; readonly tenant: string };

export type TableOptions = {
  readonly name: string;
  readonly tenant: string;
  readonly region: string;
  /** A double instead of AWS. */
  readonly endpoint?: string;
};

/** A call waits for its record, so one that does not come soon is an error: the writer puts the same bytes again. */
const connectMilliseconds = 1000;
const answerMilliseconds = 2000;
const maxAttempts = 2;

export function openTable({ name, tenant, region, endpoint }: TableOptions): Table {
  const client = new DynamoDBClient({
    region,
    maxAttempts,
    requestHandler: { connectionTimeout: connectMilliseconds, requestTimeout: answerMilliseconds, throwOnRequestTimeout: true },
    ...(endpoint === undefined ? {} : { endpoint }),
  });
  return { client, name, tenant };
}

/** Runs one use of AWS's stores; whatever it throws becomes `recorder-unavailable`. */
export async function reaching<T>(what: string, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (thrown) {
    if (thrown instanceof GatewayError) throw thrown;
    throw new GatewayError(
      'recorder-unavailable',
      `AWS did not answer for ${what}. Try again; the operator finds the reason in the log.`,
      { cause: thrown },
    );
  }
}
