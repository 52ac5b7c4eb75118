/** Denials that hold AWS to the tags that a call was decided on (attribute-based access control): a tag that changed in between stops it (threats 7). */

import type { Call, Json } from '../model.ts';
import { prefixOf } from './grant.ts';

/** One key of one resource as it was decided on; without a value the resource does not have it. `service` is IAM's prefix. */
export type TagFact = { readonly arn: string; readonly service: string; readonly key: string; readonly value?: string };

/**
 * Services whose resources have `aws:ResourceTag/…` in AWS's service authorization reference, which a test holds the list to. KMS is not
 * among them: there a new tag counts after minutes only. Nor is S3, where tags count in buckets that say so.
 */
export const tagged: ReadonlySet<string> = new Set(
  `bedrock cloudformation dynamodb ec2 ecr ecs events iam lambda rds sagemaker secretsmanager sns sqs ssm states`.split(/\s+/),
);

/**
 * Services for whose every action the reference says it of the resource itself. Only there a missing key may deny: of an action that does
 * not know the key it would be missing always.
 */
export const taggedThroughout: ReadonlySet<string> = new Set(['ec2', 'secretsmanager']);

/** Their resources are made by the action, or are copied from: IAM knows no tags of those. */
export const makes =
  /^ec2:(?:Accept|Allocate|AssociateIpam|Copy|Create|Export|Import|Purchase|Register|ReportInstanceStatus|Request|Run|StartNetworkInsights)/;

/** What IAM takes in the key of a condition. */
const writable = /^[A-Za-z0-9 _.:/=+@-]{1,128}$/;

/** Statements of a session policy. They deny nothing as long as the tags are what they were. */
export function tagDenials({ actions }: Call, facts: readonly TagFact[]): readonly Json[] {
  const said = facts.filter(({ arn, service, key }) => tagged.has(service) && writable.test(key) && !/[*?$]/.test(arn));
  const groups = Map.groupBy(said, ({ service, key, value }) => JSON.stringify([service, key, value]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const concerned = actions.filter((action) => prefixOf(action) === first?.service && !makes.test(action));
    if (first === undefined || concerned.length === 0) return [];
    return [
      { Effect: 'Deny', Action: concerned, Resource: [...new Set(group.map(({ arn }) => arn))], Condition: otherThan(first) },
    ];
  });
}

/** Holds for every tag but the one that was decided on. */
function otherThan({ service, key, value }: TagFact): Json {
  const name = `aws:ResourceTag/${key}`;
  if (value === undefined) return { Null: { [name]: 'false' } };
  // biome-ignore lint/suspicious/noTemplateCurlyInString: IAM writes its escapes so.
  const isDifferent = { StringNotEquals: { [name]: value.replaceAll('$', '${$}') } };
  return taggedThroughout.has(service) ? isDifferent : { Null: { [name]: 'false' }, ...isDifferent };
}
