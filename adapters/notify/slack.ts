/** Tells a Slack channel: one message an approval, brought up to date in place. Slack carries the link, never a verdict. */

import { ErrorCode, type KnownBlock, type Logger, LogLevel, WebClient } from '@slack/web-api';
import type { Channel, Message, Recipient } from '#core/approval/message.ts';

export type SlackOptions = {
  /** Name or id of the channel. */
  readonly channel: string;
  /** The bot token; asked for again when Slack no longer takes the last one. */
  readonly token: () => Promise<string>;
  /** Slack's API, or a double of it. */
  readonly apiUrl?: string;
};

const timeoutMilliseconds = 5000;
const refusedTokens = new Set(['invalid_auth', 'token_revoked', 'token_expired', 'account_inactive', 'not_authed']);

export function createSlackChannel(options: SlackOptions): Channel {
  const name = `slack ${options.channel}`;
  let client: WebClient | undefined;

  async function deliver(message: Message): Promise<string | undefined> {
    client ??= await connect(options);
    try {
      return await post(client, message, { name, channel: options.channel });
    } catch (thrown) {
      if (isRefused(thrown)) client = undefined;
      throw new SlackError(codeOf(thrown));
    }
  }

  return { name, deliver };
}

/** Names Slack's own code alone: the library's errors hold what was sent. */
export class SlackError extends Error {
  constructor(code: string) {
    super(`Slack did not take the message: ${code}`);
    this.name = 'SlackError';
  }
}

async function connect({ token, apiUrl }: SlackOptions): Promise<WebClient> {
  return new WebClient(await token(), {
    ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
    timeout: timeoutMilliseconds,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    // The library's log would hold what is sent.
    logger: silent,
  });
}

type Posting = { readonly name: string; readonly channel: string };

/** The first message stands for the approval; what is only to be noticed goes into its thread. */
async function post(client: WebClient, message: Message, { name, channel }: Posting): Promise<string | undefined> {
  const place = placeOf(message.places[name]);
  const said = { text: message.headline, unfurl_links: false, unfurl_media: false, blocks: blocksOf(message) };
  if (place === undefined) {
    const answer = await client.chat.postMessage({ channel, ...said });
    return answer.channel === undefined || answer.ts === undefined ? undefined : `${answer.channel}/${answer.ts}`;
  }
  if (message.kind === 'reminded' || message.kind === 'escalated') {
    await client.chat.postMessage({
      channel: place.channel,
      thread_ts: place.ts,
      reply_broadcast: message.kind === 'escalated',
      ...said,
    });
    return undefined;
  }
  await client.chat.update({ channel: place.channel, ts: place.ts, text: said.text, blocks: said.blocks });
  return undefined;
}

function blocksOf({ kind, headline, facts, approvers, requester, approverLink, requesterLink }: Message): KnownBlock[] {
  const isOpen = kind === 'asked' || kind === 'reminded' || kind === 'escalated';
  const mentions = (isOpen || kind === 'called' ? approvers : [requester]).flatMap(mention).join(' ');
  return [
    { type: 'header', text: plain(headline.slice(0, 150)) },
    ...(mentions === '' ? [] : [{ type: 'section', text: { type: 'mrkdwn', text: mentions, verbatim: true } } as const]),
    ...facts.map(
      ({ name, value, isQuoted }) =>
        ({ type: 'section', text: plain(`${name}: ${isQuoted ? `“${value}”` : value}`.slice(0, 2900)) }) as const,
    ),
    {
      type: 'actions',
      elements: [
        {
          type: 'button',
          text: plain(isOpen ? 'Look at it and decide' : 'Look at it'),
          url: isOpen ? approverLink : requesterLink,
          action_id: 'open',
        },
      ],
    },
  ];
}

/** Plain text: Slack makes no link, no mention and no formatting of it. */
function plain(text: string) {
  return { type: 'plain_text', text, emoji: false } as const;
}

/** Ids alone: a name could call everybody. */
function mention({ slack }: Recipient): readonly string[] {
  return slack !== undefined && /^[UW][A-Z0-9]+$/.test(slack) ? [`<@${slack}>`] : [];
}

function placeOf(place: string | undefined): { readonly channel: string; readonly ts: string } | undefined {
  const [channel, ts] = (place ?? '').split('/');
  return channel === undefined || ts === undefined ? undefined : { channel, ts };
}

function isRefused(thrown: unknown): boolean {
  return refusedTokens.has(codeOf(thrown));
}

function codeOf(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return 'unknown';
  if (thrown.code === ErrorCode.PlatformError && 'data' in thrown) {
    const { data } = thrown;
    if (typeof data === 'object' && data !== null && 'error' in data && typeof data.error === 'string') return data.error;
  }
  return String(thrown.code);
}

const silent: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  setName: () => undefined,
  getLevel: () => LogLevel.ERROR,
};
