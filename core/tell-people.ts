/** Tells people of an approval on every channel: each is tried several times by itself, none waits for another, and the record says how it went. */

import type { Approval } from './approval/approval.ts';
import type { Notifier } from './approval/approval-ports.ts';
import { type Channel, type Message, messageOf } from './approval/message.ts';
import type { Notice } from './approval/notice.ts';
import { markTold } from './approval/plan.ts';
import { approvalEvent } from './approving/approval-event.ts';
import { type ApprovingPorts, changeApproval } from './approving/approval-ports.ts';
import { toGatewayError } from './errors.ts';
import type { Addressee } from './model.ts';

export type TellingPorts = ApprovingPorts & {
  readonly channels: readonly Channel[];
  /** How people are reached. */
  readonly people: readonly Addressee[];
  readonly publicUrl: string;
  /** The signed address of an approval's page. */
  readonly approvalUrl: (approval: Approval) => string;
};

/** Waits before each further try. */
const pausesMilliseconds = [500, 2000];

type Delivery = { readonly channel: string; readonly isDelivered: boolean; readonly tries: number; readonly place?: string };

export function createNotifier(ports: TellingPorts): Notifier {
  return {
    tell: async (notice) => {
      const { approval } = notice;
      const requesterLink = `${ports.publicUrl}/calls/${encodeURIComponent(approval.callId)}`;
      const message = messageOf(notice, { people: ports.people, approverLink: ports.approvalUrl(approval), requesterLink });
      const deliveries = await Promise.all(ports.channels.map((channel) => deliver(channel, message, ports)));
      await noting(() => recordDeliveries(notice, deliveries, ports), ports);
      await noting(() => keepPlaces(approval, deliveries, ports), ports);
    },
  };
}

export type DeliveryPorts = Pick<TellingPorts, 'log' | 'sleep'>;

/** Tried several times; never throws. */
export async function deliver(channel: Channel, message: Message, ports: DeliveryPorts): Promise<Delivery> {
  const { name } = channel;
  for (let tries = 1; ; tries += 1) {
    try {
      const place = await channel.deliver(message);
      return { channel: name, isDelivered: true, tries, ...(place === undefined ? {} : { place }) };
    } catch (thrown) {
      const pause = pausesMilliseconds[tries - 1];
      logFailure(name, message, thrown, ports);
      if (pause === undefined) return { channel: name, isDelivered: false, tries };
      await ports.sleep(pause);
    }
  }
}

/** What a channel throws may hold an address or an answer, so only its class is told. */
function logFailure(channel: string, { id, approvalId, kind }: Message, thrown: unknown, { log }: DeliveryPorts): void {
  const cause = thrown instanceof Error ? thrown.name : 'unknown';
  log({
    level: 'warn',
    message: `The notice "${kind}" of ${approvalId === undefined ? id : `approval ${approvalId}`} was not delivered by ${channel}.`,
    cause,
  });
}

async function recordDeliveries({ kind, approval }: Notice, deliveries: readonly Delivery[], ports: TellingPorts): Promise<void> {
  const channels = deliveries.map(({ channel, isDelivered, tries }) => ({
    channel,
    outcome: isDelivered ? 'delivered' : 'failed',
    tries,
  }));
  await ports.record(approvalEvent(approval, 'delivered', { kind, channels }));
}

async function keepPlaces(approval: Approval, deliveries: readonly Delivery[], ports: TellingPorts): Promise<void> {
  const places = Object.fromEntries(deliveries.flatMap(({ channel, place }) => (place === undefined ? [] : [[channel, place]])));
  if (Object.keys(places).length === 0) return;
  await changeApproval(approval.id, (current) => markTold(current, { places: { ...current.told.places, ...places } }), ports);
}

/** A notice is told as well as may be: what fails here is logged, and stops nothing. */
async function noting(work: () => Promise<void>, { log }: TellingPorts): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    log({ level: 'error', message: 'What became of a notice could not be recorded.', code: toGatewayError(thrown).code });
  }
}
