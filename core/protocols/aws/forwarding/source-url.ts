/** Adds the presigned URL with which AWS fetches a copy's source, signed with the credentials of the call itself. */

import type { UpstreamRequest } from '../../../ports.ts';
import { escapeText } from '../codec/escape-text.ts';
import { presignedUrl } from '../signature/presign-request.ts';
import type { Signing } from '../signature/sign-request.ts';

/** As long as SDKs sign it for: EC2 uses it some time after it answered. */
const validSeconds = 3600;

/** The request as it is sent. What the URL asks for is the call's own form, and its destination; it is made anew at each sending. */
export function withSourceUrl(request: UpstreamRequest, signer: Pick<Signing, 'credentials' | 'now'>): UpstreamRequest {
  const { source } = request;
  if (source === undefined) return request;
  const form = Buffer.from(request.body).toString('latin1');
  const destination = `DestinationRegion=${escapeText(source.destination)}`;
  const query = form.split('&').includes(destination) ? form : `${form}&${destination}`;
  const url = presignedUrl({ host: source.host, path: '/', query, validSeconds }, { ...signer, ...source });
  return { ...request, body: Buffer.from(`${form}&${source.parameter}=${escapeText(url)}`) };
}
