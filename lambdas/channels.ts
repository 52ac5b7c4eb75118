/** The channels and sign-ins of the operator's file on AWS: what is secret of them is read by ARN when it is used. */

import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createSecretText } from '#adapters/aws/secret-text.ts';
import { systemSleep } from '#adapters/clock/sleep.ts';
import { createStateWebhook } from '#adapters/notify/state-webhook.ts';
import { createWebhookChannel } from '#adapters/notify/webhook.ts';
import { createSignIn } from '#adapters/oidc/sign-in.ts';
import type { Config } from '#config/config.ts';
import type { Channel } from '#core/approval/message.ts';
import type { NotifyChannel } from '#core/model.ts';
import type { Now, SignIn } from '#core/ports.ts';
import { retriedFeed } from '#core/retried-feed.ts';
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

/** The sealer's function waits for it, and it seals what comes meanwhile the later. */
const pausesSeconds: readonly number[] = [1];

/** Errors: an Error that names the webhook without a secret that AWS can read. */
export function createStateWebhooks(webhooks: Config['recording']['webhooks'], source: SecretSource): readonly StateFeed[] {
  return webhooks.map(({ url, secretArn }) => {
    if (secretArn === undefined) throw new Error(`recording.webhooks: ${url} needs secretArn on AWS.`);
    const webhook = createStateWebhook({ url, signingKey: createSecretText(secretArn, source), now: source.now });
    return retriedFeed(webhook, { sleep: systemSleep, pausesSeconds });
  });
}

function createChannel(channel: NotifyChannel, source: SecretSource): Channel {
  switch (channel.kind) {
    case 'slack':
      return opened(`slack ${channel.channel}`, () => openSlack(channel, source));
    case 'email':
      return opened(`email ${channel.from}`, () => openEmail(channel, source));
    case 'webhook':
      return createWebhookChannel({ url: channel.url, signingKey: createSecretText(channel.secretArn, source), now: source.now });
  }
}

/** Loaded when something is first sent: what answers calls sends nothing, and starts the sooner. */
function opened(name: string, open: () => Promise<Channel>): Channel {
  let channel: Promise<Channel> | undefined;
  return {
    name,
    deliver: async (message) => {
      channel ??= open();
      return (await channel).deliver(message);
    },
  };
}

async function openSlack({ channel, secretArn }: ChannelOf<'slack'>, source: SecretSource): Promise<Channel> {
  const { createSlackChannel } = await import('#adapters/notify/slack.ts');
  return createSlackChannel({ channel, token: createSecretText(secretArn, source) });
}

async function openEmail({ from }: ChannelOf<'email'>, { region }: SecretSource): Promise<Channel> {
  const [{ createEmailChannel }, { SESv2Client }] = await Promise.all([
    import('#adapters/notify/email.ts'),
    import('@aws-sdk/client-sesv2'),
  ]);
  return createEmailChannel({ from, client: new SESv2Client({ region, maxAttempts: 1 }) });
}

type ChannelOf<Kind extends NotifyChannel['kind']> = Extract<NotifyChannel, { readonly kind: Kind }>;
