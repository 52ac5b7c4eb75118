/** A synthesised template with its intrinsic functions carried out, as CloudFormation does before it creates anything. */

import type { Properties, Resource } from '../support/synth.ts';
import { nameOf, type Place } from './physical-names.ts';

export type ResolvedResource = { readonly id: string; readonly type: string; readonly properties: Properties };

export type ResolvedTemplate = {
  readonly ofType: (type: string) => readonly ResolvedResource[];
  /** The one of its type that the test knows there is once. */
  readonly only: (type: string) => ResolvedResource;
  /** What a `Ref` to a resource stands for. */
  readonly ref: (id: string) => string;
  readonly attribute: (id: string, name: string) => string;
};

export function resolveTemplate(resources: Readonly<Record<string, Resource>>, place: Place): ResolvedTemplate {
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::AccountId': place.account,
    'AWS::Partition': 'aws',
    'AWS::Region': place.region,
    'AWS::URLSuffix': 'amazonaws.com',
  };
  const nameFor = (id: string) => {
    const resource = resources[id];
    if (resource === undefined) throw new TypeError(`template: a reference to ${id}, which is no resource`);
    return nameOf(id, resource, { ...place, resolve });
  };
  const ref = (id: string) => pseudo[id] ?? nameFor(id).ref;
  const attribute = (id: string, name: string) => {
    const found = nameFor(id).attributes?.[name];
    if (found === undefined) throw new TypeError(`template: no attribute ${name} of ${id}`);
    return found;
  };
  const intrinsics: Readonly<Record<string, (given: Properties) => unknown>> = {
    Ref: ref,
    'Fn::GetAtt': ([id, name]) => attribute(id, name),
    'Fn::Join': ([separator, parts]) => resolve(parts).join(separator),
    'Fn::Sub': (text: string) => text.replaceAll(/\$\{([^}]+)\}/g, (_whole, name: string) => ref(name)),
  };

  function resolve(value: unknown): Properties {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    const [[name, given] = ['', undefined], ...others] = Object.entries(value);
    const carryOut = others.length === 0 ? intrinsics[name] : undefined;
    if (carryOut !== undefined) return carryOut(given);
    if (name.startsWith('Fn::')) throw new TypeError(`template: ${name} is not carried out here`);
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, resolve(member)]));
  }

  const ofType = (type: string) =>
    Object.entries(resources)
      .filter(([, resource]) => resource.Type === type)
      .map(([id, resource]) => ({ id, type, properties: resolve(resource.Properties ?? {}) }));
  const only = (type: string) => {
    const [found, ...others] = ofType(type);
    if (found === undefined || others.length > 0) throw new TypeError(`template: not one ${type}`);
    return found;
  };
  return { ofType, only, ref, attribute };
}
