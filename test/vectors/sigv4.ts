/** AWS's published examples of Signature Version 4 in headers (AWS General Reference; Amazon S3 API Reference, "Authenticating Requests"). */

import type { Header, HttpRequest } from '#core/http.ts';

export type SigV4Vector = {
  readonly name: string;
  readonly request: HttpRequest;
  readonly secretAccessKey: string;
  /** ISO 8601 UTC of the example. */
  readonly now: string;
};

const iamSecret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const s3Secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const emptyHash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const s3Now = '2013-05-24T00:00:00.000Z';
const crlf = '\r\n';

/** IAM, Signature Version 4 process: `GET ListUsers`. */
export const listUsers: SigV4Vector = {
  name: 'iam ListUsers',
  secretAccessKey: iamSecret,
  now: '2015-08-30T12:36:00.000Z',
  request: {
    method: 'GET',
    path: '/',
    query: 'Action=ListUsers&Version=2010-05-08',
    headers: [
      ['Host', 'iam.amazonaws.com'],
      ['Content-Type', 'application/x-www-form-urlencoded; charset=utf-8'],
      ['X-Amz-Date', '20150830T123600Z'],
      [
        'Authorization',
        authorization(
          'AKIDEXAMPLE/20150830/us-east-1/iam',
          'content-type;host;x-amz-date',
          '5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
        ),
      ],
    ],
    body: new Uint8Array(),
  },
};

export const s3Vectors: readonly SigV4Vector[] = [
  s3Vector('s3 GET object with a range', {
    path: '/test.txt',
    headers: [['Range', 'bytes=0-9']],
    signedHeaders: 'host;range;x-amz-content-sha256;x-amz-date',
    signature: 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  }),
  s3Vector('s3 PUT object', {
    method: 'PUT',
    path: '/test%24file.text',
    headers: [
      ['Date', 'Fri, 24 May 2013 00:00:00 GMT'],
      ['x-amz-storage-class', 'REDUCED_REDUNDANCY'],
    ],
    signedHeaders: 'date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class',
    payloadHash: '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
    body: 'Welcome to Amazon S3.',
    signature: '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
  }),
  s3Vector('s3 GET bucket lifecycle', {
    path: '/',
    query: 'lifecycle',
    signature: 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
  }),
  s3Vector('s3 GET bucket', {
    path: '/',
    query: 'max-keys=2&prefix=J',
    signature: '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  }),
];

/** S3 API Reference, "Transferring Payload in Multiple Chunks": 65,536 and 1,024 times the letter `a`. */
export const signedChunks: SigV4Vector = s3Vector('s3 PUT object in signed chunks', {
  method: 'PUT',
  host: 's3.amazonaws.com',
  path: '/examplebucket/chunkObject.txt',
  headers: [
    ['x-amz-storage-class', 'REDUCED_REDUNDANCY'],
    ['Content-Encoding', 'aws-chunked'],
    ['x-amz-decoded-content-length', '66560'],
    ['Content-Length', '66824'],
  ],
  signedHeaders:
    'content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class',
  payloadHash: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  body: [
    chunk('a'.repeat(65_536), 'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648'),
    chunk('a'.repeat(1_024), '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497'),
    chunk('', 'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9'),
  ].join(''),
  signature: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
});

/** S3 API Reference, "Including Trailing Headers": the same chunks, and a trailing CRC32C. */
export const signedTrailer: SigV4Vector = s3Vector('s3 PUT object in signed chunks with a trailer', {
  method: 'PUT',
  host: 's3.amazonaws.com',
  path: '/examplebucket/chunkObject.txt',
  headers: [
    ['x-amz-storage-class', 'REDUCED_REDUNDANCY'],
    ['Content-Encoding', 'aws-chunked'],
    ['x-amz-decoded-content-length', '66560'],
    ['x-amz-trailer', 'x-amz-checksum-crc32c'],
  ],
  signedHeaders:
    'content-encoding;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class;x-amz-trailer',
  payloadHash: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
  body: [
    chunk('a'.repeat(65_536), 'b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2'),
    chunk('a'.repeat(1_024), '1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7'),
    `0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992${crlf}`,
    `x-amz-checksum-crc32c:sOO8/Q==${crlf}`,
    `x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435${crlf}${crlf}`,
  ].join(''),
  signature: '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e',
});

type S3Example = {
  readonly method?: string;
  readonly host?: string;
  readonly path: string;
  readonly query?: string;
  readonly headers?: readonly Header[];
  readonly signedHeaders?: string;
  readonly payloadHash?: string;
  readonly body?: string;
  readonly signature: string;
};

function s3Vector(name: string, example: S3Example): SigV4Vector {
  const { signedHeaders = 'host;x-amz-content-sha256;x-amz-date', payloadHash = emptyHash, headers = [] } = example;
  return {
    name,
    secretAccessKey: s3Secret,
    now: s3Now,
    request: {
      method: example.method ?? 'GET',
      path: example.path,
      query: example.query ?? '',
      headers: [
        ['Host', example.host ?? 'examplebucket.s3.amazonaws.com'],
        ['x-amz-date', '20130524T000000Z'],
        ['x-amz-content-sha256', payloadHash],
        ...headers,
        ['Authorization', authorization('AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3', signedHeaders, example.signature)],
      ],
      body: Buffer.from(example.body ?? ''),
    },
  };
}

function chunk(data: string, signature: string): string {
  return `${data.length.toString(16)};chunk-signature=${signature}${crlf}${data}${crlf}`;
}

function authorization(credential: string, signedHeaders: string, signature: string): string {
  return `AWS4-HMAC-SHA256 Credential=${credential}/aws4_request,SignedHeaders=${signedHeaders},Signature=${signature}`;
}
