/** CloudWatch Logs: groups by name or ARN, and their streams. */

import { byArn, createReading, kindOf, separator } from './operation-table.ts';
import { type Found, isArn, itemsAt, merge, named, own, type ResourceCall, textAt, unknowable } from './touched.ts';

const groupName = /^[A-Za-z0-9_/.#-]{1,512}$/;
const group = kindOf({ service: 'logs', type: 'log-group', template: 'log-group:{}', name: groupName });
const stream = kindOf({
  service: 'logs',
  type: 'log-stream',
  template: 'log-group:{}:log-stream:{}',
  name: new RegExp(`^[A-Za-z0-9_/.#-]{1,512}${separator}[^:*?$\\s]{1,512}$`),
});
const destination = kindOf({ service: 'logs', type: 'destination', template: 'destination:{}', name: /^[^:*?$\s]{1,512}$/ });

const plain = /^[A-Za-z0-9_.-]{1,256}$/;
const delivery = kindOf({ service: 'logs', type: 'delivery', template: 'delivery:{}', name: plain });
const deliverySource = kindOf({ ...delivery, type: 'delivery-source', template: 'delivery-source:{}' });
const deliveryDestination = kindOf({ ...delivery, type: 'delivery-destination', template: 'delivery-destination:{}' });
const lookupTable = kindOf({ ...delivery, type: 'lookup-table', template: 'lookup-table:{}' });

export const logs = createReading({
  account: `DescribeAccountPolicies DescribeConfigurationTemplates DescribeDeliveries DescribeDeliveryDestinations
    DescribeDeliverySources DescribeDestinations DescribeExportTasks DescribeImportTasks DescribeLogGroups
    DescribeLookupTables DescribeQueries DescribeQueryDefinitions DescribeResourcePolicies ListIntegrations
    ListLogGroups ListScheduledQueries TestMetricFilter TestTransformer AssociateSourceToS3TableIntegration
    CancelExportTask CancelImportTask DeleteAccountPolicy DeleteIntegration DeleteQueryDefinition
    DescribeImportTaskBatches DisassociateSourceFromS3TableIntegration GetIntegration GetLogFields
    ListLogGroupsForQuery ListSourcesForS3TableIntegration PutAccountPolicy PutIntegration PutQueryDefinition
    StopQuery`,
  rows: [
    { read: groupOf, of: `CreateLogGroup DeleteLogGroup` },
    {
      read: groupOf,
      of: `AssociateKmsKey DeleteDataProtectionPolicy DeleteMetricFilter DeleteRetentionPolicy DeleteSubscriptionFilter
        DeleteTransformer DescribeLogStreams DescribeMetricFilters DescribeSubscriptionFilters DisassociateKmsKey FilterLogEvents
        GetDataProtectionPolicy GetLogGroupFields GetTransformer ListTagsLogGroup PutBearerTokenAuthentication
        PutDataProtectionPolicy PutLogGroupDeletionProtection PutMetricFilter PutRetentionPolicy PutSubscriptionFilter
        PutTransformer TagLogGroup UntagLogGroup CreateExportTask`,
    },
    { read: streamOf, of: 'CreateLogStream DeleteLogStream GetLogEvents PutLogEvents' },
    { read: groupsOf, of: 'StartLiveTail StartQuery' },
    { kind: destination, by: 'destinationName', of: 'DeleteDestination PutDestination PutDestinationPolicy' },
    { kind: group, by: 'resourceArn', of: 'ListTagsForResource TagResource UntagResource' },
    { kind: deliverySource, by: 'name', of: 'GetDeliverySource PutDeliverySource' },
    { kind: deliveryDestination, by: 'name', of: 'DeleteDeliveryDestination GetDeliveryDestination PutDeliveryDestination' },
    {
      kind: deliveryDestination,
      by: 'deliveryDestinationName',
      of: 'DeleteDeliveryDestinationPolicy GetDeliveryDestinationPolicy PutDeliveryDestinationPolicy',
    },
    { read: toAnyBucket, of: 'CreateExportTask PutDeliveryDestination UpdateScheduledQuery' },
    { kind: delivery, by: 'id', of: 'DeleteDelivery GetDelivery' },
    {
      read: byArn('anomalyDetectorArn', [kindOf({ ...delivery, type: 'anomaly-detector', template: 'anomaly-detector:{}' })]),
      of: 'DeleteLogAnomalyDetector GetLogAnomalyDetector UpdateAnomaly UpdateLogAnomalyDetector',
    },
    { kind: group, by: 'logGroupArnList[]', of: 'CreateLogAnomalyDetector' },
    { kind: lookupTable, by: 'lookupTableName', of: 'CreateLookupTable' },
    { read: byArn('lookupTableArn', [lookupTable]), of: 'DeleteLookupTable GetLookupTable UpdateLookupTable' },
    {
      read: byArn('identifier', [kindOf({ ...delivery, type: 'scheduled-query', template: 'scheduled-query:{}' })]),
      of: 'DeleteScheduledQuery GetScheduledQuery GetScheduledQueryHistory UpdateScheduledQuery',
    },
  ],
});

/** A bucket by its name may be anybody's (threats 10). */
function toAnyBucket(): Found {
  return unknowable;
}

/** One of three members names the group, two of them also by ARN. Named twice, both count. */
function groupOf(call: ResourceCall): Found {
  const members = ['logGroupName', 'logGroupIdentifier', 'resourceIdentifier'];
  const texts = members.flatMap((member) => textAt(call.parameters, member) ?? []);
  return texts.length === 0 ? unknowable : merge(texts.map((text) => byText(call, text)));
}

/** With or without the `:*` that stands for its streams. */
function byText(call: ResourceCall, text: string): Found {
  if (!isArn(text)) return own(call, group, text);
  return named(call, group, { arn: text, toName: (resource) => /^log-group:([^:]+)(?::\*)?$/.exec(resource)?.[1] });
}

function streamOf(call: ResourceCall): Found {
  const within = groupOf(call);
  const [only, ...others] = within.resources;
  const groupText = only?.arn.split(':log-group:')[1];
  if (only === undefined || groupText === undefined || others.length > 0) return unknowable;
  const place = { ...call, account: only.account, region: only.region };
  return {
    ...own(place, stream, `${groupText}${separator}${textAt(call.parameters, 'logStreamName') ?? ''}`),
    isWhole: within.isWhole,
  };
}

/** A query may also name its groups in its text, which is not read here: only groups in the parameters make them all. */
function groupsOf(call: ResourceCall): Found {
  const { parameters } = call;
  const listed = ['logGroupNames', 'logGroupIdentifiers'].flatMap((name) => itemsAt(parameters, name));
  const texts = [...((textAt(parameters, 'logGroupName') ?? '') ? [textAt(parameters, 'logGroupName') ?? ''] : []), ...listed];
  const isPlain = !/\bsource\b|\bfrom\b/i.test(textAt(parameters, 'queryString') ?? '');
  if (texts.length === 0) return unknowable;
  const found = merge(texts.map((text) => (typeof text === 'string' ? byText(call, text) : unknowable)));
  return isPlain ? found : merge([found, unknowable]);
}
