/** EC2: run, describe, start, stop and terminate instances. */

import {
  filterValues,
  type Instance,
  type InstanceState,
  instances,
  instancesHere,
  namedInstances,
  passesFilters,
  refuseDryRun,
  stateOf,
} from './ec2-instance.ts';
import type { Context, Input, Output } from './fixture.ts';
import { hexId } from './hex-id.ts';
import { isSet, objects, optionalInteger, optionalText, tagMap, text } from './input.ts';
import { pageOf } from './page.ts';
import { SandboxError } from './sandbox-error.ts';

export function runInstances(input: Input, context: Context): Output {
  const image = text(input, 'ImageId');
  if (!/^ami-[0-9a-f]{8,17}$/.test(image)) throw new SandboxError('InvalidAMIID.Malformed', `Invalid id: "${image}"`);
  const count = countOf(input);
  refuseDryRun(input);
  const clientToken = optionalText(input, 'ClientToken');
  const earlier = instancesHere(context).filter((instance) => clientToken !== undefined && instance.clientToken === clientToken);
  const launched = earlier.length > 0 ? earlier : launch(input, context, count);
  return reservationOf(launched, context, 'pending');
}

function countOf(input: Input): number {
  const least = optionalInteger(input, 'MinCount') ?? 1;
  const most = optionalInteger(input, 'MaxCount') ?? least;
  if (least < 1 || most < least || most > 20)
    throw new SandboxError('InvalidParameterValue', `${least} to ${most} instances cannot be launched here.`);
  return most;
}

function launch(input: Input, context: Context, count: number): readonly Instance[] {
  const reservation = `r-${hexId(context, 17)}`;
  const keyName = optionalText(input, 'KeyName');
  const subnet = optionalText(input, 'SubnetId');
  const clientToken = optionalText(input, 'ClientToken');
  const shared = {
    region: context.region,
    reservation,
    image: text(input, 'ImageId'),
    type: optionalText(input, 'InstanceType') ?? 'm1.small',
    state: 'running',
    launchedAt: context.now,
    tags: launchTags(input),
    isProtected: isSet(input, 'DisableApiTermination'),
    ...(keyName === undefined ? {} : { keyName }),
    ...(subnet === undefined ? {} : { subnet }),
    ...(clientToken === undefined ? {} : { clientToken }),
  } as const;
  const launched = Array.from(
    { length: count },
    (_, launchIndex): Instance => ({ ...shared, id: `i-${hexId(context, 17)}`, launchIndex }),
  );
  for (const instance of launched) instances(context).set(instance.id, instance);
  return launched;
}

function launchTags(input: Input): Readonly<Record<string, string>> {
  const specifications = objects(input, 'TagSpecification').filter(
    (specification) => text(specification, 'ResourceType') === 'instance',
  );
  return Object.assign({}, ...specifications.map((specification) => tagMap(specification, 'Tag')));
}

export function describeInstances(input: Input, context: Context): Output {
  const asked = input.InstanceId === undefined ? instancesHere(context) : namedInstances(input, context);
  const matching = asked.filter((instance) => passesFilters(input, (name) => filterValues(instance, name)));
  refuseDryRun(input);
  const reservations = [...Map.groupBy(matching, ({ reservation }) => reservation).values()];
  const page = pageOf(reservations, optionalInteger(input, 'MaxResults'), optionalText(input, 'NextToken'));
  return { reservationSet: page.items.map((group) => reservationOf(group, context)), nextToken: page.nextToken };
}

export function terminateInstances(input: Input, context: Context): Output {
  const locked = namedInstances(input, context).find(({ isProtected }) => isProtected);
  if (locked !== undefined) {
    throw new SandboxError(
      'OperationNotPermitted',
      `The instance '${locked.id}' may not be terminated. Modify its 'disableApiTermination' attribute.`,
    );
  }
  return changeState(input, context, { from: ['running', 'stopped', 'terminated'], through: 'shutting-down', to: 'terminated' });
}

export function startInstances(input: Input, context: Context): Output {
  return changeState(input, context, { from: ['stopped', 'running'], through: 'pending', to: 'running' });
}

export function stopInstances(input: Input, context: Context): Output {
  return changeState(input, context, { from: ['running', 'stopped'], through: 'stopping', to: 'stopped' });
}

type Change = { readonly from: readonly InstanceState[]; readonly through: InstanceState; readonly to: InstanceState };

/** All or none. The reply shows the state on the way; the next look shows the state arrived at. */
function changeState(input: Input, context: Context, { from, through, to }: Change): Output {
  const named = namedInstances(input, context);
  if (named.length === 0) throw new SandboxError('MissingParameter', 'The request must contain the parameter InstanceId');
  const stuck = named.find(({ state }) => !from.includes(state));
  if (stuck !== undefined) {
    throw new SandboxError('IncorrectInstanceState', `The instance '${stuck.id}' is not in a state from which it can be ${to}.`);
  }
  refuseDryRun(input);
  for (const instance of named) instances(context).set(instance.id, { ...instance, state: to });
  const changes = named.map(({ id, state }) => ({
    instanceId: id,
    currentState: stateOf(state === to ? to : through),
    previousState: stateOf(state),
  }));
  return { instancesSet: changes };
}

function reservationOf(group: readonly Instance[], context: Context, shown?: InstanceState): Output {
  return {
    reservationId: group[0]?.reservation,
    ownerId: context.account,
    groupSet: [],
    instancesSet: group.map((instance) => described(instance, shown ?? instance.state)),
  };
}

function described(instance: Instance, state: InstanceState): Output {
  return {
    instanceId: instance.id,
    imageId: instance.image,
    instanceState: stateOf(state),
    privateDnsName: '',
    keyName: instance.keyName,
    amiLaunchIndex: instance.launchIndex,
    instanceType: instance.type,
    launchTime: instance.launchedAt,
    placement: { availabilityZone: `${instance.region}a`, tenancy: 'default' },
    monitoring: { state: 'disabled' },
    subnetId: instance.subnet,
    architecture: 'x86_64',
    clientToken: instance.clientToken,
    tagSet: Object.entries(instance.tags).map(([key, value]) => ({ key, value })),
  };
}
