/** HTTP messages as core sees them: raw path and query, the header list as it was received, whole bodies, and streamed ones. */

export type Header = readonly [name: string, value: string];

/** One request. `path` and `query` are the bytes of the request line, never decoded or normalised; `query` is without its `?`. */
export type HttpRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: readonly Header[];
  readonly body: Uint8Array;
};

export type HttpReply = {
  readonly status: number;
  readonly headers: readonly Header[];
  readonly body: Uint8Array;
};

/** A model's streaming blob on its way: read once, by one reader, as fast as that one takes it. It throws when the bytes break off. */
export type StreamedBody = AsyncIterable<Uint8Array> & {
  /** What was announced; a body that is shorter or longer throws. */
  readonly sizeBytes?: number;
  /** Ends it, also where nobody has begun to read. */
  readonly cancel: () => void;
};

export type StreamedReply = Omit<HttpReply, 'body'> & { readonly body: StreamedBody };

export function isStreamed(reply: HttpReply | StreamedReply): reply is StreamedReply {
  return !(reply.body instanceof Uint8Array);
}

/** All values of one header, in the order received. `name` is lower-case. */
export function headerValues(headers: readonly Header[], name: string): readonly string[] {
  return headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
}

/** The first value of one header. `name` is lower-case. Use it only where a repeat has been refused or does no harm. */
export function headerValue(headers: readonly Header[], name: string): string | undefined {
  return headerValues(headers, name)[0];
}

/** The list without the named headers. `names` are lower-case. */
export function withoutHeaders(headers: readonly Header[], names: ReadonlySet<string>): readonly Header[] {
  return headers.filter(([key]) => !names.has(key.toLowerCase()));
}
