/** The AWS wire's function, behind a Function URL that streams. */

import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { composeWire } from '../compose.ts';
import { streamedReply, wireRequest } from './function-url.ts';
import { createHostedWire } from './hosted-wire.ts';

const answer = createHostedWire(await composeWire());

export const handler = awslambda.streamifyResponse<APIGatewayProxyEventV2>(async (event, stream) => {
  const { body, ...head } = streamedReply(await answer(wireRequest(event), event.requestContext.domainName));
  const response = awslambda.HttpResponseStream.from(stream, head);
  // The runtime sends status and headers before the first write, even of nothing; with `end` alone they are lost.
  response.write(body);
  response.end();
});
