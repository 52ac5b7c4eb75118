/** The generated data as it is stored: what `scripts/generate-catalog.ts` writes and this room reads. Absent means false, empty or default. */

import type { Access } from '../model.ts';
import type { Operation } from './operation.ts';
import type { EndpointException, Protocol } from './service.ts';
import type { Location, ScalarKind, TimestampFormat, XmlNamespace } from './shape.ts';

/** The blob `services` of the index. */
export type StoredServices = {
  /** Source → version. */
  readonly sources: { readonly [source: string]: string };
  readonly partitions: { readonly [partition: string]: { readonly suffix: string; readonly regions: readonly string[] } };
  readonly services: { readonly [id: string]: StoredService };
};

export type StoredService = {
  readonly fullName: string;
  readonly signingName: string;
  readonly endpointPrefix: string;
  readonly iamPrefix: string;
  readonly protocols: readonly Protocol[];
  readonly jsonVersion?: string;
  readonly targetPrefix?: string;
  readonly apiVersion: string;
  readonly xmlNamespace?: string;
  readonly queryCompatible?: true;
  readonly withoutEndpoint?: true;
  /** Region or partition → where its endpoint differs from the default. */
  readonly endpoints?: { readonly [place: string]: EndpointException };
};

/** One blob a service of the index: operation name → operation. */
export type StoredOperations = { readonly [name: string]: StoredOperation };

export type OperationFlag =
  | 'unsigned-body'
  | 'streaming-input'
  | 'streaming-output'
  | 'event-stream'
  | 'input-event-stream'
  | 'gzip'
  | 'checksum-required'
  | 'sensitive-input'
  | 'sensitive-output'
  | 'deprecated'
  | 'mints-credentials';

export type StoredOperation = {
  readonly access: Access;
  /** Absent: the service's IAM prefix and the operation's own name. */
  readonly actions?: readonly string[];
  /** Nothing: the account. Two: type and template over members. Three: the member that is an ARN besides. */
  readonly resource?:
    | readonly []
    | readonly [type: string, template: string]
    | readonly [type: string, template: string, member: string];
  readonly method?: string;
  readonly uri?: string;
  readonly requiredQuery?: readonly string[];
  readonly requiredHeaders?: readonly string[];
  readonly hostPrefix?: string;
  readonly signingName?: string;
  readonly auth?: Operation['auth'];
  readonly flags?: readonly OperationFlag[];
  readonly input?: string;
  readonly output?: string;
  readonly resultWrapper?: string;
  readonly xmlName?: string;
  readonly xmlNamespace?: string;
  readonly checksumMember?: string;
};

/** One blob a service of the shapes: every shape that an operation or an error reaches. Numbers are positions in `shapes`. */
export type StoredShapes = {
  readonly names: readonly string[];
  readonly shapes: readonly StoredShape[];
  /** Error code → its shape. */
  readonly errors: { readonly [code: string]: number };
};

export type StoredShape = {
  readonly kind: 'structure' | 'list' | 'map' | 'timestamp' | 'blob' | 'document' | 'event-stream' | ScalarKind;
  readonly sensitive?: true;
  readonly members?: { readonly [name: string]: StoredMember };
  readonly member?: StoredMember;
  readonly key?: StoredMember;
  readonly value?: StoredMember;
  readonly payload?: string;
  readonly xmlNamespace?: XmlNamespace;
  readonly union?: true;
  readonly flattened?: true;
  readonly enumerated?: true;
  readonly streaming?: true;
  readonly format?: TimestampFormat;
};

/** A bare number is a member with nothing but its shape. */
export type StoredMember = number | StoredEdge;

export type StoredEdge = {
  readonly shape: number;
  readonly required?: true;
  readonly wireName?: string;
  readonly queryName?: string;
  readonly location?: Location;
  readonly flattened?: true;
  readonly timestampFormat?: TimestampFormat;
  readonly xmlNamespace?: XmlNamespace;
  readonly marks?: readonly MemberMark[];
};

export type MemberMark = 'idempotency-token' | 'host-label' | 'json-value' | 'xml-attribute' | 'streaming' | 'event-payload';

/** The parsed form of one stored blob. */
export function parseServices(bytes: Uint8Array): StoredServices {
  return JSON.parse(text(bytes)) as StoredServices;
}

export function parseOperations(bytes: Uint8Array): StoredOperations {
  return JSON.parse(text(bytes)) as StoredOperations;
}

export function parseShapes(bytes: Uint8Array): StoredShapes {
  return JSON.parse(text(bytes)) as StoredShapes;
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
