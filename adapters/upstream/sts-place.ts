/** Where STS is asked, and with which credentials: a connection's own emulator, or AWS. */

import type { STSClientConfig } from '@aws-sdk/client-sts';
import type { RolePlace } from '#core/ports.ts';
import { dnsSuffix } from './dns-suffix.ts';

export type BaseCredentials = { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string };

export type StsOptions = {
  /** Region of the STS endpoint. */
  readonly region: string;
  /** Who assumes the roles. Left out, the SDK's own provider chain finds the function's role. Never sent to a connection's `endpoint`. */
  readonly baseCredentials?: BaseCredentials | (() => Promise<BaseCredentials>);
  readonly timeoutMs?: number;
};

/** What an emulator is signed for: worth nothing anywhere else. */
export const emulatorCredentials: BaseCredentials = {
  accessKeyId: 'AKIACOUNTERSIGNLOCAL',
  secretAccessKey: 'countersign-emulator-only',
};

type Asked = { readonly connection: RolePlace; readonly role: string };

/** The host is ours or the connection's own, never one that the environment names. */
export function stsConfig({ region, timeoutMs = 5000 }: StsOptions, { connection, role }: Asked): STSClientConfig {
  const endpoint = connection.endpoint ?? `https://sts.${region}.${dnsSuffix(role.split(':')[1])}`;
  const requestHandler = { connectionTimeout: Math.min(timeoutMs, 2000), requestTimeout: timeoutMs, throwOnRequestTimeout: true };
  return { region, endpoint, requestHandler, maxAttempts: 2 };
}

export function stsCredentials(connection: RolePlace, { baseCredentials }: StsOptions): Pick<STSClientConfig, 'credentials'> {
  if (connection.endpoint !== undefined) return { credentials: emulatorCredentials };
  return baseCredentials === undefined ? {} : { credentials: baseCredentials };
}

/** AWS's or Node's own code; never a text that came from outside. */
export function stsCode(cause: unknown): string {
  if (!(cause instanceof Error)) return 'unknown error';
  const code =
    'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name === 'Error' ? cause.message : cause.name;
  return /^[A-Za-z0-9_.:]{1,64}$/.test(code) ? code : 'unknown error';
}
