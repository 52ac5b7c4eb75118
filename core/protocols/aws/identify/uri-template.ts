/** The URI templates of AWS's REST services (Smithy's `http` trait), matched against the raw path and query of a request. */

/** One segment of a template's path. */
export type Segment =
  | { readonly kind: 'literal'; readonly text: string; readonly encoded: string }
  | { readonly kind: 'label'; readonly name: string }
  | { readonly kind: 'greedy'; readonly name: string }
  | { readonly kind: 'mixed'; readonly pattern: RegExp; readonly names: readonly string[] };

export type UriTemplate = {
  readonly segments: readonly Segment[];
  /** Where the greedy label stands; -1 without one. */
  readonly greedyAt: number;
  readonly endsInSlash: boolean;
  /** Query literals; `x-id` is left out, since it only repeats the operation's name. */
  readonly query: readonly { readonly name: string; readonly value?: string }[];
};

/** Label name → value, still percent-encoded. */
export type UriLabels = ReadonlyMap<string, string>;

const templates = new Map<string, UriTemplate>();

/**
 * The labels of a request that matches the template, raw as the client sent them; `undefined` when it does not match.
 * One empty segment more or less at the end is tolerated, because clients differ there; a greedy label keeps its last slash.
 *
 * @example matchUri('/{Bucket}/{Key+}', '/b/a%20b/c', '') // Bucket → 'b', Key → 'a%20b/c'
 */
export function matchUri(template: string, path: string, query: string): UriLabels | undefined {
  const compiled = compileUri(template);
  if (!matchesQuery(compiled, queryNames(query))) return undefined;
  const segments = pathSegments(path);
  if (scoreSegments(compiled, segments) === undefined) return undefined;
  return labels(compiled, segments);
}

/** The template's parsed form. Templates come from the catalog only, so that the memory of them is bounded. */
export function compileUri(template: string): UriTemplate {
  const known = templates.get(template);
  if (known !== undefined) return known;
  const compiled = parse(template);
  templates.set(template, compiled);
  return compiled;
}

/** `/a/b%2Fc/` → `['a', 'b%2Fc', '']`. */
export function pathSegments(path: string): readonly string[] {
  return path.slice(1).split('/');
}

/** Query names, decoded, with all their values, still in order. A name without `=` has the value `''`. */
export function queryNames(query: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  if (query === '') return found;
  for (const pair of query.split('&')) {
    const equals = pair.indexOf('=');
    const name = decodeQuery(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? '' : decodeQuery(pair.slice(equals + 1));
    const values = found.get(name);
    if (values === undefined) found.set(name, [value]);
    else values.push(value);
  }
  return found;
}

/** Whether every query literal of the template is in the request. */
export function matchesQuery(template: UriTemplate, query: ReadonlyMap<string, readonly string[]>): boolean {
  return template.query.every(({ name, value }) => {
    const values = query.get(name);
    return values !== undefined && (value === undefined || values.includes(value));
  });
}

/** How well the path fits: literal 100, mixed 60, label 10, greedy label 1 a segment, -5 for a slash more or less; `undefined` when it does not. */
export function scoreSegments(template: UriTemplate, segments: readonly string[]): number | undefined {
  if (template.greedyAt >= 0) return scoreGreedy(template, segments);
  const expected = template.segments;
  const difference = segments.length - expected.length;
  if (difference === 0) return scoreRange(expected, [0, expected.length], { segments, offset: 0 });
  if (difference === 1 && segments.at(-1) !== '') return undefined;
  if (difference === -1 && !template.endsInSlash) return undefined;
  if (Math.abs(difference) !== 1) return undefined;
  const score = scoreRange(expected, [0, Math.min(expected.length, segments.length)], { segments, offset: 0 });
  return score === undefined ? undefined : score - 5;
}

function scoreGreedy({ greedyAt, segments: expected }: UriTemplate, segments: readonly string[]): number | undefined {
  const greedyEnd = segments.length - (expected.length - greedyAt - 1);
  const isEmpty = greedyEnd <= greedyAt || (greedyEnd === greedyAt + 1 && segments[greedyAt] === '');
  if (isEmpty) return undefined;
  const before = scoreRange(expected, [0, greedyAt], { segments, offset: 0 });
  if (before === undefined) return undefined;
  const behind = scoreRange(expected, [greedyAt + 1, expected.length], { segments, offset: greedyEnd - greedyAt - 1 });
  return behind === undefined ? undefined : before + behind + 1;
}

type Placed = { readonly segments: readonly string[]; readonly offset: number };

function scoreRange(expected: readonly Segment[], [start, end]: readonly [number, number], placed: Placed): number | undefined {
  let score = 0;
  for (let index = start; index < end; index += 1) {
    const segment = expected[index];
    const points = segment === undefined ? 0 : scoreSegment(segment, placed.segments[index + placed.offset] ?? '');
    if (points === 0) return undefined;
    score += points;
  }
  return score;
}

function scoreSegment(segment: Segment, text: string): number {
  switch (segment.kind) {
    case 'literal':
      return segment.text === text || segment.encoded === text ? 100 : 0;
    case 'mixed':
      return segment.pattern.test(text) ? 60 : 0;
    case 'label':
      return text === '' ? 0 : 10;
    case 'greedy':
      return text === '' ? 0 : 1;
  }
}

function labels(template: UriTemplate, segments: readonly string[]): UriLabels {
  const found = new Map<string, string>();
  const greedyLength = segments.length - template.segments.length + 1;
  let at = 0;
  for (const segment of template.segments) {
    const length = segment.kind === 'greedy' ? greedyLength : 1;
    for (const [name, value] of labelsOf(segment, segments.slice(at, at + length).join('/'))) found.set(name, value);
    at += length;
  }
  return found;
}

function labelsOf(segment: Segment, text: string): readonly (readonly [string, string])[] {
  if (segment.kind === 'literal') return [];
  if (segment.kind !== 'mixed') return [[segment.name, text]];
  const groups = segment.pattern.exec(text) ?? [];
  return segment.names.map((name, index) => [name, groups[index + 1] ?? '']);
}

function parse(template: string): UriTemplate {
  const [path = '', query = ''] = template.split('?', 2);
  const segments = pathSegments(path).map(parseSegment);
  const literals = query === '' ? [] : query.split('&').map(parseLiteral);
  return {
    segments,
    greedyAt: segments.findIndex(({ kind }) => kind === 'greedy'),
    endsInSlash: path.endsWith('/'),
    query: literals.filter(({ name }) => name !== 'x-id'),
  };
}

function parseSegment(text: string): Segment {
  if (!text.includes('{')) return { kind: 'literal', text, encoded: encodeURIComponent(text) };
  const whole = /^\{([^{}+]+)(\+?)\}$/.exec(text);
  if (whole?.[1] !== undefined) return { kind: whole[2] === '+' ? 'greedy' : 'label', name: whole[1] };
  const names: string[] = [];
  const source = text.split(/(\{[^{}]+\})/).map((part) => {
    if (!part.startsWith('{')) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    names.push(part.slice(1, -1));
    return '([^/]+?)';
  });
  return { kind: 'mixed', pattern: new RegExp(`^${source.join('')}$`), names };
}

function parseLiteral(pair: string): { readonly name: string; readonly value?: string } {
  const equals = pair.indexOf('=');
  return equals < 0 ? { name: pair } : { name: pair.slice(0, equals), value: pair.slice(equals + 1) };
}

/** `+` is a space in a query. What does not decode stays as it is: it is then no name of the catalog. */
function decodeQuery(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
