/** A node of the shape graph: what a value of AWS's models looks like, and which members of it are sensitive. */

export type Location = 'uri' | 'query' | 'header' | 'headers' | 'status';

export type XmlNamespace = { readonly uri: string; readonly prefix?: string };

export type TimestampFormat = 'iso8601' | 'unix' | 'rfc822';

type Marked = { readonly sensitive: boolean };

export type ScalarKind = 'string' | 'boolean' | 'integer' | 'long' | 'float' | 'double' | 'big-integer' | 'big-decimal';

export type Shape =
  | (Marked & {
      readonly kind: 'structure';
      readonly members: ReadonlyMap<string, Member>;
      /** The member that alone is the HTTP payload (REST protocols). */
      readonly payload?: string;
      readonly xmlNamespace?: XmlNamespace;
      readonly union: boolean;
    })
  | (Marked & { readonly kind: 'list'; readonly member: Member; readonly flattened: boolean })
  | (Marked & { readonly kind: 'map'; readonly key: Member; readonly value: Member; readonly flattened: boolean })
  | (Marked & { readonly kind: ScalarKind; readonly enumerated: boolean })
  | (Marked & { readonly kind: 'timestamp'; readonly format?: TimestampFormat })
  | (Marked & { readonly kind: 'blob'; readonly streaming: boolean })
  | (Marked & { readonly kind: 'document' })
  /** Its members are the events; each is a structure. */
  | (Marked & { readonly kind: 'event-stream'; readonly members: ReadonlyMap<string, Member> });

/** An edge of the graph. `shape` is resolved on first use, so that recursion and depth cost nothing. */
export type Member = {
  readonly shape: Shape;
  readonly required: boolean;
  /** botocore's `locationName`: the wire name where it differs from the member's. */
  readonly wireName?: string;
  /** The ec2 protocol's own wire name. */
  readonly queryName?: string;
  readonly location?: Location;
  readonly flattened: boolean;
  readonly timestampFormat?: TimestampFormat;
  readonly isIdempotencyToken: boolean;
  readonly isHostLabel: boolean;
  readonly isJsonValue: boolean;
  readonly isXmlAttribute: boolean;
  readonly isStreaming: boolean;
  /** The member that alone is the payload of its event. */
  readonly isEventPayload: boolean;
  readonly xmlNamespace?: XmlNamespace;
};
