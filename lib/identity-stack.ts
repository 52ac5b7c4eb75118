/**
 * For those whose identity provider speaks only SAML, or an OIDC that cannot put groups into tokens: a user pool that federates
 * with it and issues tokens as the gateway reads them. Nobody has a password here.
 */

import { readFileSync } from 'node:fs';
import {
  BootstraplessSynthesizer,
  CfnOutput,
  Duration,
  type IStackSynthesizer,
  SecretValue,
  Stack,
  type StackProps,
} from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Config, Federation } from '#config/config.ts';
import { accept } from './accept.ts';
import { writeLog } from './constructs/gateway-function.ts';
import { pinned } from './pinned.ts';
import { type Keeping, keepingOf } from './stage.ts';

export type IdentityProps = StackProps & {
  readonly config: Pick<Config, 'publicUrl' | 'stage'>;
  readonly federation: Federation;
};

/** Where the CLI listens while somebody signs in: Cognito takes addresses as they are, port and all. */
export const cliCallback = 'http://localhost:4189/callback';

const triggerCode = new URL('identity/group-claims.cjs', import.meta.url);
const scopes = [cognito.OAuthScope.OPENID, cognito.OAuthScope.EMAIL, cognito.OAuthScope.PROFILE];

export class CountersignIdentity extends Stack {
  constructor(scope: Construct, id: string, { config, federation, ...props }: IdentityProps) {
    super(scope, id, {
      description: 'Countersign: a user pool that federates with the identity provider, for groups in tokens.',
      ...props,
      // CDK's classes are not typed for exact optional properties.
      synthesizer: new BootstraplessSynthesizer() as IStackSynthesizer,
    });
    const keeping = keepingOf(config);
    const pool = this.pool(keeping);
    const provider = this.provider(pool, federation);
    const domain = pool.addDomain('Domain', { cognitoDomain: { domainPrefix: federation.domainPrefix } });
    const clients = { Cli: cliCallback, Web: `${config.publicUrl}/sign-in/callback` };
    for (const [name, callback] of Object.entries(clients)) {
      const client = this.client(pool, { name, callback, federation });
      client.node.addDependency(provider);
      this.tell(`${name}ClientId`, client.userPoolClientId);
    }
    this.tell('Issuer', `https://cognito-idp.${this.region}.${this.urlSuffix}/${pool.userPoolId}`);
    this.tell('ReplyUrl', `${domain.baseUrl()}/${federation.kind === 'saml' ? 'saml2' : 'oauth2'}/idpresponse`);
    if (federation.kind === 'saml') this.tell('SamlEntityId', `urn:amazon:cognito:sp:${pool.userPoolId}`);
  }

  private pool({ removalPolicy, isProtected }: Keeping): cognito.UserPool {
    const pool = new cognito.UserPool(this, 'Pool', {
      featurePlan: cognito.FeaturePlan.ESSENTIALS,
      selfSignUpEnabled: false,
      signInCaseSensitive: false,
      accountRecovery: cognito.AccountRecovery.NONE,
      customAttributes: { groups: new cognito.StringAttribute({ mutable: true, maxLen: 2048 }) },
      standardAttributes: { email: { required: true, mutable: true } },
      passwordPolicy: {
        minLength: 32,
        requireDigits: true,
        requireLowercase: true,
        requireUppercase: true,
        requireSymbols: true,
      },
      deletionProtection: isProtected,
      removalPolicy,
    });
    pinned(pool, 'UserPool');
    pool.addTrigger(
      cognito.UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG,
      this.trigger(removalPolicy),
      cognito.LambdaVersion.V2_0,
    );
    accept(
      pool,
      'COG2',
      'Nobody signs in here with a password: the identity provider asks for the second factor, and policies can ask for its claim.',
    );
    accept(pool, 'COG8', 'What the Plus plan watches are passwords, and nobody has one here.');
    return pool;
  }

  private trigger(removalPolicy: Keeping['removalPolicy']): lambda.Function {
    const logGroup = new logs.LogGroup(this, 'TriggerLog', { retention: logs.RetentionDays.THREE_MONTHS, removalPolicy });
    const role = new iam.Role(this, 'TriggerRole', {
      description: 'Countersign: makes a list of the groups in a token',
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { log: new iam.PolicyDocument({ statements: [writeLog(logGroup)] }) },
    });
    return new lambda.Function(this, 'Trigger', {
      description: 'Countersign: groups as a list in both tokens',
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: 'index.handler',
      code: lambda.Code.fromInline(readFileSync(triggerCode, 'utf8')),
      timeout: Duration.seconds(5),
      logGroup,
      role: role.withoutPolicyUpdates(),
    });
  }

  private provider(userPool: cognito.UserPool, federation: Federation): Construct {
    const { name, groups } = federation;
    const attributeMapping: cognito.AttributeMapping = {
      email: cognito.ProviderAttribute.other(federation.email),
      custom: { 'custom:groups': cognito.ProviderAttribute.other(groups) },
    };
    if (federation.kind === 'saml') {
      const metadata = cognito.UserPoolIdentityProviderSamlMetadata.url(federation.metadataUrl);
      return new cognito.UserPoolIdentityProviderSaml(this, 'Provider', { userPool, name, metadata, attributeMapping });
    }
    const { issuer, clientId, clientSecretArn } = federation;
    return new cognito.UserPoolIdentityProviderOidc(this, 'Provider', {
      ...{ userPool, name, attributeMapping, clientId },
      // A reference in the template, never the secret itself.
      clientSecret: SecretValue.secretsManager(clientSecretArn).unsafeUnwrap(),
      issuerUrl: issuer,
      scopes: ['openid', 'email', 'profile', ...(federation.scope === undefined ? [] : [federation.scope])],
    });
  }

  private client(
    pool: cognito.UserPool,
    { name, callback, federation }: { readonly name: string; readonly callback: string; readonly federation: Federation },
  ): cognito.UserPoolClient {
    return pool.addClient(name, {
      // Public: each proves itself by PKCE.
      generateSecret: false,
      authFlows: {},
      oAuth: { flows: { authorizationCodeGrant: true }, scopes, callbackUrls: [callback] },
      supportedIdentityProviders: [cognito.UserPoolClientIdentityProvider.custom(federation.name)],
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.hours(12),
    });
  }

  private tell(name: string, value: string): void {
    new CfnOutput(this, name, { value });
  }
}
