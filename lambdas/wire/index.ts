/** The AWS wire's function, behind a Function URL or a REST API: both stream. */

import type { APIGatewayProxyEvent, APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { isStreamed } from '#core/http.ts';
import { composeWire } from '../compose.ts';
import { observed } from '../observed.ts';
import { answerHead, wireRequest } from './function-url.ts';
import { writeStream } from './handler.ts';
import { createHostedWire } from './hosted-wire.ts';
import { isRestEvent, restRequest } from './rest-api.ts';

type WireEvent = APIGatewayProxyEvent | APIGatewayProxyEventV2;

const answer = createHostedWire(await composeWire());

const pass = observed(async (event: WireEvent, stream: awslambda.HttpResponseStream, _context: Context) => {
  const request = isRestEvent(event) ? restRequest(event) : wireRequest(event);
  const reply = await answer(request, event.requestContext.domainName ?? '');
  const response = awslambda.HttpResponseStream.from(stream, answerHead(reply));
  if (isStreamed(reply)) return writeStream(reply.body, response);
  // The runtime sends status and headers before the first write, even of nothing; with `end` alone they are lost.
  response.write(reply.body);
  response.end();
});

export const handler = awslambda.streamifyResponse<WireEvent>((event, stream, context) => pass(event, stream, context));
