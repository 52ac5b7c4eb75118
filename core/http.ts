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

/** A request's target as it stands on its line: a URL parser would normalise the path that was signed. */
export function targetParts(target: string): Pick<HttpRequest, 'path' | 'query'> {
  const mark = target.indexOf('?');
  return mark < 0 ? { path: target, query: '' } : { path: target.slice(0, mark), query: target.slice(mark + 1) };
}

/** Node's raw headers, name and value in turn, in their order and spelling. */
export function headerList(raw: readonly string[]): readonly Header[] {
  return Array.from({ length: raw.length / 2 }, (_, index) => [raw[2 * index] ?? '', raw[2 * index + 1] ?? ''] as const);
}

/** The headers of a whole reply, its length among them: of an answer to HEAD only the upstream knows it. */
export function headersWithLength({ headers, body }: HttpReply, { isHead }: { readonly isHead: boolean }): readonly Header[] {
  if (isHead || headerValue(headers, 'content-length') !== undefined) return headers;
  return [...headers, ['content-length', String(body.length)]];
}
