/** The front of the JSON API: explicit routes, the human issuer's authorizer on those that say so, throttles, and a log without queries. */

import { type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccessLogField, AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import * as apigw from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Config } from '#config/config.ts';
import { mcpRoutes, pageRoutes, type Route, routes } from '#config/routes.ts';
import { accept } from '../accept.ts';

export type HttpApiProps = {
  readonly handler: lambda.IFunction;
  /** What makes AWS calls: the one function behind the API whose role may assume those of spokes (threats 27). */
  readonly callsHandler: lambda.IFunction;
  /** What serves the pages. */
  readonly pages: lambda.IFunction;
  /** What agents speak to. */
  readonly mcp: lambda.IFunction;
  /** The first of people is the authorizer's: it takes one. */
  readonly issuers: Config['identity']['issuers'];
  /** Of the name in `publicUrl`; without one, the API has the name that AWS gives it. */
  readonly name: { readonly domainName: string; readonly certificateArn: string } | undefined;
  readonly removalPolicy: RemovalPolicy;
};

/** Requests a second, and at once. What anybody may ask has a smaller share, so that a flood leaves room for the signed-in. */
const throttles = { everything: { rate: 200, burst: 400 }, open: { rate: 50, burst: 100 } } as const;

export class HttpApi extends Construct {
  readonly api: apigw.HttpApi;
  /** What the API's own name must lead to. */
  readonly target: string | undefined;

  constructor(scope: Construct, id: string, { handler, callsHandler, pages, mcp, issuers, name, removalPolicy }: HttpApiProps) {
    super(scope, id);
    this.api = new apigw.HttpApi(this, 'Api', {
      apiName: `${Stack.of(this).stackName}-api`,
      createDefaultStage: false,
      disableExecuteApiEndpoint: name !== undefined,
    });
    const integration = new HttpLambdaIntegration('Handler', handler, { scopePermissionToRoute: false });
    const authorizer = humanAuthorizer(issuers);
    const calls = new HttpLambdaIntegration('Calls', callsHandler, { scopePermissionToRoute: false });
    const pagesIntegration = new HttpLambdaIntegration('Pages', pages, { scopePermissionToRoute: false });
    const mcpIntegration = new HttpLambdaIntegration('Mcp', mcp, { scopePermissionToRoute: false });
    const made = [
      ...routes.map((route) => this.addRoute(route, assumesRoles(route) ? calls : integration, authorizer)),
      ...pageRoutes.map((route) => this.addRoute(route, pagesIntegration, authorizer)),
      ...mcpRoutes.map((route) => this.addRoute(route, mcpIntegration, authorizer)),
    ];
    const stage = new apigw.HttpStage(this, 'Stage', {
      httpApi: this.api,
      autoDeploy: true,
      throttle: { rateLimit: throttles.everything.rate, burstLimit: throttles.everything.burst },
      accessLogSettings: { destination: this.accessLog(removalPolicy), format: accessLogFormat() },
    });
    throttleOpenRoutes(stage, made);
    this.target = name === undefined ? undefined : this.named(name, stage);
  }

  private named({ domainName, certificateArn }: NonNullable<HttpApiProps['name']>, stage: apigw.HttpStage): string {
    const name = new apigw.DomainName(this, 'Name', {
      domainName,
      certificate: acm.Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
      securityPolicy: apigw.SecurityPolicy.TLS_1_2,
    });
    new apigw.ApiMapping(this, 'Mapping', { api: this.api, domainName: name, stage });
    return name.regionalDomainName;
  }

  private addRoute(route: Route, integration: HttpLambdaIntegration, authorizer: HttpJwtAuthorizer): apigw.HttpRoute {
    const made = new apigw.HttpRoute(this, `${route.method} ${route.path}`.replaceAll('/', '.'), {
      httpApi: this.api,
      routeKey: apigw.HttpRouteKey.with(route.path, methods[route.method]),
      integration,
      ...(route.authorizer === 'human' ? { authorizer } : {}),
    });
    if (route.authorizer === 'none') accept(made, 'APIG4', openBecause(route));
    return made;
  }

  private accessLog(removalPolicy: RemovalPolicy): apigw.LogGroupLogDestination {
    const logGroup = new logs.LogGroup(this, 'AccessLog', { retention: logs.RetentionDays.THREE_MONTHS, removalPolicy });
    return new apigw.LogGroupLogDestination(logGroup);
  }
}

/** What makes a call, explains one by the tags of what it touches, or tries the roles themselves. */
function assumesRoles({ method, path }: Route): boolean {
  return method === 'POST' && ['/v1/calls', '/v1/explain', '/v1/checks'].includes(path);
}

const methods = {
  GET: apigw.HttpMethod.GET,
  HEAD: apigw.HttpMethod.HEAD,
  POST: apigw.HttpMethod.POST,
  DELETE: apigw.HttpMethod.DELETE,
} as const;

function humanAuthorizer(issuers: Config['identity']['issuers']): HttpJwtAuthorizer {
  const human = issuers.find((issuer) => issuer.kind === 'human');
  if (human === undefined) throw new TypeError('identity.issuers: none has the kind human');
  return new HttpJwtAuthorizer('HumanIssuer', human.issuer, { jwtAudience: [...human.audience] });
}

function openBecause({ path }: Route): string {
  if (path === '/v1/credentials') {
    return 'Tokens of every configured issuer come here, and an authorizer takes one issuer: the handler verifies them all.';
  }
  if (pageRoutes.some((page) => page.path === path)) {
    return 'A browser brings no token: whoever opens the page signs in there, and until then it tells and does nothing.';
  }
  if (path.startsWith('/mcp')) {
    return 'The handler verifies the token, and tells whoever has none where to get one (RFC 9728): an authorizer could not.';
  }
  return 'Clients ask it before they can sign in; it tells nothing that is not public.';
}

/** Route, not path, and no query string: what a link carries never reaches a log. */
function accessLogFormat(): AccessLogFormat {
  const fields = {
    requestId: AccessLogField.contextRequestId(),
    time: AccessLogField.contextRequestTime(),
    sourceIp: AccessLogField.contextIdentitySourceIp(),
    route: AccessLogField.contextRouteKey(),
    status: AccessLogField.contextStatus(),
    responseBytes: AccessLogField.contextResponseLength(),
    latencyMs: AccessLogField.contextResponseLatency(),
    integrationError: AccessLogField.contextIntegrationErrorMessage(),
  };
  return AccessLogFormat.custom(JSON.stringify(fields));
}

function throttleOpenRoutes(stage: apigw.HttpStage, made: readonly apigw.HttpRoute[]): void {
  const settings = { ThrottlingRateLimit: throttles.open.rate, ThrottlingBurstLimit: throttles.open.burst };
  const open = [...routes, ...pageRoutes, ...mcpRoutes].filter((route) => route.authorizer === 'none');
  const resource = stage.node.defaultChild;
  if (!(resource instanceof apigw.CfnStage)) throw new TypeError(`${stage.node.path} is no stage`);
  resource.routeSettings = Object.fromEntries(open.map(({ method, path }) => [`${method} ${path}`, settings]));
  // The stage names routes in its settings, so they must be there before it.
  stage.node.addDependency(...made);
}
