/** Sends changed copies of signed requests at the verifier, and counts what became of them. */

import { isDeepStrictEqual } from 'node:util';
import { GatewayError } from '#core/errors.ts';
import type { HttpRequest } from '#core/http.ts';
import { refuseAmbiguous } from '#core/protocols/aws/identify/refuse-ambiguous.ts';
import { type Authorization, readAuthorization } from '#core/protocols/aws/signature/authorization.ts';
import { verifySignature } from '#core/protocols/aws/signature/verify-signature.ts';
import { meaningOf } from './meaning.ts';
import { mutate } from './mutate.ts';
import { createRandom, generateRequest } from './random.ts';
import { credentials, now, smithySigner } from './signers.ts';

export type Tally = {
  /** Parts of which a change was accepted: must stay empty. */
  readonly accepted: readonly string[];
  readonly refused: number;
  /** Changes that SigV4 itself takes for the same request: another spelling of an escape, folded white space, the order of a query, an unsigned header. */
  readonly sameMeaning: number;
};

const host = '127.0.0.1:4181';

/** `count` one-byte changes over requests of every kind, from one seed. Another `verify` shows what the attack would find. */
export async function attack(seed: number, count: number, verify: typeof verifySignature = verifySignature): Promise<Tally> {
  const random = createRandom(seed);
  const accepted: string[] = [];
  let refused = 0;
  let sameMeaning = 0;
  while (refused + accepted.length < count) {
    const generated = generateRequest(random);
    const original = { ...generated, headers: [...(await smithySigner(generated, host)), ['user-agent', 'test'] as const] };
    const authorization = readAuthorization(original);
    for (let repeat = 0; repeat < 20; repeat += 1) {
      const { part, request } = mutate(random, original);
      if (isDeepStrictEqual(request, original)) continue;
      if (isSameMeaning(original, request, authorization)) sameMeaning += 1;
      else if (isRefused(request, generated.service, verify)) refused += 1;
      else accepted.push(part);
    }
  }
  return { accepted, refused, sameMeaning };
}

function isSameMeaning(original: HttpRequest, changed: HttpRequest, { service, signedHeaders }: Authorization): boolean {
  return meaningOf(original, service, signedHeaders) === meaningOf(changed, service, signedHeaders);
}

/** Anything but a `GatewayError` is a failure of the test itself. */
function isRefused(request: HttpRequest, service: string, verify: typeof verifySignature): boolean {
  try {
    const authorization = readAuthorization(request);
    // Another key id has another secret: `openCredentials` derives it from the id and the token.
    if (authorization.accessKeyId !== credentials.accessKeyId) return true;
    verify(request, authorization, credentials.secretAccessKey, { now, hosts: [host], isSecure: false });
    refuseAmbiguous(request, service);
    return false;
  } catch (error) {
    if (error instanceof GatewayError) return true;
    throw error;
  }
}
