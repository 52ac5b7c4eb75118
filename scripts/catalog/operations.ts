/** A model's operations → the stored operations of the index. */

import type { OperationFlag, StoredOperation, StoredOperations } from '#core/catalog/stored.ts';
import type { Authorization } from './authorization.ts';
import { edges, type Model, type ModelOperation, type ModelShape, operationOf, shapeOf } from './model.ts';
import { sensitiveShapes } from './sensitive.ts';

/** What of an operation comes from elsewhere than its model. */
export type Elsewhere = Authorization & {
  readonly resource: StoredOperation['resource'];
  readonly signingName: string | undefined;
  readonly mintsCredentials: boolean;
};

export function storeOperations(model: Model, elsewhere: (operation: string) => Elsewhere): StoredOperations {
  const sensitive = sensitiveShapes(model);
  const names = Object.keys(model.operations).sort();
  return Object.fromEntries(
    names.map((name) => [name, storeOperation(model, operationOf(model, name), { sensitive, ...elsewhere(name) })]),
  );
}

type Known = Elsewhere & { readonly sensitive: ReadonlySet<string> };

function storeOperation(model: Model, operation: ModelOperation, known: Known): StoredOperation {
  const flags = flagsOf(model, operation, known);
  const auth = authOf(model, operation);
  return {
    access: known.access,
    ...(known.actions && { actions: known.actions }),
    ...(known.resource && { resource: known.resource }),
    ...bindingOf(model, operation),
    ...(operation.endpoint?.hostPrefix !== undefined && { hostPrefix: operation.endpoint.hostPrefix }),
    ...(known.signingName !== undefined && { signingName: known.signingName }),
    ...(auth !== 'sigv4' && { auth }),
    ...(flags.length > 0 && { flags }),
    ...(operation.input && { input: operation.input.shape }),
    ...(operation.output && { output: operation.output.shape }),
    ...(operation.output?.resultWrapper !== undefined && { resultWrapper: operation.output.resultWrapper }),
    ...(operation.input?.locationName !== undefined && { xmlName: operation.input.locationName }),
    ...(operation.input?.xmlNamespace && { xmlNamespace: operation.input.xmlNamespace.uri }),
    ...(operation.httpChecksum?.requestAlgorithmMember !== undefined && {
      checksumMember: operation.httpChecksum.requestAlgorithmMember,
    }),
  };
}

function bindingOf(model: Model, { http, input }: ModelOperation): Partial<StoredOperation> {
  if (!model.metadata.protocol.startsWith('rest-')) return {};
  const shape = input === undefined ? undefined : shapeOf(model, input.shape);
  const requiredQuery = requiredAt(shape, 'querystring');
  const requiredHeaders = requiredAt(shape, 'header').map((name) => name.toLowerCase());
  return {
    method: http.method,
    uri: http.requestUri,
    ...(requiredQuery.length > 0 && { requiredQuery }),
    ...(requiredHeaders.length > 0 && { requiredHeaders }),
  };
}

/** Wire names of the required members at one location. One that the client fills in by itself is required all the same. */
function requiredAt(shape: ModelShape | undefined, location: string): readonly string[] {
  return (shape?.required ?? []).flatMap((name) => {
    const member = shape?.members?.[name];
    return member?.location === location ? [member.locationName ?? name] : [];
  });
}

function authOf(model: Model, operation: ModelOperation): NonNullable<StoredOperation['auth']> {
  if (operation.authtype === 'none') return 'none';
  if (model.metadata.signatureVersion === 'bearer') return 'bearer';
  const schemes = operation.auth ?? model.metadata.auth ?? ['aws.auth#sigv4'];
  if (schemes.includes('aws.auth#sigv4')) return 'sigv4';
  return schemes.includes('aws.auth#sigv4a') ? 'sigv4a' : 'bearer';
}

function flagsOf(model: Model, operation: ModelOperation, { sensitive, mintsCredentials }: Known): readonly OperationFlag[] {
  const { input, output } = operation;
  const inputStream = input !== undefined && hasEventStream(model, input.shape);
  const outputStream = output !== undefined && hasEventStream(model, output.shape);
  const flags: readonly [OperationFlag, boolean][] = [
    ['unsigned-body', operation.unsignedPayload === true || operation.authtype === 'v4-unsigned-body'],
    ['streaming-input', input !== undefined && hasStreamingBlob(model, input.shape)],
    ['streaming-output', output !== undefined && hasStreamingBlob(model, output.shape)],
    ['event-stream', inputStream || outputStream],
    ['input-event-stream', inputStream],
    ['gzip', operation.requestcompression !== undefined],
    ['checksum-required', requiresChecksum(operation)],
    ['sensitive-input', input !== undefined && sensitive.has(input.shape)],
    ['sensitive-output', output !== undefined && sensitive.has(output.shape)],
    ['deprecated', operation.deprecated === true],
    ['mints-credentials', mintsCredentials],
  ];
  return flags.filter(([, isSet]) => isSet).map(([flag]) => flag);
}

/** Smithy's httpChecksumRequired, in its old and its new form. */
function requiresChecksum({ httpChecksumRequired, httpChecksum }: ModelOperation): boolean {
  return httpChecksumRequired === true || httpChecksum?.requestChecksumRequired === true;
}

function hasEventStream(model: Model, shape: string): boolean {
  return edges(shapeOf(model, shape)).some((edge) => shapeOf(model, edge.shape).eventstream === true);
}

function hasStreamingBlob(model: Model, shape: string): boolean {
  return edges(shapeOf(model, shape)).some((edge) => edge.streaming === true || shapeOf(model, edge.shape).streaming === true);
}
