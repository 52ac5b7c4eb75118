/** Every kind of malformed input in every protocol, in any size: what the decoder has to refuse, and within what time (`npm run bench codec`). */

import { cbor } from '@smithy/core/cbor';
import type { Protocol } from '#core/catalog/service.ts';
import type { Sent } from '#test/differential/decode-one.ts';

export const kinds = [
  'cut off',
  'a member twice',
  'another type',
  'deep nesting',
  'an entity bomb',
  'a huge number',
  'invalid UTF-8',
  'an unknown member',
] as const;

export type Kind = (typeof kinds)[number];

export type Malformed = {
  readonly id: string;
  readonly protocol: Protocol;
  readonly kind: Kind;
  /** About as many bytes as are asked for. */
  readonly sent: (sizeBytes: number) => Sent;
  /** Where the protocol has no such thing: the bytes are a text like any other, and this parameter is it. */
  readonly isText?: string;
};

type Makers = Readonly<Record<Kind, (size: number) => string | Uint8Array>>;
type Target = Pick<Malformed, 'id' | 'protocol'> & { readonly sent?: Sent; readonly text?: string };

const bomb = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;&b;">]>&c;';
const fill = (size: number): string => 'x'.repeat(size);
const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

function json(text: string, number: string): Makers {
  return {
    'cut off': (size) => `{"${number}":1,"${text}":"${fill(size)}`,
    'a member twice': (size) => `{"${text}":"a","${number}":1,"${text}":"${fill(size)}"}`,
    'another type': (size) => `{"${text}":"${fill(size)}","${number}":"1"}`,
    'deep nesting': (size) => `{"${text}":${'['.repeat(size)}`,
    'an entity bomb': (size) => JSON.stringify({ [text]: bomb.repeat(Math.ceil(size / bomb.length)) }),
    'a huge number': (size) => `{"${number}":${'9'.repeat(size)}}`,
    'invalid UTF-8': (size) => bytes(`{"${text}":"${fill(size)}\xff\xc3\x28"}`),
    'an unknown member': (size) => `{"${text}":"${fill(size)}","NotThere":1}`,
  };
}

function form(text: string, number: string): Makers {
  return {
    'cut off': (size) => `${number}=1&${text}=${fill(size)}%4`,
    'a member twice': (size) => `${text}=a&${number}=1&${text}=${fill(size)}`,
    'another type': (size) => `${text}=${fill(size)}&${number}=true`,
    'deep nesting': (size) => `${text}${'.a'.repeat(size / 2)}=1`,
    'an entity bomb': (size) => `${text}=${encodeURIComponent(bomb).repeat(Math.ceil(size / bomb.length / 2))}`,
    'a huge number': (size) => `${number}=${'9'.repeat(size)}`,
    'invalid UTF-8': (size) => `${text}=${fill(size)}%FF%C3%28`,
    'an unknown member': (size) => `${text}=${fill(size)}&NotThere=1`,
  };
}

const key = (size: number): string => `<Object><Key>${fill(size)}</Key></Object>`;
const xml: Makers = {
  'cut off': (size) => `<Delete>${key(size).slice(0, -12)}`,
  'a member twice': (size) => `<Delete><Quiet>true</Quiet>${key(size)}<Quiet>false</Quiet></Delete>`,
  'another type': (size) => `<Delete>${key(size)}<Quiet>7</Quiet></Delete>`,
  'deep nesting': (size) => `<Delete>${'<Object>'.repeat(size / 8)}`,
  'an entity bomb': (size) =>
    `<!DOCTYPE a [<!ENTITY b "${fill(size)}"><!ENTITY c "&b;&b;&b;">]><Delete><Quiet>&c;</Quiet></Delete>`,
  'a huge number': (size) =>
    `<LifecycleConfiguration><Rule><Expiration><Days>${'9'.repeat(size)}</Days></Expiration></Rule></LifecycleConfiguration>`,
  'invalid UTF-8': (size) => bytes(`<Delete>${key(size)}<Object><Key>\xff\xc3\x28</Key></Object></Delete>`),
  'an unknown member': (size) => `<Delete>${key(size)}<NotThere>1</NotThere></Delete>`,
};

/** A map of one text member, with its items written by hand. */
const map = (...items: readonly (readonly [name: string, value: Uint8Array])[]): Uint8Array =>
  Buffer.concat([
    Buffer.of(0xa0 + items.length),
    ...items.flatMap(([name, value]) => [Buffer.of(0x60 + name.length), Buffer.from(name), value]),
  ]);
const long = (head: number, content: Uint8Array): Uint8Array => {
  const start = Buffer.alloc(5);
  start[0] = head;
  start.writeUInt32BE(content.length, 1);
  return Buffer.concat([start, content]);
};
const text = (content: string): Uint8Array => long(0x7a, bytes(content));
const binary: Makers = {
  'cut off': (size) => cbor.serialize({ Namespace: fill(size) }).slice(0, -1),
  'a member twice': (size) => map(['Namespace', text('a')], ['Namespace', text(fill(size))]),
  'another type': (size) => cbor.serialize({ Namespace: fill(size), MetricData: 7 }),
  'deep nesting': (size) => map(['Namespace', Buffer.alloc(size, 0x81)]),
  'an entity bomb': (size) => cbor.serialize({ Namespace: bomb.repeat(Math.ceil(size / bomb.length)) }),
  'a huge number': (size) =>
    map([
      'MetricData',
      Buffer.concat([Buffer.of(0x81), map(['Value', Buffer.concat([Buffer.of(0xc2), long(0x5a, Buffer.alloc(size, 0xff))])])]),
    ]),
  'invalid UTF-8': (size) => map(['Namespace', text(`${fill(size)}\xff\xc3\x28`)]),
  'an unknown member': (size) => cbor.serialize({ Namespace: fill(size), NotThere: 1 }),
};

const targets: readonly (readonly [Target, Makers])[] = [
  [{ id: 'iam:ListUsers', protocol: 'query', text: 'Marker' }, form('Marker', 'MaxItems')],
  [{ id: 'ec2:DescribeInstances', protocol: 'ec2', text: 'NextToken' }, form('NextToken', 'MaxResults')],
  [{ id: 'dynamodb:Query', protocol: 'json', text: 'TableName' }, json('TableName', 'Limit')],
  [
    { id: 'lambda:CreateFunction', protocol: 'rest-json', text: 'Description', sent: { path: '/2015-03-31/functions' } },
    json('Description', 'Timeout'),
  ],
  [{ id: 's3:DeleteObjects', protocol: 'rest-xml', sent: { path: '/bucket', query: 'delete' } }, xml],
  [{ id: 'cloudwatch:PutMetricData', protocol: 'cbor', text: 'Namespace' }, binary],
];

/** No number stands in what S3 deletes. */
const lifecycle = { id: 's3:PutBucketLifecycleConfiguration', sent: { method: 'PUT', path: '/bucket', query: 'lifecycle' } };

export const malformed: readonly Malformed[] = targets.flatMap(([target, makers]) =>
  kinds.map((kind): Malformed => {
    const { id, protocol, text: isText, sent } = { ...target, ...(protocolHasNumber(target, kind) ? {} : lifecycle) };
    const isOnlyText = kind === 'an entity bomb' && isText !== undefined;
    return {
      id,
      protocol,
      kind,
      sent: (size) => ({ ...sent, body: makers[kind](size) }),
      ...(isOnlyText ? { isText } : {}),
    };
  }),
);

function protocolHasNumber({ protocol }: Target, kind: Kind): boolean {
  return protocol !== 'rest-xml' || kind !== 'a huge number';
}
