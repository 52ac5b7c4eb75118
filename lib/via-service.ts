/** `kms:ViaService`: the key may be used by one service on the caller's behalf, never by the caller directly. */

import { Aws } from 'aws-cdk-lib';

export const keyUsers = ['dynamodb', 's3', 'secretsmanager'] as const;

export function viaService(service: (typeof keyUsers)[number]): string {
  return `${service}.${Aws.REGION}.${Aws.URL_SUFFIX}`;
}
