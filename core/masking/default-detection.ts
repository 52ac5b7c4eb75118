/** The detectors that are on when the operator says nothing. Made when they are first needed. */

import { arm, createDetection, type Detection } from './detect.ts';
import { allDetectors } from './detectors.ts';
import { createMask } from './pseudonym.ts';

/** All but the optional ones, with the forms that need no key. */
export const everyDetection: () => Detection = once(() =>
  createDetection(
    allDetectors
      .filter(({ isOptional }) => isOptional !== true)
      .map((detector) => arm(detector, createMask(detector.form ?? 'redact', detector.class, undefined))),
  ),
);

/** Secrets alone: for texts whose people are their subject. */
export const secretDetection: () => Detection = once(() => createDetection(allDetectors.filter(isSecret).map((one) => arm(one))));

/** Whether it is about things that open something, not about people. */
export function isSecret({ class: name }: { readonly class: string }): boolean {
  return name === 'secret' || name === 'credential' || name === 'key-material';
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
