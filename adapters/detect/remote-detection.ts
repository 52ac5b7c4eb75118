/** The remote detector that the operator's file asks for. */

import type { RemoteDetector } from '#core/masking/remote-detector.ts';
import type { ComprehendOptions } from './comprehend.ts';

/** `masking.remote` of the configuration. */
export type RemoteMasking = ComprehendOptions & { readonly kind: 'comprehend'; readonly operations: readonly string[] };

type Remote = { readonly detector: RemoteDetector; readonly operations: readonly string[] };

/** Off when absent. The client is loaded when it is first needed: most installations never do. */
export function remoteDetection(asked: RemoteMasking | undefined): Remote | undefined {
  if (asked === undefined) return undefined;
  const { operations, kind: _, ...options } = asked;
  let made: Promise<RemoteDetector> | undefined;
  const find: RemoteDetector['find'] = async (texts) => {
    made ??= import('./comprehend.ts').then(({ createComprehendDetector }) => createComprehendDetector(options));
    return (await made).find(texts);
  };
  return { detector: { find }, operations };
}
