/** Two signers that others wrote, as oracles: the SDK's `@smithy/signature-v4`, and `aws4`. */

import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import aws4 from 'aws4';
import type { Header } from '#core/http.ts';
import type { GeneratedRequest } from './random.ts';

export type Signer = (request: GeneratedRequest, host: string) => Promise<readonly Header[]>;

export const credentials = {
  accessKeyId: 'CSGNTESTTESTTEST0001',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  sessionToken: 'token/with+signs==',
};
export const region = 'eu-west-1';
export const now = '2026-01-31T23:59:59.000Z';
const amzDate = '20260131T235959Z';

const isKeyed = (service: string): boolean => service === 's3' || service === 's3express';

/** The headers that the signer of the AWS SDK for JavaScript sends. */
export const smithySigner: Signer = async (request, host) => {
  const { service, method, path, body } = request;
  const signer = new SignatureV4({ credentials, region, service, sha256: Sha256, uriEscapePath: !isKeyed(service) });
  const signed = await signer.sign(
    {
      method,
      protocol: 'http:',
      hostname: host,
      path,
      query: queryRecord(request.query),
      headers: { ...Object.fromEntries(request.headers), host },
      body,
    },
    { signingDate: new Date(now) },
  );
  return Object.entries(signed.headers);
};

/** The headers that `aws4` sends. It knows no `s3express`, and reads only the first value of a name that S3's query repeats. */
export const aws4Signer: Signer = async (request, host) => {
  const { service, method, path, query, headers, body } = request;
  const hash = createHash('sha256').update(body).digest('hex');
  const signed = aws4.sign(
    {
      service,
      region,
      method,
      host,
      path: query === '' ? path : `${path}?${query}`,
      headers: { Host: host, ...Object.fromEntries(headers), 'X-Amz-Date': amzDate, 'X-Amz-Content-Sha256': hash },
      body: Buffer.from(body),
    },
    credentials,
  );
  return Object.entries(signed.headers).map(([name, value]): Header => [name, String(value)]);
};

function queryRecord(query: string): Record<string, string> {
  const pairs = query === '' ? [] : query.split('&').map((pair) => pair.split('='));
  return Object.fromEntries(pairs.map(([name = '', value = '']) => [decodeURIComponent(name), decodeURIComponent(value)]));
}

export class Sha256 {
  readonly #secret: string | ArrayBuffer | ArrayBufferView | undefined;
  #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#secret = secret;
    this.#hash = this.#begin();
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    this.#hash = this.#begin();
  }

  #begin(): Hash | Hmac {
    if (this.#secret === undefined) return createHash('sha256');
    return createHmac('sha256', typeof this.#secret === 'string' ? this.#secret : bytesOf(this.#secret));
  }
}

function bytesOf(data: ArrayBuffer | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data);
}
