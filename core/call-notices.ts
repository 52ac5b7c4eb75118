/** Tells people of calls that a permit with `@notify` let through (XACML obligations): once an operation of a session, on every channel. */

import { type Channel, type Message, recipientsOf } from './approval/message.ts';
import { quotedText } from './approval/quoted-text.ts';
import { visibleText } from './approval/visible-text.ts';
import type { Verdict } from './decide-strictly.ts';
import { GatewayError } from './errors.ts';
import type { Addressee, Channel as CallChannel, Masked, Principal } from './model.ts';
import { notifyTargets } from './policy/notify.ts';
import type { PolicySet } from './policy/policy-set.ts';
import { type DeliveryPorts, deliver } from './tell-people.ts';

/** One call that went through. Nothing in it is of its parameters. */
export type CallNotice = {
  /** Groups of the people who are told. */
  readonly targets: readonly string[];
  readonly callId: string;
  readonly session: string;
  readonly principal: Pick<Principal, 'id' | 'name' | 'email'>;
  readonly what: string;
  readonly connection: string;
  readonly account: string;
  readonly region: string;
  readonly channel: CallChannel;
  readonly isBreakGlass: boolean;
  readonly reason?: Masked<string>;
  readonly at: string;
};

export type CallNotices = {
  /** Takes it on itself to tell; what fails is logged. Never throws. */
  readonly tell: (notice: CallNotice) => Promise<void>;
};

/** Whom a decision obliges to tell. Errors: `denied` where nobody can be told: a permit that asks for that permits nothing then. */
export function obligations(
  { decision }: Pick<Verdict, 'decision'>,
  { policies, notices }: { readonly policies: () => PolicySet; readonly notices?: CallNotices },
): readonly string[] {
  const targets = notifyTargets(policies(), decision);
  if (targets.length === 0 || notices !== undefined) return targets;
  throw new GatewayError(
    'denied',
    `It is permitted only if ${targets.join(' and ')} can be told (@notify), and this gateway tells nobody. Tell its operator.`,
  );
}

/** A call goes on whether people could be told or not; the record holds who was to be. */
export async function tellObliged(
  notice: CallNotice | undefined,
  { notices }: { readonly notices?: CallNotices },
): Promise<void> {
  if (notice !== undefined) await notices?.tell(notice);
}

const mostRemembered = 10_000;

/** `pass` does the telling: at once, or by somebody else. */
export function createCallNotices(pass: (notice: CallNotice) => Promise<void>): CallNotices {
  const told = new Set<string>();
  return {
    tell: async (notice) => {
      const key = JSON.stringify([notice.session, notice.what, notice.targets]);
      if (told.has(key)) return;
      if (told.size >= mostRemembered) told.clear();
      told.add(key);
      await pass(notice);
    },
  };
}

export type TellingCallPorts = DeliveryPorts & {
  readonly channels: readonly Channel[];
  readonly people: readonly Addressee[];
  readonly publicUrl: string;
};

/** On every channel, none waiting for another. Never throws. */
export async function tellOfCall(notice: CallNotice, ports: TellingCallPorts): Promise<void> {
  const message = callMessage(notice, ports);
  await Promise.all(ports.channels.map((channel) => deliver(channel, message, ports)));
}

function callMessage(notice: CallNotice, { people, publicUrl }: TellingCallPorts): Message {
  const { callId, at, targets } = notice;
  const link = `${publicUrl}/calls/${encodeURIComponent(callId)}`;
  return {
    id: `${callId}-called`,
    kind: 'called',
    at,
    headline: headlineOf(notice),
    facts: factsOf(notice),
    approvers: recipientsOf(
      targets.map((target) => `group:${target}`),
      people,
    ),
    requester: {},
    approverLink: link,
    requesterLink: link,
    places: {},
  };
}

function headlineOf({ what, connection, isBreakGlass }: CallNotice): string {
  return visibleText(`${isBreakGlass ? 'Break-glass: ' : ''}${what} was let through on ${connection}`);
}

function factsOf(notice: CallNotice): Message['facts'] {
  const { principal, connection, account, region, reason, session, channel } = notice;
  const own = (name: string, value: string) => ({ name, value: visibleText(value), isQuoted: false });
  const { name = principal.id, email } = principal;
  const where = [connection, account === '' ? '' : `account ${account}`, region].filter((part) => part !== '');
  return [
    { name: 'Who', value: quotedText(email === undefined ? name : `${name} <${email}>`), isQuoted: true },
    own('Where', where.join(', ')),
    ...(reason === undefined ? [] : [{ name: 'Their reason', value: quotedText(reason), isQuoted: true }]),
    own('Session', session),
    own('Front', channel),
  ];
}
