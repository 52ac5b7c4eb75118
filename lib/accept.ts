/** Accepts one finding of cdk-nag on one construct, by its own id and with its reason. */

import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A finding of the AwsSolutions pack (`IAM5[Resource::…]`), and why it stays. */
export type Accepted = { readonly id: string; readonly reason: string };

export function accept(construct: IConstruct, id: string, reason: string): void {
  Validations.of(construct).acknowledge({ id: `AwsSolutions-${id}`, reason });
}
