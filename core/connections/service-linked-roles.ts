/** The role that a service makes for itself with the first thing that is created in it: its creator needs to be let. */

import type { Call } from '../model.ts';
import type { Grant } from './grant.ts';

/** IAM's prefix → the services' names that roles are made for, where creating something may make one (AWS's pages on service-linked roles). */
const linked: ReadonlyMap<string, readonly string[]> = new Map([
  ['autoscaling', ['autoscaling']],
  ['ec2', ['ec2fleet', 'spot', 'spotfleet', 'transitgateway']],
  ['ecs', ['ecs', 'ecs.application-autoscaling']],
  ['eks', ['eks', 'eks-fargate', 'eks-nodegroup']],
  ['elasticache', ['elasticache']],
  ['elasticloadbalancing', ['elasticloadbalancing']],
  ['es', ['opensearchservice']],
  ['kafka', ['kafka']],
  ['kms', ['mrk.kms']],
  ['lambda', ['replicator.lambda']],
  ['rds', ['rds']],
  ['redshift', ['redshift']],
]);

const creates = /^(?:Create|Register|Replicate|Request|Restore|Run)/;

/** No action of the call: it changes nothing that the service could not make by itself, and only the first call ever needs it. */
export function serviceLinkedRoles({ operation }: Call, prefix: string): readonly Grant[] {
  const services = linked.get(prefix);
  if (services === undefined || !creates.test(operation)) return [];
  return [
    {
      actions: ['iam:CreateServiceLinkedRole'],
      resources: ['arn:*:iam::*:role/aws-service-role/*'],
      condition: { StringLike: { 'iam:AWSServiceName': services.map((name) => `${name}.amazonaws.com*`) } },
    },
  ];
}
