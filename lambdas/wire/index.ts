/** The AWS wire's function, behind a Function URL that streams. */

import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { isStreamed } from '#core/http.ts';
import { composeWire } from '../compose.ts';
import { measured } from '../meter.ts';
import { answerHead, wireRequest } from './function-url.ts';
import { writeStream } from './handler.ts';
import { createHostedWire } from './hosted-wire.ts';

const answer = createHostedWire(await composeWire());

const pass = measured(async (event: APIGatewayProxyEventV2, stream: awslambda.HttpResponseStream) => {
  const reply = await answer(wireRequest(event), event.requestContext.domainName);
  const response = awslambda.HttpResponseStream.from(stream, answerHead(reply));
  if (isStreamed(reply)) return writeStream(reply.body, response);
  // The runtime sends status and headers before the first write, even of nothing; with `end` alone they are lost.
  response.write(reply.body);
  response.end();
});

export const handler = awslambda.streamifyResponse<APIGatewayProxyEventV2>((event, stream) => pass(event, stream));
