/** The optional stack of identities, with a provider of each kind. */

import type { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Federation } from '#config/config.ts';
import { CountersignIdentity } from '#lib/identity-stack.ts';
import { type Properties, quickApp, type Resource } from './synth.ts';

const common = { name: 'acme', domainPrefix: 'acme-countersign', groups: 'memberOf', email: 'mail' } as const;

export const saml: Federation = { ...common, kind: 'saml', metadataUrl: 'https://idp.acme.example/metadata' };

export const oidc: Federation = {
  ...{ ...common, kind: 'oidc', issuer: 'https://idp.acme.example', clientId: 'c', scope: 'groups' },
  clientSecretArn: 'arn:aws:secretsmanager:eu-west-1:999999999999:secret:idp-AbCdEf',
};

export type Identity = {
  readonly app: App;
  readonly template: Properties;
  readonly resources: Readonly<Record<string, Resource>>;
  readonly outputs: Properties;
};

export function identity(federation: Federation = saml, stage: 'prod' | 'dev' = 'prod'): Identity {
  const app = quickApp();
  const config = { stage, publicUrl: 'https://countersign.acme.example' };
  const stack = new CountersignIdentity(app, 'CountersignIdentity', { config, federation });
  const template = Template.fromStack(stack).toJSON();
  return { app, template, resources: template.Resources, outputs: template.Outputs };
}
