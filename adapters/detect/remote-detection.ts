/** The remote detector that the operator's file asks for. */

import type { RemoteDetector } from '#core/masking/remote-detector.ts';
import type { ComprehendOptions } from './comprehend.ts';
import type { GuardrailOptions } from './guardrail.ts';

/** `masking.remote` of the configuration. */
export type RemoteMasking = { readonly operations: readonly string[] } & (
  | (ComprehendOptions & { readonly kind: 'comprehend' })
  | (GuardrailOptions & { readonly kind: 'bedrock-guardrail' })
);

type Remote = { readonly detector: RemoteDetector; readonly operations: readonly string[] };

/** Off when absent. The client is loaded when it is first needed: most installations never do. */
export function remoteDetection(asked: RemoteMasking | undefined): Remote | undefined {
  if (asked === undefined) return undefined;
  let made: Promise<RemoteDetector> | undefined;
  const find: RemoteDetector['find'] = async (texts) => {
    made ??= detectorOf(asked);
    return (await made).find(texts);
  };
  return { detector: { find }, operations: asked.operations };
}

async function detectorOf(asked: RemoteMasking): Promise<RemoteDetector> {
  switch (asked.kind) {
    case 'comprehend':
      return (await import('./comprehend.ts')).createComprehendDetector(asked);
    case 'bedrock-guardrail':
      return (await import('./guardrail.ts')).createGuardrailDetector(asked);
  }
}
