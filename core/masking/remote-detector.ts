/** The optional remote detector (layer 5): what only a language model finds, such as names and streets in free text. */

import { GatewayError, toGatewayError } from '../errors.ts';
import type { Claim } from './claim.ts';
import type { Detected, Detection } from './detect.ts';
import { isIdentifier } from './identifiers.ts';
import type { Span } from './literals.ts';
import { sawKeyword } from './prefilter.ts';

/** What was found in one text; `kind` is the detector's own word for it. */
export type RemoteFind = Span & { readonly class: string; readonly kind: string };

/** The port. An adapter keeps its own time limit. */
export type RemoteDetector = {
  /** The finds in each text, in the order of the texts. Whatever it throws withholds the message. */
  readonly find: (texts: readonly string[]) => Promise<readonly (readonly RemoteFind[])[]>;
};

/** More text of one message is not sent away. */
export const maxRemoteCharacters = 300_000;

/** No name of a person is shorter. */
const minRemoteLength = 3;

/**
 * The detection that knows what the remote detector finds in the texts that `walk` meets. The walk is made twice by its caller: once here,
 * to meet the texts, and then with what this gives back. Errors: `masking-failed`; nothing of the message is shown then.
 */
export async function examined(
  detection: Detection,
  walk: (meeting: Detection) => unknown,
  remote: RemoteDetector,
): Promise<Detection> {
  const met = new Set<string>();
  walk(
    everywhere((text) => {
      if (isWorthAsking(text)) met.add(text);
      return detection.find(text);
    }),
  );
  if (met.size === 0) return detection;
  const known = await ask([...met], remote);
  return everywhere((text) => [...detection.find(text), ...(known.get(text) ?? [])]);
}

/** A remote detector has no keywords: every text is looked at. */
function everywhere(find: Detection['find']): Detection {
  return { find, minLength: minRemoteLength, look: () => sawKeyword };
}

function isWorthAsking(text: string): boolean {
  return text.length >= minRemoteLength && /\p{L}{2}|[0-9]{4}/u.test(text) && !isIdentifier(text);
}

async function ask(texts: readonly string[], remote: RemoteDetector): Promise<ReadonlyMap<string, readonly Detected[]>> {
  const characters = texts.reduce((sum, { length }) => sum + length, 0);
  if (characters > maxRemoteCharacters) {
    throw new GatewayError(
      'masking-failed',
      `The remote detector (masking.remote) is asked about ${maxRemoteCharacters} characters at most. Ask for a smaller page, or leave the operation out of masking.remote.operations.`,
    );
  }
  const finds = await findsOf(texts, remote);
  return new Map(texts.map((text, at) => [text, (finds[at] ?? []).map((find) => detected(find, text))]));
}

async function findsOf(texts: readonly string[], remote: RemoteDetector): Promise<readonly (readonly RemoteFind[])[]> {
  try {
    const finds = await remote.find(texts);
    if (finds.length === texts.length) return finds;
  } catch (thrown) {
    throw withheld(toGatewayError(thrown));
  }
  throw withheld(undefined);
}

function withheld(cause: Error | undefined): GatewayError {
  const message = 'The remote detector (masking.remote) gave no answer, so the message is withheld. Ask again later.';
  return new GatewayError('masking-failed', message, cause === undefined ? {} : { cause });
}

function detected({ start, end, class: name, kind }: RemoteFind, text: string): Detected {
  const claim: Claim = { class: name, rule: `remote:${kind}`, isShown: false };
  return { start: Math.max(0, start), end: Math.min(text.length, end), claim, isNameInModel: false };
}
