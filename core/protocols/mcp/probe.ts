/** Which era an upstream speaks, by what it answers to `server/discover`. */

import type { HttpReply } from '../../http.ts';
import { readObject } from './read-message.ts';
import { type Era, modernRevision } from './revisions.ts';
import { isObject, objectIn, rpcCodes } from './rpc.ts';

/** `undefined`: the answer says nothing of the era (401, 403, 5xx, silence), so nothing may be concluded from it. */
export function eraOfProbe({ status, body }: HttpReply): Era | undefined {
  const message = readObject(body) ?? {};
  const { supportedVersions } = objectIn(message, 'result');
  if (status === 200 && Array.isArray(supportedVersions)) return supportedVersions.includes(modernRevision) ? 'modern' : 'legacy';
  const { code, data } = objectIn(message, 'error');
  const supported = isObject(data) ? data.supported : undefined;
  if (code === rpcCodes.unsupportedVersion && Array.isArray(supported))
    return supported.includes(modernRevision) ? 'modern' : 'legacy';
  if (status === 401 || status === 403 || status === 429 || status >= 500) return undefined;
  return status === 200 || (status >= 400 && status < 500) ? 'legacy' : undefined;
}
