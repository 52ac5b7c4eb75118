/** REST requests → the operations whose URI template fits best. */

import type { Operation } from '../../../catalog/operation.ts';
import type { Service } from '../../../catalog/service.ts';
import { GatewayError } from '../../../errors.ts';
import type { HttpRequest } from '../../../http.ts';
import { shownText } from '../shown-text.ts';
import { compileUri, matchesQuery, pathSegments, queryNames, scoreSegments, type UriTemplate } from './uri-template.ts';

/** All operations with the best score: more than one is a tie. Errors: `malformed-request` for a path or query with two readings. */
export function matchRest(request: HttpRequest, services: readonly Service[], signingName: string): readonly Operation[] {
  const segments = segmentsOf(request.path, signingName);
  const query = queryNames(request.query);
  const headers = new Set(request.headers.map(([name]) => name.toLowerCase()));
  const routes = services.flatMap((service) => routesFor(service, request.method, segments.length));
  const best = bestOf(routes, { segments, query, headers });
  for (const route of best) refuseSecondSubresource(route, query);
  return hinted(best, query);
}

type Query = ReadonlyMap<string, readonly string[]>;

type Parts = { readonly segments: readonly string[]; readonly query: Query; readonly headers: ReadonlySet<string> };

type Route = {
  readonly operation: Operation;
  readonly template: UriTemplate;
  /** S3: every query name that chooses an operation. */
  readonly subresources: ReadonlySet<string>;
};

function bestOf(routes: readonly Route[], parts: Parts): readonly Route[] {
  let best: Route[] = [];
  let bestScore = Number.NEGATIVE_INFINITY;
  for (const route of routes) {
    const score = scoreRoute(route, parts);
    if (score === undefined || score < bestScore) continue;
    if (score > bestScore) best = [];
    bestScore = score;
    best.push(route);
  }
  return best;
}

/** A query literal counts 1000, its value 50 more, a required query or header member 500; the path as `scoreSegments` says. */
function scoreRoute({ operation, template }: Route, { segments, query, headers }: Parts): number | undefined {
  if (template.query.length > 0 && !matchesQuery(template, query)) return undefined;
  const { requiredQuery = [], requiredHeaders = [] } = operation.http ?? {};
  if (!requiredQuery.every((name) => query.has(name)) || !requiredHeaders.every((name) => headers.has(name))) return undefined;
  const path = scoreSegments(template, segments);
  if (path === undefined) return undefined;
  const literals = template.query.reduce((sum, { value }) => sum + (value === undefined ? 1000 : 1050), 0);
  return path + literals + 500 * (requiredQuery.length + requiredHeaders.length);
}

/** `<method> <number of segments>` → the operations that can fit; those with a greedy label apart, since they fit many lengths. */
type Routes = { readonly bySize: ReadonlyMap<string, readonly Route[]>; readonly greedy: ReadonlyMap<string, readonly Route[]> };

const routesOf = new WeakMap<Service, Routes>();

function routesFor(service: Service, method: string, size: number): readonly Route[] {
  const known = routesOf.get(service) ?? compile(service);
  routesOf.set(service, known);
  return [...(known.bySize.get(`${method} ${size}`) ?? []), ...(known.greedy.get(method) ?? [])];
}

function compile(service: Service): Routes {
  const bySize = new Map<string, Route[]>();
  const greedy = new Map<string, Route[]>();
  const subresources = service.id === 's3' ? queryLiterals(service) : new Set<string>();
  for (const operation of service.operations.values()) {
    if (operation.http === undefined || operation.signingName !== undefined) continue;
    const { method, uri } = operation.http;
    const route = { operation, template: compileUri(uri), subresources };
    if (route.template.greedyAt >= 0) append(greedy, method, route);
    else for (const size of sizesOf(route.template)) append(bySize, `${method} ${size}`, route);
  }
  return { bySize, greedy };
}

function queryLiterals({ operations }: Service): ReadonlySet<string> {
  const templates = [...operations.values()].map(({ http }) => compileUri(http?.uri ?? '/'));
  return new Set(templates.flatMap(({ query }) => query.map(({ name }) => name)));
}

/** Clients differ by one empty segment at the end. */
function sizesOf({ segments, endsInSlash }: UriTemplate): readonly number[] {
  const size = segments.length;
  return endsInSlash ? [size - 1, size, size + 1] : [size, size + 1];
}

function append(routes: Map<string, Route[]>, key: string, route: Route): void {
  const known = routes.get(key);
  if (known === undefined) routes.set(key, [route]);
  else known.push(route);
}

const keepsDots: ReadonlySet<string> = new Set(['s3', 's3-outposts', 's3express']);
const dotSegment = /^(\.|%2e){1,2}$/i;

function segmentsOf(path: string, signingName: string): readonly string[] {
  if (!path.startsWith('/')) throw malformed('its path does not begin with "/"');
  const segments = pathSegments(path);
  if (!keepsDots.has(signingName) && segments.some((segment) => dotSegment.test(segment))) {
    throw malformed('its path has dot segments, which two readers could resolve differently');
  }
  return segments;
}

/** In S3 a query name without meaning for one operation (`?acl`) chooses another: two of them have two readings (threats 8). */
function refuseSecondSubresource({ operation, template, subresources }: Route, query: Query): void {
  const own = template.query.map(({ name }) => name);
  const other = [...query.keys()].find((name) => subresources.has(name) && !own.includes(name));
  if (other !== undefined) throw malformed(`its query names "${shownText(other)}" beside what chose ${operation.name}`);
}

/** `x-id` repeats the operation's name: it never chooses, but must not disagree. */
function hinted(routes: readonly Route[], query: Query): readonly Operation[] {
  const operations = routes.map(({ operation }) => operation);
  const hints = query.get('x-id');
  if (hints === undefined || operations.length === 0) return operations;
  const agreed = operations.filter(({ name }) => hints.every((hint) => hint === name));
  if (agreed.length === 0) throw malformed('its x-id names another operation than its path');
  return agreed;
}

function malformed(problem: string): GatewayError {
  return new GatewayError('malformed-request', `The operation cannot be told from the request: ${problem}. Nothing was done.`);
}
