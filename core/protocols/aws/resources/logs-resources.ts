/** CloudWatch Logs: groups by name or ARN, and their streams. */

import { byArn, createdOf, createReading, kindOf, separator } from './operation-table.ts';
import { type Found, isArn, itemsAt, merge, named, own, type ResourceCall, textAt, theAccount, unknowable } from './touched.ts';

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
const anomalyDetector = kindOf({ ...delivery, type: 'anomaly-detector', template: 'anomaly-detector:{}' });
const scheduledQuery = kindOf({ ...delivery, type: 'scheduled-query', template: 'scheduled-query:{}' });

export const logs = createReading({
  account: `DescribeAccountPolicies DescribeConfigurationTemplates DescribeDeliveries DescribeDeliveryDestinations
    DescribeDeliverySources DescribeDestinations DescribeExportTasks DescribeImportTasks DescribeLogGroups
    DescribeLookupTables DescribeQueries DescribeQueryDefinitions DescribeResourcePolicies ListIntegrations
    ListLogGroups ListScheduledQueries TestMetricFilter TestTransformer AssociateSourceToS3TableIntegration
    CancelExportTask CancelImportTask DeleteAccountPolicy DeleteIntegration DeleteQueryDefinition
    DescribeImportTaskBatches DisassociateSourceFromS3TableIntegration GetIntegration GetLogFields
    ListLogAnomalyDetectors ListLogGroupsForQuery ListSourcesForS3TableIntegration PutAccountPolicy PutIntegration
    PutQueryDefinition StopQuery`,
  rows: [
    { read: groupOf, of: `CreateLogGroup DeleteLogGroup` },
    {
      read: groupOf,
      of: `AssociateKmsKey DeleteDataProtectionPolicy DeleteMetricFilter DeleteRetentionPolicy DeleteSubscriptionFilter
        DeleteTransformer DescribeLogStreams DescribeMetricFilters DescribeSubscriptionFilters DisassociateKmsKey FilterLogEvents
        GetDataProtectionPolicy GetLogGroupFields GetTransformer ListTagsLogGroup PutBearerTokenAuthentication
        PutDataProtectionPolicy PutLogGroupDeletionProtection PutMetricFilter PutRetentionPolicy PutSubscriptionFilter
        PutTransformer TagLogGroup UntagLogGroup CreateExportTask DeleteIndexPolicy PutIndexPolicy`,
    },
    { read: streamOf, of: 'CreateLogStream DeleteLogStream GetLogEvents PutLogEvents' },
    { read: groupsOf, of: 'StartLiveTail StartQuery' },
    { kind: destination, by: 'destinationName', of: 'DeleteDestination PutDestination PutDestinationPolicy' },
    { kind: group, by: 'logGroupIdentifiers[]', of: 'DescribeFieldIndexes DescribeIndexPolicies' },
    { kind: group, by: 'resourceArn', of: 'ListTagsForResource TagResource UntagResource' },
    { kind: group, by: 'resourceArn?', of: 'DeleteResourcePolicy PutResourcePolicy' },
    { kind: deliverySource, by: 'name', of: 'DeleteDeliverySource GetDeliverySource PutDeliverySource' },
    { kind: deliverySource, by: 'deliverySourceName', of: 'CreateDelivery' },
    { kind: deliveryDestination, by: 'deliveryDestinationArn', of: 'CreateDelivery' },
    { read: createdOf(delivery), of: 'CreateDelivery' },
    { kind: deliveryDestination, by: 'name', of: 'DeleteDeliveryDestination GetDeliveryDestination PutDeliveryDestination' },
    {
      kind: deliveryDestination,
      by: 'deliveryDestinationName',
      of: 'DeleteDeliveryDestinationPolicy GetDeliveryDestinationPolicy PutDeliveryDestinationPolicy',
    },
    { read: toAnyBucket, of: 'CreateExportTask' },
    { read: perhapsToBucket, of: 'CreateScheduledQuery PutDeliveryDestination UpdateScheduledQuery' },
    { kind: delivery, by: 'id', of: 'DeleteDelivery GetDelivery UpdateDeliveryConfiguration' },
    {
      kind: anomalyDetector,
      by: 'anomalyDetectorArn',
      of: 'DeleteLogAnomalyDetector GetLogAnomalyDetector UpdateAnomaly UpdateLogAnomalyDetector',
    },
    { kind: anomalyDetector, by: 'anomalyDetectorArn?', of: 'ListAnomalies' },
    { read: ofThisAccount, of: 'ListAggregateLogGroupSummaries' },
    { kind: group, by: 'logGroupArnList[]', of: 'CreateLogAnomalyDetector' },
    { kind: lookupTable, by: 'lookupTableName', of: 'CreateLookupTable' },
    { read: byArn('lookupTableArn', [lookupTable]), of: 'DeleteLookupTable GetLookupTable UpdateLookupTable' },
    {
      read: byArn('identifier', [scheduledQuery]),
      of: 'DeleteScheduledQuery GetScheduledQuery GetScheduledQueryHistory UpdateScheduledQuery',
    },
    { read: createdOf(scheduledQuery), of: 'CreateScheduledQuery' },
    { read: groupsOf, of: 'CreateScheduledQuery' },
  ],
});

/** A bucket by its name may be anybody's (threats 10). */
function toAnyBucket(): Found {
  return unknowable;
}

/** What is written to a log group or a stream has an account in its ARN; a bucket has none. */
function perhapsToBucket({ parameters }: ResourceCall): Found {
  const configured = [parameters.destinationConfiguration, parameters.deliveryDestinationConfiguration];
  const isBucket = /:s3:::|"s3:\/\//.test(JSON.stringify(configured));
  return isBucket ? unknowable : { resources: [], isWhole: true };
}

/** Linked accounts are asked for by number. */
function ofThisAccount({ parameters, account }: ResourceCall): Found {
  const others = itemsAt(parameters, 'accountIdentifiers').filter((id) => id !== account);
  return others.length > 0 || parameters.includeLinkedAccounts === true ? unknowable : theAccount;
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
  const [only] = within.resources;
  const groupText = only?.arn.split(':log-group:')[1];
  if (only === undefined || groupText === undefined || within.resources.some(({ arn }) => arn !== only.arn)) return unknowable;
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
