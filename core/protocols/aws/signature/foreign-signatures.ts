/** Refuses every way to sign, or not to sign, that is not SigV4, with a sentence that says what to set. */

import { GatewayError } from '../../../errors.ts';
import { type HttpRequest, headerValues } from '../../../http.ts';
import { normalizeEscapes } from './percent-encoding.ts';
import { signingAlgorithm } from './signing-key.ts';

const presignedNames: ReadonlySet<string> = new Set([
  'x-amz-algorithm',
  'x-amz-credential',
  'x-amz-signature',
  'x-amz-signedheaders',
]);
const version2Names: ReadonlySet<string> = new Set(['awsaccesskeyid', 'signaturemethod', 'signatureversion']);

/** Errors: `unsupported-call`, `unauthenticated` with the fault `missing`, `malformed-request` for two authorizations at once. */
export function refuseForeignSignatures(request: HttpRequest): void {
  const [header, ...more] = headerValues(request.headers, 'authorization');
  const names = queryNames(request.query);
  const isPresigned = names.some((name) => presignedNames.has(name));
  const isVersion2 = names.some((name) => version2Names.has(name));
  if (more.length > 0 || (header !== undefined && (isPresigned || isVersion2))) throw twice();
  if (isPresigned && names.includes('x-amz-region-set')) throw version4a();
  if (isPresigned && !isVersion2) return;
  if (isVersion2 || header?.startsWith('AWS ')) throw version2();
  if (header?.startsWith('AWS4-ECDSA-P256-SHA256')) throw version4a();
  if (!header?.startsWith(`${signingAlgorithm} `)) throw unsigned(header);
}

function queryNames(query: string): readonly string[] {
  const names = query.split('&').map((pair) => pair.split('=', 1)[0] ?? '');
  return names.map((name) => decodeName(name).toLowerCase());
}

/** Unreserved characters are bare after this, however they were written. */
function decodeName(name: string): string {
  return normalizeEscapes(name);
}

function twice(): GatewayError {
  return new GatewayError(
    'malformed-request',
    'The request is signed twice. Send one Authorization header and no signature in the query.',
  );
}

function version2(): GatewayError {
  return new GatewayError(
    'unsupported-call',
    'Signature Version 2 is not accepted. Set "signature_version = s3v4" in the AWS profile or the client, and sign in headers.',
  );
}

function version4a(): GatewayError {
  return new GatewayError(
    'unsupported-call',
    'Asymmetric signatures (SigV4a) are not accepted. Name the bucket or endpoint of one region instead of a multi-region one.',
  );
}

function unsigned(header: string | undefined): GatewayError {
  if (header === undefined) return missing('The request is not signed');
  if (/^bearer /i.test(header)) return missing('The AWS front takes no bearer token');
  return missing('The Authorization header is of a kind that is not accepted');
}

function missing(what: string): GatewayError {
  return new GatewayError(
    'unauthenticated',
    `${what}. Set AWS_PROFILE to the profile that "countersign setup" wrote, so that the client signs with credentials of this gateway.`,
    { fault: 'missing' },
  );
}
