/** SNS: topics and their subscriptions, by ARN. */

import { createReading, kindOf } from './operation-table.ts';
import { type Found, merge, named, one, type ResourceCall, textAt, theAccount, unknowable } from './touched.ts';

const topic = kindOf({ service: 'sns', type: 'topic', template: '{}', name: /^[A-Za-z0-9_-]{1,256}(?:\.fifo)?$/ });

export const sns = createReading({
  account: `CheckIfPhoneNumberIsOptedOut CreateSMSSandboxPhoneNumber DeleteSMSSandboxPhoneNumber GetSMSAttributes
    GetSMSSandboxAccountStatus ListOriginationNumbers ListPhoneNumbersOptedOut ListPlatformApplications
    ListSMSSandboxPhoneNumbers ListSubscriptions ListTopics OptInPhoneNumber SetSMSAttributes
    VerifySMSSandboxPhoneNumber CreatePlatformApplication CreatePlatformEndpoint DeleteEndpoint
    DeletePlatformApplication GetEndpointAttributes GetPlatformApplicationAttributes
    ListEndpointsByPlatformApplication SetEndpointAttributes SetPlatformApplicationAttributes`,
  rows: [
    { kind: topic, by: 'Name', of: 'CreateTopic' },
    {
      kind: topic,
      by: 'TopicArn',
      of: `AddPermission ConfirmSubscription DeleteTopic GetTopicAttributes ListSubscriptionsByTopic PublishBatch RemovePermission
        SetTopicAttributes Subscribe`,
    },
    {
      kind: topic,
      by: 'ResourceArn',
      of: 'GetDataProtectionPolicy ListTagsForResource PutDataProtectionPolicy TagResource UntagResource',
    },
    { read: subscribed, of: 'GetSubscriptionAttributes SetSubscriptionAttributes Unsubscribe' },
    { read: published, of: 'Publish' },
  ],
});

/** A subscription's ARN is its topic's and an id; IAM asks for the topic. */
function subscribed(call: ResourceCall): Found {
  return one(call.parameters, 'SubscriptionArn', (arn) =>
    named(call, topic, { arn, toName: (resource) => /^([^:]+):[0-9a-f-]{36}$/.exec(resource)?.[1] }),
  );
}

/** To a topic; or to a telephone, which is nobody's resource; or to the endpoint of an app, which is none that IAM knows. */
function published(call: ResourceCall): Found {
  const { parameters } = call;
  const arns = ['TopicArn', 'TargetArn'].flatMap((name) => textAt(parameters, name) ?? []);
  if (arns.length === 0) return textAt(parameters, 'PhoneNumber') === undefined ? unknowable : theAccount;
  return merge(arns.map((arn) => named(call, topic, { arn, toName: topic.toName })));
}
