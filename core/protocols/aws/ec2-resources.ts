/** EC2: instances by id, tagged resources by the prefix of their ids. */

import { each, type Found, type Kind, one, own, type ResourceCall, theAccount, unknowable } from './touched.ts';

/** Id prefix → resource type of the service authorization reference. Longest prefixes win by being matched whole. */
const types: Readonly<Record<string, string>> = {
  ami: 'image',
  cgw: 'customer-gateway',
  dopt: 'dhcp-options',
  eigw: 'egress-only-internet-gateway',
  eipalloc: 'elastic-ip',
  eni: 'network-interface',
  fl: 'vpc-flow-log',
  fleet: 'fleet',
  i: 'instance',
  igw: 'internet-gateway',
  key: 'key-pair',
  lt: 'launch-template',
  nat: 'natgateway',
  acl: 'network-acl',
  pcx: 'vpc-peering-connection',
  pg: 'placement-group',
  pl: 'prefix-list',
  rtb: 'route-table',
  sg: 'security-group',
  sgr: 'security-group-rule',
  sir: 'spot-instances-request',
  snap: 'snapshot',
  subnet: 'subnet',
  tgw: 'transit-gateway',
  'tgw-attach': 'transit-gateway-attachment',
  'tgw-rtb': 'transit-gateway-route-table',
  vgw: 'vpn-gateway',
  vol: 'volume',
  vpc: 'vpc',
  vpce: 'vpc-endpoint',
  vpn: 'vpn-connection',
};
/** Their ARNs name no account, since they can be shared. */
const sharedTypes: ReadonlySet<string> = new Set(['image', 'snapshot']);

const idPattern = /^([a-z]+(?:-[a-z]+)?)-[0-9a-f]{8,17}$/;

const byInstanceIds = new Set([
  'MonitorInstances',
  'RebootInstances',
  'StartInstances',
  'StopInstances',
  'TerminateInstances',
  'UnmonitorInstances',
]);
const byInstanceId = new Set([
  'GetConsoleOutput',
  'GetConsoleScreenshot',
  'GetPasswordData',
  'ModifyInstanceAttribute',
  'ResetInstanceAttribute',
]);

export function ec2(call: ResourceCall): Found | undefined {
  const { operation, parameters } = call;
  if (operation === 'RunInstances') return newInstance(call);
  if (byInstanceIds.has(operation)) return each(parameters, 'InstanceIds', (id) => byId(call, id, 'instance'));
  if (byInstanceId.has(operation)) return one(parameters, 'InstanceId', (id) => byId(call, id, 'instance'));
  if (operation === 'CreateTags' || operation === 'DeleteTags') return each(parameters, 'Resources', (id) => byId(call, id));
  // No Describe operation has a resource of its own in the reference: it reads what the account has.
  return operation.startsWith('Describe') ? theAccount : undefined;
}

/** The instance does not exist yet. Its network, image and role are in the parameters, where policies see them. */
function newInstance(call: ResourceCall): Found {
  return own(call, { ...kindOf('instance'), name: /^\*$/ }, '*');
}

function byId(call: ResourceCall, id: string, expected?: string): Found {
  const prefix = idPattern.exec(id)?.[1] ?? '';
  const type = Object.hasOwn(types, prefix) ? types[prefix] : undefined;
  if (type === undefined || (expected !== undefined && type !== expected)) return unknowable;
  return own(call, kindOf(type), id);
}

function kindOf(type: string): Kind {
  const shared = sharedTypes.has(type) ? ({ without: 'account' } as const) : {};
  return { service: 'ec2', type, path: (id) => `${type}/${id}`, name: idPattern, ...shared };
}
