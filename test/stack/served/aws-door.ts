/** Every host of AWS in one: it knows the caller by its key, holds the call against IAM, and has the service answer. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpReply, HttpRequest } from '#core/http.ts';
import { type Account, askedOf } from './asked-of.ts';
import { type AwsOperation, accessKeyOf, operationOf, readAwsRequest } from './aws-request.ts';
import type { Faults } from './faults.ts';
import type { LambdaService } from './lambda-service.ts';
import type { Permissions, Role } from './permissions.ts';
import { json, type Services } from './services.ts';

export type DoorOptions = {
  readonly account: Account;
  readonly lambda: Pick<LambdaService, 'callerOf'>;
  readonly permissions: Permissions;
  readonly services: Pick<Services, 'answer'>;
  readonly faults: Faults;
  /** The accounts that the gateway governs: what is signed with an assumed role. */
  readonly upstream: (request: HttpRequest) => Promise<HttpReply>;
};

export type AwsDoor = {
  readonly listener: (incoming: IncomingMessage, outgoing: ServerResponse) => void;
  /** What came from the functions that nothing here could read. */
  readonly unread: () => readonly string[];
};

export function createAwsDoor(options: DoorOptions): AwsDoor {
  const unread: string[] = [];
  /** `undefined`: the answer is lost on its way. */
  async function answer(incoming: IncomingMessage): Promise<HttpReply | undefined> {
    const request = await readAwsRequest(incoming);
    const caller = options.lambda.callerOf(accessKeyOf(request));
    if (caller === undefined) return options.upstream(request);
    const operation = operationOf(request);
    if (!isAllowed(operation, caller, options)) return denied(operation);
    const fault = options.faults.of(caller, operation);
    if (fault === 'failed') return json(500, { __type: 'InternalServerError', message: 'as the test asked' });
    const reply = await options.services.answer(operation, request);
    return fault === 'lost' ? undefined : reply;
  }
  return {
    listener: (incoming, outgoing) => {
      answer(incoming)
        .catch((thrown: unknown) => {
          unread.push(`${incoming.headers.host}${incoming.url}: ${thrown instanceof Error ? thrown.stack : 'thrown'}`);
          return json(500, { __type: 'InternalFailure', message: 'a double of the test failed' });
        })
        .then((reply) => (reply === undefined ? outgoing.destroy() : write(reply, outgoing)));
    },
    unread: () => [...unread],
  };
}

/** Each is asked, so that every refusal is told at once. */
function isAllowed(operation: AwsOperation, caller: Role, { account, permissions }: DoorOptions): boolean {
  const answers = askedOf(operation, account).map((asked) => permissions.allow(caller, asked));
  return answers.every((isYes) => isYes);
}

function denied({ name }: AwsOperation): HttpReply {
  const message = `not authorized to perform ${name}`;
  const [service] = name.split(':');
  if (service !== 's3' && service !== 'sts') return json(400, { __type: 'AccessDeniedException', message });
  const error = `<Error><Code>AccessDenied</Code><Message>${message}</Message></Error>`;
  const body = service === 's3' ? error : `<ErrorResponse>${error}</ErrorResponse>`;
  return { status: 403, headers: [['content-type', 'application/xml']], body: Buffer.from(body) };
}

export function write({ status, headers, body }: HttpReply, outgoing: ServerResponse): void {
  outgoing.writeHead(status, headers.flat());
  outgoing.end(body);
}
