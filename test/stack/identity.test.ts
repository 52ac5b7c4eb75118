/** The promises of the optional stack of identities. */

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { loopbackPort } from '#cli/loopback-sign-in.ts';
import { type Identity, identity, oidc, saml } from './support/identity.ts';
import { findings } from './support/nag.ts';
import type { Properties } from './support/synth.ts';

type Trigger = {
  readonly handler: (event: object) => Promise<Properties>;
  readonly groupsOf: (text: string) => readonly string[];
};

const trigger: Trigger = createRequire(import.meta.url)('../../lib/identity/group-claims.cjs');
function only({ resources }: Pick<Identity, 'resources'>, type: string): Properties {
  const [found, ...others] = Object.values(resources).filter(({ Type }) => Type === type);
  assert.ok(found !== undefined && others.length === 0, `one ${type}`);
  return found.Properties;
}

const made = identity();

test('the pool keeps its logical id, is kept and protected, and takes nobody in by himself', () => {
  const { UserPool: pool } = made.resources;

  assert.deepEqual(
    [pool?.Type, pool?.DeletionPolicy, pool?.Properties.DeletionProtection],
    ['AWS::Cognito::UserPool', 'Retain', 'ACTIVE'],
  );
  assert.equal(pool?.Properties.AdminCreateUserConfig.AllowAdminCreateUserOnly, true);
  assert.equal(identity(saml, 'dev').resources.UserPool?.DeletionPolicy, 'Delete');
});

test('both kinds of provider tell e-mail and groups, and no secret stands in the template', () => {
  const [bySaml, byOidc] = [made, identity(oidc)].map((of) => only(of, 'AWS::Cognito::UserPoolIdentityProvider'));

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
  assert.deepEqual([findings(made.app), findings(identity(oidc).app)], [[], []]);
});

test('a dev stage destroys cleanly, its log and its pool too', () => {
  for (const federation of [saml, oidc]) {
    for (const [id, { DeletionPolicy }] of Object.entries(identity(federation, 'dev').resources)) {
      assert.notEqual(DeletionPolicy, 'Retain', id);
    }
  }
  assert.equal(identity(saml, 'dev').resources.UserPool?.Properties.DeletionProtection, 'INACTIVE');
});
