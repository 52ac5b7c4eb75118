/** botocore's service models (C2J): the parts of their JSON that the catalog reads. */

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

export type ModelMember = {
  readonly shape: string;
  readonly location?: string;
  readonly locationName?: string;
  readonly queryName?: string;
  readonly flattened?: boolean;
  readonly timestampFormat?: string;
  readonly idempotencyToken?: boolean;
  readonly hostLabel?: boolean;
  readonly jsonvalue?: boolean;
  readonly xmlAttribute?: boolean;
  readonly streaming?: boolean;
  readonly eventpayload?: boolean;
  readonly contextParam?: { readonly name: string };
  readonly xmlNamespace?: { readonly uri: string; readonly prefix?: string };
};

export type ModelShape = {
  readonly type: string;
  readonly members?: { readonly [name: string]: ModelMember };
  readonly required?: readonly string[];
  readonly member?: ModelMember;
  readonly key?: ModelMember;
  readonly value?: ModelMember;
  readonly payload?: string;
  readonly union?: boolean;
  readonly flattened?: boolean;
  readonly enum?: readonly string[];
  readonly sensitive?: boolean;
  readonly streaming?: boolean;
  readonly document?: boolean;
  readonly eventstream?: boolean;
  readonly timestampFormat?: string;
  readonly exception?: boolean;
  readonly locationName?: string;
  readonly xmlNamespace?: { readonly uri: string; readonly prefix?: string };
  readonly error?: { readonly code?: string };
};

type Root = {
  readonly shape: string;
  readonly locationName?: string;
  readonly xmlNamespace?: { readonly uri: string };
  readonly resultWrapper?: string;
};

export type ModelOperation = {
  readonly http: { readonly method: string; readonly requestUri: string };
  readonly input?: Root;
  readonly output?: Root;
  readonly errors?: readonly { readonly shape: string }[];
  readonly authtype?: string;
  readonly auth?: readonly string[];
  readonly endpoint?: { readonly hostPrefix?: string };
  readonly requestcompression?: object;
  readonly httpChecksumRequired?: boolean;
  readonly httpChecksum?: { readonly requestChecksumRequired?: boolean; readonly requestAlgorithmMember?: string };
  readonly unsignedPayload?: boolean;
  readonly staticContextParams?: { readonly [name: string]: { readonly value: boolean | string } };
  readonly deprecated?: boolean;
};

export type Model = {
  readonly metadata: {
    readonly apiVersion: string;
    readonly endpointPrefix: string;
    readonly protocol: string;
    readonly protocols?: readonly string[];
    readonly serviceFullName: string;
    readonly signatureVersion: string;
    readonly signingName?: string;
    readonly jsonVersion?: string;
    readonly targetPrefix?: string;
    readonly xmlNamespace?: string;
    readonly auth?: readonly string[];
    readonly awsQueryCompatible?: object;
  };
  readonly operations: { readonly [name: string]: ModelOperation };
  readonly shapes: { readonly [name: string]: ModelShape };
};

/** A service's directory of its newest API version. */
export type ServiceDirectory = { readonly id: string; readonly path: string };

/** Every service of botocore's data, by id. The newest API version is the last by name: they are dates. */
export function listServices(dataDirectory: string): readonly ServiceDirectory[] {
  const ids = readdirSync(dataDirectory).filter((name) => statSync(join(dataDirectory, name)).isDirectory());
  return ids.sort().flatMap((id) => {
    const versions = readdirSync(join(dataDirectory, id)).sort();
    const newest = versions.findLast((version) => existsSync(join(dataDirectory, id, version, 'service-2.json.gz')));
    return newest === undefined ? [] : [{ id, path: join(dataDirectory, id, newest) }];
  });
}

export function readModel(service: ServiceDirectory): Model {
  return withMembersNamed(JSON.parse(gunzipSync(readFileSync(join(service.path, 'service-2.json.gz'))).toString()) as Model);
}

/** A shape may bring the wire name of the members that have none of their own. */
function withMembersNamed(model: Model): Model {
  const named = (member: ModelMember): ModelMember => {
    const { locationName } = member.locationName === undefined ? shapeOf(model, member.shape) : member;
    return locationName === undefined ? member : { ...member, locationName };
  };
  const shapes = Object.entries(model.shapes).map(([name, shape]): [string, ModelShape] => [
    name,
    {
      ...shape,
      ...(shape.members && { members: mapValues(shape.members, named) }),
      ...(shape.member && { member: named(shape.member) }),
      ...(shape.key && { key: named(shape.key) }),
      ...(shape.value && { value: named(shape.value) }),
    },
  ]);
  return { ...model, shapes: Object.fromEntries(shapes) };
}

function mapValues<Value>(
  values: { readonly [name: string]: Value },
  map: (value: Value) => Value,
): { readonly [name: string]: Value } {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}

/** The service's name in the credential scope. */
export function signingNameOf({ metadata }: Model): string {
  return metadata.signingName ?? metadata.endpointPrefix;
}

/** The shape of that name; a model that names a shape it does not have is broken. */
export function shapeOf(model: Model, name: string): ModelShape {
  const shape = model.shapes[name];
  if (shape === undefined) throw new Error(`${model.metadata.serviceFullName}: the model has no shape "${name}"`);
  return shape;
}

export function operationOf(model: Model, name: string): ModelOperation {
  const operation = model.operations[name];
  if (operation === undefined) throw new Error(`${model.metadata.serviceFullName}: the model has no operation "${name}"`);
  return operation;
}

/** Every edge of a shape. */
export function edges(shape: ModelShape): readonly ModelMember[] {
  const alone = [shape.member, shape.key, shape.value].filter((member) => member !== undefined);
  return [...Object.values(shape.members ?? {}), ...alone];
}
