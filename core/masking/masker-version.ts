/** Which masker and which rules masked something: two recordings of the same call differ where these do. */

import { canonicalJson, sha256Hex } from '../canonical.ts';
import type { MaskerVersion } from '../model.ts';
import type { Detector } from './detector.ts';
import type { OperatorMasking } from './operator-rule.ts';
import type { PathRule } from './path-rule.ts';

/** Turns with every change of what the layers do that is no rule. */
export const maskerVersion = '2';

type RuleSet = OperatorMasking & {
  readonly overlay: readonly PathRule[];
  readonly detectors: readonly Detector[];
  /** The operations of which a remote detector is asked. */
  readonly remote: readonly string[];
};

/** The hash is over all rules as they are written down: the overlay, the detectors that are on, the operator's own. */
export function versionOf({ overlay, detectors, rules, enable, remote }: RuleSet): MaskerVersion {
  const written = {
    overlay: overlay.map(({ operation, path, side = '', list, class: name }) => [operation, path, side, list, name]),
    detectors: detectors.map(({ id, class: name, pattern, flags = '', form = 'redact' }) => [id, name, pattern, flags, form]),
    rules: rules.map((rule) => ({ ...rule })),
    enable,
    remote,
  };
  return { masker: maskerVersion, ruleSet: sha256Hex(Buffer.from(canonicalJson(written))) };
}
