/** The contract of the HTTP API (OpenAPI 3.1), made from the table of routes. */

import { mcpRoutes, type Route, routes } from '#config/routes.ts';

const problem = { description: 'problem+json (RFC 9457) with `code`', content: { 'application/problem+json': {} } };

export function openApi(): object {
  const paths = Object.groupBy([...routes, ...mcpRoutes.filter(({ path }) => path.startsWith('/v1/'))], (route) => route.path);
  return {
    openapi: '3.1.0',
    info: { title: 'Countersign', version: '1' },
    components: { securitySchemes: { oidc: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    paths: Object.fromEntries(
      Object.entries(paths).map(([path, ofPath]) => [
        path,
        Object.fromEntries((ofPath ?? []).map((route) => [route.method.toLowerCase(), operation(route)])),
      ]),
    ),
  };
}

function operation(route: Route): object {
  const names = [...route.path.matchAll(/\{(\w+)\}/g)].flatMap((match) => match[1] ?? []);
  return {
    summary: route.summary,
    parameters: names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    responses: { 200: { description: 'JSON', content: { 'application/json': {} } }, default: problem },
    ...(route.path.startsWith('/v1/') ? { security: [{ oidc: [] }] } : {}),
  };
}
