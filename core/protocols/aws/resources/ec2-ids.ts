/** EC2: the kinds of its resources, told by the prefixes of their ids. */

import { kindOf, type TableKind } from './operation-table.ts';

/** Resource type of the service authorization reference → the prefix of its ids. */
const prefixes = {
  'capacity-reservation': 'cr',
  'capacity-reservation-fleet': 'crf',
  'carrier-gateway': 'cagw',
  'client-vpn-endpoint': 'cvpn-endpoint',
  'coip-pool': 'ipv4pool-coip',
  'customer-gateway': 'cgw',
  'dedicated-host': 'h',
  'dhcp-options': 'dopt',
  'egress-only-internet-gateway': 'eigw',
  'elastic-ip': 'eipalloc',
  'export-image-task': 'export-ami',
  'export-instance-task': 'export-i',
  fleet: 'fleet',
  'fpga-image': 'afi',
  image: 'ami',
  'import-image-task': 'import-ami',
  'import-snapshot-task': 'import-snap',
  instance: 'i',
  'instance-connect-endpoint': 'eice',
  'instance-event-window': 'iew',
  'internet-gateway': 'igw',
  ipam: 'ipam',
  'ipam-pool': 'ipam-pool',
  'ipam-resource-discovery': 'ipam-res-disco',
  'ipam-resource-discovery-association': 'ipam-res-disco-assoc',
  'ipam-scope': 'ipam-scope',
  'ipv4pool-ec2': 'ipv4pool-ec2',
  'ipv6pool-ec2': 'ipv6pool-ec2',
  'key-pair': 'key',
  'launch-template': 'lt',
  'local-gateway': 'lgw',
  'local-gateway-route-table': 'lgw-rtb',
  'local-gateway-route-table-virtual-interface-group-association': 'lgw-vif-grp-assoc',
  'local-gateway-route-table-vpc-association': 'lgw-vpc-assoc',
  'local-gateway-virtual-interface-group': 'lgw-vif-grp',
  natgateway: 'nat',
  'network-acl': 'acl',
  'network-insights-access-scope': 'nis',
  'network-insights-access-scope-analysis': 'nisa',
  'network-insights-analysis': 'nia',
  'network-insights-path': 'nip',
  'network-interface': 'eni',
  'placement-group': 'pg',
  'prefix-list': 'pl',
  'replace-root-volume-task': 'replacevol',
  'route-table': 'rtb',
  'security-group': 'sg',
  'security-group-rule': 'sgr',
  snapshot: 'snap',
  'spot-fleet-request': 'sfr',
  'spot-instances-request': 'sir',
  subnet: 'subnet',
  'traffic-mirror-filter': 'tmf',
  'traffic-mirror-filter-rule': 'tmfr',
  'transit-gateway': 'tgw',
  'transit-gateway-attachment': 'tgw-attach',
  'transit-gateway-multicast-domain': 'tgw-mcast-domain',
  'transit-gateway-policy-table': 'tgw-ptb',
  'transit-gateway-route-table': 'tgw-rtb',
  'verified-access-endpoint': 'vae',
  'verified-access-group': 'vagr',
  'verified-access-instance': 'vai',
  'verified-access-trust-provider': 'vatp',
  volume: 'vol',
  vpc: 'vpc',
  'vpc-endpoint': 'vpce',
  'vpc-endpoint-service': 'vpce-svc',
  'vpc-flow-log': 'fl',
  'vpc-peering-connection': 'pcx',
  'vpn-connection': 'vpn',
  'vpn-gateway': 'vgw',
} as const;

/** Types whose ids are told by the member that they stand in, and by no prefix that AWS documents. */
const others = [
  'capacity-manager-data-export',
  'declarative-policies-report',
  'image-usage-report',
  'ipam-external-resource-verification-token',
  'ipam-policy',
  'ipam-pool-allocation',
  'ipam-prefix-list-resolver',
  'ipam-prefix-list-resolver-target',
  'local-gateway-virtual-interface',
  'mac-modification-task',
  'outpost-lag',
  'reserved-instances',
  'route-server',
  'route-server-endpoint',
  'route-server-peer',
  'secondary-network',
  'secondary-subnet',
  'traffic-mirror-session',
  'traffic-mirror-target',
  'transit-gateway-connect-peer',
  'transit-gateway-metering-policy',
  'transit-gateway-route-table-announcement',
  'vpc-block-public-access-exclusion',
  'vpc-encryption-control',
  'vpn-concentrator',
  'vpn-connection-device-type',
] as const;

export type Ec2Type = keyof typeof prefixes | (typeof others)[number];

/** Their ARNs name no account, since they can be shared, or no region, since they are everywhere. */
const sharedTypes: ReadonlySet<string> = new Set(['image', 'snapshot']);
const worldwide = /^ipam(?!-pool-allocation)/;

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const end = `(?:[0-9a-f]{8}|[0-9a-f]{17}|${uuid})`;

const kinds: ReadonlyMap<string, TableKind> = new Map([
  ...Object.entries(prefixes).map(([type, prefix]) => [type, kindFor(type, `${prefix}-${end}`)] as const),
  ...others.map((type) => [type, kindFor(type, `(?:[a-z][a-z0-9]*-)*${end}`)] as const),
]);
const byPrefix: ReadonlyMap<string, string> = new Map(Object.entries(prefixes).map(([type, prefix]) => [prefix, type]));
const anyId = new RegExp(`^(.+?)-${end}$`);

export function ec2Kind(type: Ec2Type): TableKind {
  return kinds.get(type) ?? kindFor(type, end);
}

/** `undefined` for what is no id, or has a prefix of no type that is known. */
export function ec2KindOfId(id: string): TableKind | undefined {
  return kinds.get(byPrefix.get(anyId.exec(id)?.[1] ?? '') ?? '');
}

function kindFor(type: string, name: string): TableKind {
  const without = sharedTypes.has(type) ? 'account' : worldwide.test(type) ? 'region' : undefined;
  const kind = { service: 'ec2', type, template: `${type}/{}`, name: new RegExp(`^${name}$`) };
  return kindOf(without === undefined ? kind : { ...kind, without });
}
