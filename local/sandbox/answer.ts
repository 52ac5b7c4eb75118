/** Which service and operation a signed request means, and how an error looks in its protocol. */

import type { HttpReply, HttpRequest } from '#core/http.ts';
import { dynamodb } from './dynamodb.ts';
import { ec2 } from './ec2.ts';
import type { Context, Fixture, Operations } from './fixture.ts';
import { iam } from './iam.ts';
import { requireKnownMembers } from './input.ts';
import { jsonError, jsonReply, readJson, targetOf } from './json-protocol.ts';
import { ec2Error, ec2Reply, queryError, queryReply, readForm } from './query-protocol.ts';
import { s3 } from './s3.ts';
import { s3Error } from './s3-reply.ts';
import { SandboxError } from './sandbox-error.ts';
import { secretsManager } from './secrets-manager.ts';
import { ssm } from './ssm.ts';
import { sts } from './sts.ts';

export type Routed = {
  readonly operation: string;
  readonly action: string;
  readonly run: (context: Context, requestId: string) => HttpReply;
};

/** By signing name. */
const fixtures: ReadonlyMap<string, Fixture> = new Map(
  Object.entries({ dynamodb, ec2, iam, s3, secretsmanager: secretsManager, ssm, sts }),
);

/** The fixture of a signing name; for a name that the sandbox does not have, the form of the plainest protocol. */
export function fixtureOf(service: string | undefined): Fixture {
  const fixture = fixtures.get(service ?? '');
  return fixture ?? { protocol: 'query', namespace: 'http://webservices.amazon.com/', version: '', operations: {} };
}

export function route(fixture: Fixture, request: HttpRequest, service: string): Routed {
  if (fixture.protocol === 's3') {
    const { name, action, run } = fixture.operationOf(request);
    return {
      operation: name,
      action: `s3:${action}`,
      run: (context, requestId) => withRequestId(run(request, context), requestId),
    };
  }
  if (request.path !== '/') throw new SandboxError('UnknownOperationException', 'This service has only the path "/".', 404);
  return fixture.protocol === 'json' ? routeJson(fixture, request, service) : routeForm(fixture, request, service);
}

function routeJson(fixture: Extract<Fixture, { protocol: 'json' }>, request: HttpRequest, service: string): Routed {
  const [prefix, operation] = targetOf(request);
  const { members, run } = find(
    fixture.operations,
    prefix === fixture.targetPrefix ? operation : '',
    'UnknownOperationException',
  );
  const input = readJson(request);
  return {
    operation,
    action: `${service}:${operation}`,
    run: (context, requestId) => {
      requireKnownMembers(input, members);
      return jsonReply(run(input, context), { version: fixture.version, requestId });
    },
  };
}

function routeForm(fixture: Extract<Fixture, { protocol: 'ec2' | 'query' }>, request: HttpRequest, service: string): Routed {
  const { action: operation, version, input } = readForm(request);
  const { members, run } = find(fixture.operations, version === fixture.version ? operation : '', 'InvalidAction');
  const write = fixture.protocol === 'ec2' ? ec2Reply : queryReply;
  return {
    operation,
    action: `${service}:${operation}`,
    run: (context, requestId) => {
      requireKnownMembers(input, members);
      return write(run(input, context), { operation, namespace: fixture.namespace, requestId });
    },
  };
}

function find(operations: Operations, name: string, code: string): Operations[string] {
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (operation !== undefined) return operation;
  throw new SandboxError(code, 'The sandbox does not have this operation of this service and version.');
}

type ErrorForm = { readonly method: string; readonly requestId: string };

/** The error in the protocol of the request, with the code that this protocol uses for it. */
export function errorReply(fixture: Fixture, error: SandboxError, { method, requestId }: ErrorForm): HttpReply {
  const named = new SandboxError(codes[error.code]?.[fixture.protocol] ?? error.code, error.message, error.status);
  if (fixture.protocol === 's3') return withRequestId(s3Error(named, method, requestId), requestId);
  if (fixture.protocol === 'json') return jsonError(named, { version: fixture.version, requestId });
  return fixture.protocol === 'ec2' ? ec2Error(named, requestId) : queryError(named, fixture.namespace, requestId);
}

const codes: Readonly<Record<string, Partial<Record<Fixture['protocol'], string>>>> = {
  InvalidClientTokenId: { ec2: 'AuthFailure', json: 'UnrecognizedClientException', s3: 'InvalidAccessKeyId' },
  SignatureDoesNotMatch: { ec2: 'AuthFailure', json: 'InvalidSignatureException' },
  MissingAuthenticationToken: { json: 'MissingAuthenticationTokenException', s3: 'AccessDenied' },
  RequestExpired: { query: 'SignatureDoesNotMatch', json: 'InvalidSignatureException', s3: 'RequestTimeTooSkewed' },
  ExpiredToken: { ec2: 'RequestExpired', json: 'ExpiredTokenException' },
  AccessDenied: { ec2: 'UnauthorizedOperation', json: 'AccessDeniedException' },
  ValidationException: { ec2: 'InvalidParameterValue', query: 'ValidationError' },
  UnknownParameter: { query: 'ValidationError', json: 'ValidationException' },
  InternalFailure: { ec2: 'InternalError', json: 'InternalServerError', s3: 'InternalError' },
};

function withRequestId(reply: HttpReply, requestId: string): HttpReply {
  return { ...reply, headers: [...reply.headers, ['x-amz-request-id', requestId]] };
}
