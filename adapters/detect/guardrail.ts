/** Asks a guardrail of Amazon Bedrock what is sensitive in texts (ApplyGuardrail), within a time limit. */

import {
  ApplyGuardrailCommand,
  type ApplyGuardrailResponse,
  BedrockRuntimeClient,
  type GuardrailAssessment,
} from '@aws-sdk/client-bedrock-runtime';
import type { RemoteDetector, RemoteFind } from '#core/masking/remote-detector.ts';
import { classOfEntity } from './entity-classes.ts';
import { findInBatches } from './find-in-batches.ts';

export type GuardrailOptions = {
  /** It is asked in the region that its ARN names. */
  readonly guardrailArn: string;
  /** A number, or `DRAFT`. */
  readonly version: string;
  /** For all requests about one message together. */
  readonly timeoutMilliseconds: number;
  /** Of a double. */
  readonly endpoint?: string;
};

/** A request holds 25 text units of a thousand characters by default; some room is left. */
const maxCharacters = 20_000;

/** Errors: those of the client, its AbortError when the time is over, and a TypeError for an answer that cannot be acted on. */
export function createGuardrailDetector({ endpoint, ...options }: GuardrailOptions): RemoteDetector {
  const [, , , region = ''] = options.guardrailArn.split(':');
  const client = new BedrockRuntimeClient({ region, maxAttempts: 2, ...(endpoint === undefined ? {} : { endpoint }) });
  return {
    find: (texts) => {
      const abortSignal = AbortSignal.timeout(options.timeoutMilliseconds);
      return findInBatches(texts, { maxCharacters, ask: (text) => askAbout(text, { client, options, abortSignal }) });
    },
  };
}

type Asking = {
  readonly client: BedrockRuntimeClient;
  readonly options: Pick<GuardrailOptions, 'guardrailArn' | 'version'>;
  readonly abortSignal: AbortSignal;
};

async function askAbout(text: string, { client, options, abortSignal }: Asking): Promise<readonly RemoteFind[]> {
  const command = new ApplyGuardrailCommand({
    guardrailIdentifier: options.guardrailArn,
    guardrailVersion: options.version,
    // Both what clients send and what AWS answers is asked about as the output of a model: one set of filters serves both.
    source: 'OUTPUT',
    content: [{ text: { text } }],
    outputScope: 'FULL',
  });
  return findsIn(text, await client.send(command, { abortSignal }));
}

function findsIn(text: string, { assessments, action, guardrailCoverage }: ApplyGuardrailResponse): readonly RemoteFind[] {
  const { guarded = 0, total = 0 } = guardrailCoverage?.textCharacters ?? {};
  if (assessments === undefined || guarded < total) throw new TypeError('guardrail: the answer is not about the whole text');
  const finds = assessments.flatMap(matchesOf).flatMap((match) => placesOf(text, match));
  // Its topics and filters of content block a text as a whole; nothing of it can be told apart.
  if (action === 'GUARDRAIL_INTERVENED' && finds.length === 0) throw new TypeError('guardrail: it blocks the text as a whole');
  return finds;
}

type Match = { readonly match: string; readonly class: string; readonly kind: string };

/** Its own entities, and whatever the operator's expressions and words are about. */
function matchesOf({ sensitiveInformationPolicy, wordPolicy }: GuardrailAssessment): readonly Match[] {
  const { piiEntities = [], regexes = [] } = sensitiveInformationPolicy ?? {};
  return [
    ...piiEntities.flatMap(({ match, type = '', detected }): readonly Match[] => {
      const name = classOfEntity(type);
      return detected === false || name === undefined ? [] : [{ match: match ?? '', class: name, kind: type }];
    }),
    ...regexes.filter(isDetected).map(({ match = '' }) => ({ match, class: 'secret', kind: 'REGEX' })),
    ...(wordPolicy?.customWords ?? []).filter(isDetected).map(({ match = '' }) => ({ match, class: 'secret', kind: 'WORD' })),
  ];
}

function isDetected({ detected }: { readonly detected?: boolean | undefined }): boolean {
  return detected !== false;
}

/** An answer names what it found and not where: all its places count. Errors: a TypeError for what is not in the text. */
function placesOf(text: string, { match, ...what }: Match): readonly RemoteFind[] {
  const places = occurrences(text, match);
  if (places.length === 0) throw new TypeError('guardrail: the answer names what is not in the text');
  const standing = places.filter((start) => standsAlone(text, start, start + match.length));
  return (standing.length === 0 ? places : standing).map((start) => ({ start, end: start + match.length, ...what }));
}

function occurrences(text: string, match: string): readonly number[] {
  const places: number[] = [];
  if (match === '') return places;
  for (let at = text.indexOf(match); at >= 0; at = text.indexOf(match, at + match.length)) places.push(at);
  return places;
}

/** A name may be a part of other words; those are no names. */
function standsAlone(text: string, start: number, end: number): boolean {
  return !/[\p{L}\p{N}]$/u.test(text.slice(Math.max(0, start - 2), start)) && !/^[\p{L}\p{N}]/u.test(text.slice(end, end + 2));
}
