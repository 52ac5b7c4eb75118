/** The promises of the optional stack of identities. */

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import type { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { loopbackPort } from '#cli/loopback-sign-in.ts';
import type { Federation } from '#config/config.ts';
import { CountersignIdentity } from '#lib/identity-stack.ts';
import { findings } from './support/nag.ts';
import { type Properties, quickApp, type Resource } from './support/synth.ts';

type Trigger = {
  readonly handler: (event: object) => Promise<Properties>;
  readonly groupsOf: (text: string) => readonly string[];
};

const trigger: Trigger = createRequire(import.meta.url)('../../lib/identity/group-claims.cjs');
const common = { name: 'acme', domainPrefix: 'acme-countersign', groups: 'memberOf', email: 'mail' } as const;
const saml: Federation = { ...common, kind: 'saml', metadataUrl: 'https://idp.acme.example/metadata' };
const oidc: Federation = {
  ...{ ...common, kind: 'oidc', issuer: 'https://idp.acme.example', clientId: 'c', scope: 'groups' },
  clientSecretArn: 'arn:aws:secretsmanager:eu-west-1:999999999999:secret:idp-AbCdEf',
};

type Made = { readonly app: App; readonly resources: Readonly<Record<string, Resource>>; readonly outputs: Properties };

function make(federation: Federation, stage: 'prod' | 'dev' = 'prod'): Made {
  const app = quickApp();
  const config = { stage, publicUrl: 'https://countersign.acme.example' };
  const stack = new CountersignIdentity(app, 'CountersignIdentity', { config, federation });
  const { Resources: resources, Outputs: outputs } = Template.fromStack(stack).toJSON();
  return { app, resources, outputs };
}

function only({ resources }: Pick<Made, 'resources'>, type: string): Properties {
  const [found, ...others] = Object.values(resources).filter(({ Type }) => Type === type);
  assert.ok(found !== undefined && others.length === 0, `one ${type}`);
  return found.Properties;
}

const made = make(saml);

test('the pool keeps its logical id, is kept and protected, and takes nobody in by himself', () => {
  const { UserPool: pool } = made.resources;

  assert.deepEqual(
    [pool?.Type, pool?.DeletionPolicy, pool?.Properties.DeletionProtection],
    ['AWS::Cognito::UserPool', 'Retain', 'ACTIVE'],
  );
  assert.equal(pool?.Properties.AdminCreateUserConfig.AllowAdminCreateUserOnly, true);
  assert.equal(make(saml, 'dev').resources.UserPool?.DeletionPolicy, 'Delete');
});

test('both kinds of provider tell e-mail and groups, and no secret stands in the template', () => {
  const [bySaml, byOidc] = [made, make(oidc)].map((of) => only(of, 'AWS::Cognito::UserPoolIdentityProvider'));

  for (const { AttributeMapping } of [bySaml, byOidc])
    assert.deepEqual(AttributeMapping, { email: 'mail', 'custom:groups': 'memberOf' });
  assert.equal(bySaml.ProviderDetails.MetadataURL, 'https://idp.acme.example/metadata');
  assert.match(JSON.stringify(byOidc.ProviderDetails.client_secret), /resolve:secretsmanager:arn:aws:secretsmanager:/);
  assert.equal(byOidc.ProviderDetails.authorize_scopes, 'openid email profile groups');
});

test('the clients are public, use codes alone, and return to the pages and to the CLI', () => {
  const clients = Object.values(made.resources).filter(({ Type }) => Type === 'AWS::Cognito::UserPoolClient');

  assert.deepEqual(clients.flatMap(({ Properties }) => Properties.CallbackURLs).toSorted(), [
    `http://localhost:${loopbackPort}/callback`,
    'https://countersign.acme.example/sign-in/callback',
  ]);
  for (const { Properties } of clients) {
    assert.deepEqual([Properties.GenerateSecret, Properties.AllowedOAuthFlows], [false, ['code']]);
    assert.deepEqual(Properties.SupportedIdentityProviders, ['acme']);
    assert.doesNotMatch(JSON.stringify(Properties.ExplicitAuthFlows ?? []), /PASSWORD|SRP/);
  }
});

test('its outputs are what the operator’s file and the provider need', () => {
  assert.deepEqual(Object.keys(made.outputs).toSorted(), ['CliClientId', 'Issuer', 'ReplyUrl', 'SamlEntityId', 'WebClientId']);
});

test('the trigger makes tokens with a list of groups, and an access token for its own client', async () => {
  const { LambdaConfig } = only(made, 'AWS::Cognito::UserPool');
  const request = { userAttributes: { email: 'ann@acme.example', 'custom:groups': '[ops, ml+team, a%2Cb]' } };
  const { response } = await trigger.handler({ request, callerContext: { clientId: 'cli' } });
  const { idTokenGeneration, accessTokenGeneration } = response.claimsAndScopeOverrideDetails;
  const groups = ['ops', 'ml team', 'a,b'];

  assert.equal(LambdaConfig.PreTokenGenerationConfig.LambdaVersion, 'V2_0');
  assert.deepEqual(idTokenGeneration.claimsToAddOrOverride, { groups, email: 'ann@acme.example', email_verified: true });
  assert.deepEqual(accessTokenGeneration.claimsToAddOrOverride, { ...idTokenGeneration.claimsToAddOrOverride, aud: 'cli' });
});

test('a list that was cut off gives nobody a token; one group and none are no list', () => {
  assert.throws(() => trigger.groupsOf('[ops, ml-te'), /cut off/);
  assert.deepEqual(['', 'ops', '[]', '[ops]'].map(trigger.groupsOf), [[], ['ops'], [], ['ops']]);
});

test('cdk-nag has no finding that is not accepted with its reason', () => {
  assert.deepEqual([findings(made.app), findings(make(oidc).app)], [[], []]);
});
