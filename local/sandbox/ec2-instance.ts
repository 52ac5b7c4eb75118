/** One EC2 instance as the sandbox keeps it, and the questions that several operations ask of it. */

import type { Context, Input, Output } from './fixture.ts';
import { isSet, objects, text, texts } from './input.ts';
import { SandboxError } from './sandbox-error.ts';
import { wildcard } from './session-policy.ts';
import type { Collection } from './store.ts';

export type InstanceState = 'pending' | 'running' | 'shutting-down' | 'terminated' | 'stopping' | 'stopped';

export type Instance = {
  readonly id: string;
  readonly region: string;
  readonly reservation: string;
  readonly image: string;
  readonly type: string;
  readonly state: InstanceState;
  readonly launchedAt: string;
  readonly launchIndex: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly keyName?: string;
  readonly subnet?: string;
  readonly clientToken?: string;
  readonly isProtected?: boolean;
};

const stateCodes: Readonly<Record<InstanceState, number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

export function instances({ store }: Context): Collection<Instance> {
  return store.collection('instances');
}

export function instancesHere(context: Context): readonly Instance[] {
  return instances(context)
    .list()
    .filter((instance) => instance.region === context.region);
}

/** The named instances, in the order asked for. Errors: `InvalidInstanceID.NotFound`, before anything is changed. */
export function namedInstances(input: Input, context: Context): readonly Instance[] {
  const here = new Map(instancesHere(context).map((instance) => [instance.id, instance]));
  const ids = texts(input, 'InstanceId');
  const missing = ids.filter((id) => !here.has(id));
  if (missing.length > 0) {
    throw new SandboxError('InvalidInstanceID.NotFound', `The instance IDs '${missing.join(', ')}' do not exist`);
  }
  return ids.flatMap((id) => here.get(id) ?? []);
}

export function stateOf(state: InstanceState): Output {
  return { code: stateCodes[state], name: state };
}

export function refuseDryRun(input: Input): void {
  if (isSet(input, 'DryRun'))
    throw new SandboxError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
}

/** A filter's test by its name. `undefined` is a filter that the sandbox does not know. */
type Values = (name: string) => readonly string[] | undefined;

/** EC2's filters: AND over filters, OR over values, with wildcards. */
export function passesFilters(input: Input, valuesOf: Values): boolean {
  return objects(input, 'Filter').every((filter) => {
    const name = text(filter, 'Name');
    const values = valuesOf(name);
    if (values === undefined) throw new SandboxError('InvalidParameterValue', `The filter '${name}' is invalid`);
    return texts(filter, 'Value').some((pattern) => values.some((value) => wildcard(pattern, '').test(value)));
  });
}

export function filterValues(instance: Instance, name: string): readonly string[] | undefined {
  if (name.startsWith('tag:')) return [instance.tags[name.slice('tag:'.length)] ?? []].flat();
  const known: Readonly<Record<string, readonly string[]>> = {
    'instance-id': [instance.id],
    'instance-state-name': [instance.state],
    'instance-type': [instance.type],
    'image-id': [instance.image],
    'reservation-id': [instance.reservation],
    'tag-key': Object.keys(instance.tags),
  };
  return known[name];
}
