/** EventBridge: buses, rules on them, and what else has a name there. */

import type { Json } from '../../../model.ts';
import { createReading, kindOf, referTo, separator, type TableKind } from './operation-table.ts';
import {
  type Found,
  isArn,
  isObject,
  itemsAt,
  merge,
  named,
  one,
  own,
  type ResourceCall,
  textAt,
  unknowable,
} from './touched.ts';

const word = '[A-Za-z0-9_.-]{1,256}';
const kind = (type: string): TableKind =>
  kindOf({ service: 'events', type, template: `${type}/{}`, name: new RegExp(`^${word}$`) });
/** A partner's bus has slashes in its name. */
const bus = kindOf({ service: 'events', type: 'event-bus', template: 'event-bus/{}', name: /^[A-Za-z0-9_./-]{1,256}$/ });
const rule = kindOf({
  service: 'events',
  type: 'rule-on-default-event-bus',
  template: 'rule/{}',
  name: new RegExp(`^${word}$`),
});
const busRule = kindOf({
  service: 'events',
  type: 'rule-on-custom-event-bus',
  template: 'rule/{}/{}',
  name: new RegExp(`^[A-Za-z0-9_./-]{1,256}${separator}${word}$`),
});

/** A partner's: its ARN names no account. */
const source = kindOf({
  service: 'events',
  type: 'event-source',
  template: 'event-source/{}',
  name: /^aws\.partner\/[A-Za-z0-9_./-]{1,240}$/,
  without: 'account',
});

export const events = createReading({
  account: `ListApiDestinations ListArchives ListConnections ListEndpoints ListEventBuses ListEventSources
    ListPartnerEventSources ListReplays ListRuleNamesByTarget ListRules TestEventPattern PutPartnerEvents`,
  rows: [
    {
      read: (call) => one(call.parameters, 'Name', (name) => ruleOf(call, name)),
      of: 'DeleteRule DescribeRule DisableRule EnableRule PutRule',
    },
    {
      read: (call) => one(call.parameters, 'Rule', (name) => ruleOf(call, name)),
      of: 'ListTargetsByRule PutTargets RemoveTargets',
    },
    { kind: bus, by: 'Name', of: 'CreateEventBus DeleteEventBus' },
    { read: (call) => referTo(call, bus, textAt(call.parameters, 'Name') ?? 'default'), of: 'DescribeEventBus UpdateEventBus' },
    { read: (call) => busOf(call, call.parameters.EventBusName), of: 'PutPermission RemovePermission' },
    { read: putEvents, of: 'PutEvents' },
    { kind: kind('archive'), by: 'ArchiveName', of: 'CreateArchive DeleteArchive DescribeArchive UpdateArchive' },
    { kind: bus, by: 'EventSourceArn', of: 'CreateArchive' },
    { kind: kind('replay'), by: 'ReplayName', of: 'CancelReplay DescribeReplay' },
    {
      kind: kind('connection'),
      by: 'Name',
      of: 'CreateConnection DeauthorizeConnection DeleteConnection DescribeConnection UpdateConnection',
    },
    {
      kind: kind('api-destination'),
      by: 'Name',
      of: 'CreateApiDestination DeleteApiDestination DescribeApiDestination UpdateApiDestination',
    },
    { read: tagged, of: 'ListTagsForResource TagResource UntagResource' },
    { kind: kind('endpoint'), by: 'Name', of: 'CreateEndpoint DeleteEndpoint DescribeEndpoint UpdateEndpoint' },
    {
      kind: source,
      by: 'Name',
      of: `ActivateEventSource DeactivateEventSource DescribeEventSource
        DescribePartnerEventSource`,
    },
    { kind: source, by: 'EventSourceName', of: 'ListPartnerEventSourceAccounts' },
  ],
});

function busOf(call: ResourceCall, text: Json | undefined): Found {
  if (text === undefined || text === null) return own(call, bus, 'default');
  return typeof text === 'string' ? referTo(call, bus, text) : unknowable;
}

/** A rule on the default bus is named alone, any other with its bus, which may be another account's. */
function ruleOf(call: ResourceCall, name: string): Found {
  const within = busOf(call, call.parameters.EventBusName);
  const [at] = within.resources;
  const busName = at?.arn.split(':event-bus/')[1];
  if (at === undefined || busName === undefined) return unknowable;
  const place = { ...call, account: at.account, region: at.region };
  const found = busName === 'default' ? own(place, rule, name) : own(place, busRule, `${busName}${separator}${name}`);
  return { ...found, isWhole: found.isWhole && within.isWhole };
}

/** Every entry has its bus; an endpoint sends them to those of two regions. */
function putEvents(call: ResourceCall): Found {
  const entries = itemsAt(call.parameters, 'Entries');
  if (entries.length === 0 || textAt(call.parameters, 'EndpointId') !== undefined) return unknowable;
  return merge(entries.map((entry) => (isObject(entry) ? busOf(call, entry.EventBusName) : unknowable)));
}

function tagged(call: ResourceCall): Found {
  return one(call.parameters, 'ResourceARN', (arn) => {
    if (!isArn(arn)) return unknowable;
    const [, type, name = ''] = /^(?:[^:]*:){5}(event-bus|rule)\/(.+)$/.exec(arn) ?? [];
    if (type === 'event-bus') return referTo(call, bus, arn);
    if (type !== 'rule') return unknowable;
    const isOnDefault = !name.includes('/');
    return isOnDefault
      ? named(call, rule, { arn, toName: () => name })
      : named(call, busRule, { arn, toName: () => name.replace(/\/(?=[^/]+$)/, separator) });
  });
}
