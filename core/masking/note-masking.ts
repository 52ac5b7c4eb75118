/** The operator's patterns over what is noted beside calls: reasons, comments, messages, tags, details of events. */

import type { Json, Masked } from '../model.ts';
import { isSecret } from './default-detection.ts';
import { createDetection } from './detect.ts';
import { maskFurther, maskJsonFurther } from './mask-text.ts';
import { faultsOf, type OperatorMasking, patternsOf } from './operator-rule.ts';

/** Both take what our own detectors have been over. */
export type NoteMasking = {
  readonly text: <Text extends string>(text: Text) => Text;
  /** People are the subject of facts and details, and stay: patterns of secrets, credentials and keys alone look there. */
  readonly facts: (facts: Masked<Json>) => Masked<Json>;
};

/** `undefined` where no pattern holds for all operations. Errors: a TypeError with every fault of the rules. */
export function createNoteMasking(masking: OperatorMasking): NoteMasking | undefined {
  const faults = faultsOf(masking);
  if (faults.length > 0) throw new TypeError(faults.join('\n'));
  const patterns = patternsOf(masking.rules, undefined).filter(({ operations }) => operations === undefined);
  if (patterns.length === 0) return undefined;
  const all = patterns.map(({ armed }) => armed);
  const [texts, facts] = [createDetection(all), createDetection(all.filter(({ claim }) => isSecret(claim)))];
  return { text: (text) => maskFurther(text, texts), facts: (value) => maskJsonFurther(value, facts) };
}
