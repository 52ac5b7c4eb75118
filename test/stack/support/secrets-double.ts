/** Secrets Manager as far as a function asks it at its start: one secret, whatever its name. */

import { createServer } from 'node:http';
import { type Double, listening } from '#test/contracts/dynamodb-doubles.ts';

export function startSecrets(secret: string): Promise<Double> {
  const answer = JSON.stringify({ Name: 'keyring', SecretString: secret });
  return listening(
    createServer((request, response) => {
      request.resume();
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(answer);
    }),
  );
}
