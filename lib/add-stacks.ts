/** The stacks of the app, each checked by cdk-nag when it is made. */

import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { CountersignStack, type CountersignStackProps } from './countersign-stack.ts';
import { CountersignIdentity } from './identity-stack.ts';
import { CountersignSpoke } from './spoke-stack.ts';

export function addStacks(app: App, props: Pick<CountersignStackProps, 'config' | 'bundleDirectory' | 'restart'>): void {
  new CountersignStack(app, 'Countersign', props);
  new CountersignSpoke(app, 'CountersignSpoke');
  const { federation } = props.config.identity;
  if (federation !== undefined) new CountersignIdentity(app, 'CountersignIdentity', { config: props.config, federation });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
}
