/** The masker of an installation: our layers with the operator's rules and its pseudonym key, made once at composition. */

import type { Shape } from '../catalog/shape.ts';
import type { HttpReply, StreamedReply } from '../http.ts';
import type { MaskerVersion, MaskHit, Parameters } from '../model.ts';
import { currentKey, type Keyring, purposeKey } from '../sealed.ts';
import { recordView, summarise } from './claim.ts';
import { overlay } from './classes.ts';
import { type Armed, arm, createDetection, type Detection } from './detect.ts';
import type { Detector } from './detector.ts';
import { allDetectors } from './detectors.ts';
import { replyFinder } from './finder.ts';
import { freeForm } from './free-form.ts';
import { type MaskedAnswer, maskAnswer } from './mask-answer.ts';
import { type MaskedParameters, type MaskParametersOptions, maskParameters } from './mask-parameters.ts';
import { type MaskedReply, type MaskReplyOptions, maskReply, type ReplyWire } from './mask-reply.ts';
import { versionOf } from './masker-version.ts';
import { faultsOf, type OperatorMasking, type OperatorPattern, pathRulesOf, patternsOf } from './operator-rule.ts';
import { matchesGlob, type PathRule } from './path-rule.ts';
import type { PersonKeys } from './person-keys.ts';
import { createMask, type PseudonymKey } from './pseudonym.ts';
import { examined, type RemoteDetector } from './remote-detector.ts';
import { cutText, findingsOf } from './text-finder.ts';
import { refuseMaskedNumbers } from './write-back.ts';

export type Masker = {
  /** Errors: `masked-value-write-back` for a number that was made of another by a rule's form `shape`. */
  readonly maskParameters: (
    parameters: Parameters,
    input: Shape | undefined,
    options: Pick<MaskParametersOptions, 'operation'>,
  ) => Promise<MaskedParameters & { readonly by: MaskerVersion }>;
  /** Errors: `masking-failed`. */
  readonly maskReply: (reply: HttpReply, wire: ReplyWire, options?: MaskReplyOptions) => MaskedReply;
  /** The same of a reply whose body may still be on its way. Errors: `masking-failed`. */
  readonly maskAnswer: (reply: HttpReply | StreamedReply, wire: ReplyWire, options?: MaskReplyOptions) => Promise<MaskedAnswer>;
  /** A text that no model describes. */
  readonly maskContent: (text: string) => { readonly text: string; readonly masks: readonly MaskHit[] };
};

type Named = MaskParametersOptions['operation'];

export type MaskerOptions = OperatorMasking & {
  readonly pseudonymKey?: PseudonymKey;
  /** Off when absent. Globs over `service:Operation` say of which messages it is asked. */
  readonly remote?: { readonly detector: RemoteDetector; readonly operations: readonly string[] } | undefined;
};

/** Without rules and key it masks as our layers do alone. Errors: a TypeError with every fault of the rules. */
export function createMasker({ rules, enable, pseudonymKey, remote }: MaskerOptions): Masker {
  const faults = faultsOf({ rules, enable });
  if (faults.length > 0) throw new TypeError(faults.join('\n'));
  const paths: readonly PathRule[] = [
    ...overlay.map((rule) => shapedRule(rule, pseudonymKey)),
    ...pathRulesOf(rules, pseudonymKey),
  ];
  const detectors = allDetectors.filter(({ id, isOptional }) => isOptional !== true || enable.includes(id));
  const detectionOf = choosing(
    patternsOf(rules, pseudonymKey),
    detectors.map((one) => armOwn(one, pseudonymKey)),
  );
  // Without such a rule no number is made, and none is looked for.
  const digitKeys = pseudonymKey !== undefined && rules.some(({ form }) => form === 'shape') ? keysOf(pseudonymKey) : [];
  const by = versionOf({ overlay, detectors, rules, enable, remote: remote?.operations ?? [] });
  const own = (operation: Named) => ({ rules: paths, detection: detectionOf(operation) });
  return {
    maskParameters: async (parameters, input, options) => {
      refuseMaskedNumbers(parameters, digitKeys);
      const { rules, detection } = own(options.operation);
      const mask = (known: Detection) => maskParameters(parameters, input, { ...options, rules, detection: known });
      const detector = remoteOf(options.operation);
      return { ...mask(detector === undefined ? detection : await examined(detection, mask, detector)), by };
    },
    maskReply: (reply, wire, options) => maskReply(reply, { ...wire, ...own(wire.operation) }, options),
    maskAnswer: (reply, wire, options) =>
      maskAnswer(reply, { ...wire, ...own(wire.operation), remote: remoteOf(wire.operation) }, options),
    maskContent: (text) => {
      const spans = replyFinder({ secrets: [], detection: detectionOf(undefined) }).find(text, freeForm);
      return { text: cutText(text, spans, recordView), masks: summarise(findingsOf(spans, '(text)')) };
    },
  };
  function remoteOf(operation: Named): RemoteDetector | undefined {
    return remote !== undefined && isOneOf(remote.operations, operation) ? remote.detector : undefined;
  }
}

/** The key of the present epoch: it turns when the installation's root key does. */
export function pseudonymKeyOf(keyring: Keyring, personKeys: PersonKeys): PseudonymKey {
  const older = [...keyring.roots.keys()].filter((id) => id !== keyring.current);
  return {
    id: keyring.current,
    key: currentKey(keyring, 'pseudonym'),
    personKeys: personKeys.current,
    older: older.flatMap((id) => purposeKey(keyring, 'pseudonym', id) ?? []),
  };
}

/** Our detectors with the operator's patterns of an operation; of none: those that hold for all. */
function choosing(patterns: readonly OperatorPattern[], ours: readonly Armed[]): (operation: Named | undefined) => Detection {
  const made = new Map<string, Detection>();
  return (operation) => {
    const chosen = patterns.filter(({ operations }) => operations === undefined || isOneOf(operations, operation));
    const id = chosen.map(({ armed }) => armed.claim.rule).join();
    const detection = made.get(id) ?? createDetection([...chosen.map(({ armed }) => armed), ...ours]);
    made.set(id, detection);
    return detection;
  };
}

function isOneOf(globs: readonly string[], operation: Named | undefined): boolean {
  return operation !== undefined && globs.some((glob) => matchesGlob(glob, `${operation.service}:${operation.name}`));
}

function keysOf({ key, older = [] }: PseudonymKey): readonly Uint8Array[] {
  return [key, ...older];
}

function armOwn(detector: Detector, key: PseudonymKey | undefined): ReturnType<typeof arm> {
  return arm(detector, createMask(detector.form ?? 'redact', detector.class, key));
}

/** Where an address of a person stands, clients and their validators expect an address. */
function shapedRule(rule: PathRule, key: PseudonymKey | undefined): PathRule {
  const mask = rule.list === 'always' && rule.class === 'pii.contact' ? createMask('shape', rule.class, key) : undefined;
  return mask === undefined ? rule : { ...rule, mask, form: 'shape' };
}
