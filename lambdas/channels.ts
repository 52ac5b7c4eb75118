/** The channels and sign-ins of the operator's file on AWS: what is secret of them is read by ARN when it is used. */

import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { createSecretText } from '#adapters/aws/secret-text.ts';
import { createEmailChannel } from '#adapters/notify/email.ts';
import { createSlackChannel } from '#adapters/notify/slack.ts';
import { createStateWebhook } from '#adapters/notify/state-webhook.ts';
import { createWebhookChannel } from '#adapters/notify/webhook.ts';
import { createSignIn } from '#adapters/oidc/sign-in.ts';
import type { Config } from '#config/config.ts';
import type { Channel } from '#core/approval/message.ts';
import type { NotifyChannel } from '#core/model.ts';
import type { Now, SignIn } from '#core/ports.ts';
import type { StateFeed } from '#core/state-change.ts';

export type SecretSource = { readonly client: SecretsManagerClient; readonly region: string; readonly now: Now };

export function createChannels({ notify }: Pick<Config, 'notify'>, source: SecretSource): readonly Channel[] {
  return notify.map((channel) => createChannel(channel, source));
}

export function createSignIns({ identity }: Pick<Config, 'identity'>, source: SecretSource): readonly SignIn[] {
  return identity.issuers.flatMap((issuer) => {
    const { kind, webClientId, webClientSecretArn } = issuer;
    if (kind !== 'human' || webClientId === undefined) return [];
    const secret = webClientSecretArn === undefined ? {} : { clientSecret: createSecretText(webClientSecretArn, source) };
    return [createSignIn({ issuer, clientId: webClientId, ...secret })];
  });
}

/** Errors: an Error that names the webhook without a secret that AWS can read. */
export function createStateWebhooks(webhooks: Config['recording']['webhooks'], source: SecretSource): readonly StateFeed[] {
  return webhooks.map(({ url, secretArn }) => {
    if (secretArn === undefined) throw new Error(`recording.webhooks: ${url} needs secretArn on AWS.`);
    return createStateWebhook({ url, signingKey: createSecretText(secretArn, source), now: source.now });
  });
}

function createChannel(channel: NotifyChannel, source: SecretSource): Channel {
  switch (channel.kind) {
    case 'slack':
      return createSlackChannel({ channel: channel.channel, token: createSecretText(channel.secretArn, source) });
    case 'email':
      return createEmailChannel({ from: channel.from, client: new SESv2Client({ region: source.region, maxAttempts: 1 }) });
    case 'webhook':
      return createWebhookChannel({ url: channel.url, signingKey: createSecretText(channel.secretArn, source), now: source.now });
  }
}
