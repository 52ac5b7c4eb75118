/** The encoder of replies: canonical output → what AWS answers in a protocol whose replies are a body alone. The reverse of `decode-reply.ts`. */

import type { Operation } from '../../../catalog/operation.ts';
import type { Protocol, Service } from '../../../catalog/service.ts';
import type { Shape } from '../../../catalog/shape.ts';
import type { Parameters } from '../../../model.ts';
import { cborErrorBody, jsonErrorBody, queryErrorBody } from '../errors/error-bodies.ts';
import type { AwsReplyError } from './decode-reply-error.ts';
import { encodeCborInput } from './encode-cbor.ts';
import { encodeStructure } from './encode-json.ts';
import { encodeXml } from './encode-xml.ts';
import type { Structure } from './wire-names.ts';

export type BodyProtocol = Extract<Protocol, 'json' | 'cbor' | 'query'>;

export type EncodeReplyAs = {
  readonly protocol: BodyProtocol;
  readonly operation: Operation;
  readonly output: Shape | undefined;
  /** The service's own, of the query protocol. */
  readonly xmlNamespace?: string | undefined;
  readonly requestId: string;
};

const noMembers: Structure = { kind: 'structure', sensitive: false, members: new Map(), union: false };

/** Whether all of a reply is in its body: what REST puts into headers and the status, no other protocol has a place for. */
export function isBodyProtocol(protocol: Protocol): protocol is BodyProtocol {
  return protocol === 'json' || protocol === 'cbor' || protocol === 'query';
}

/** Errors: `malformed-request` for a value that is not in the normal form of its shape, or that the protocol cannot write. */
export function encodeReply(response: Parameters, { protocol, ...as }: EncodeReplyAs): Uint8Array {
  const output = as.output?.kind === 'structure' ? as.output : undefined;
  switch (protocol) {
    case 'json':
      return Buffer.from(encodeStructure(output ?? noMembers, response, ''));
    case 'cbor':
      return encodeCborInput(output, response);
    case 'query':
      return Buffer.from(queryReply(response, { ...as, output }));
  }
}

type SaidError = AwsReplyError & { readonly requestId: string };

/** Its code and message: what else an error of AWS may hold is not part of its decoded form. */
export function encodeReplyError({ httpStatus, ...said }: SaidError, protocol: BodyProtocol): Uint8Array {
  const error = { ...said, isSender: httpStatus < 500 };
  switch (protocol) {
    case 'json':
      return jsonErrorBody(error);
    case 'cbor':
      return cborErrorBody(error);
    case 'query':
      return queryErrorBody(error);
  }
}

/** The media type of a reply, as AWS writes it; a CBOR reply without a body has none. */
export function replyContentType(protocol: BodyProtocol, { jsonVersion = '1.0' }: Service): string {
  switch (protocol) {
    case 'json':
      return `application/x-amz-json-${jsonVersion}`;
    case 'cbor':
      return 'application/cbor';
    case 'query':
      return 'text/xml';
  }
}

type QueryAs = Pick<EncodeReplyAs, 'operation' | 'xmlNamespace' | 'requestId'> & { readonly output: Structure | undefined };

function queryReply(response: Parameters, { operation, xmlNamespace, output, requestId }: QueryAs): string {
  const { name, resultWrapper = `${name}Result` } = operation;
  const result =
    output === undefined ? '' : encodeXml(output, response, { name: resultWrapper, namespace: undefined, place: '' });
  const id = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
  const space = xmlNamespace === undefined ? '' : ` xmlns="${xmlNamespace}"`;
  return `<${name}Response${space}>${result}${id}</${name}Response>`;
}
