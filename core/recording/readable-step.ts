/** What happened beside the calls of a session, as words that a person reads: the steps of an approval, a session opened or cut off. */

import type { Json } from '../model.ts';
import { isList, memberOf, textAt, textsAt } from './read-json.ts';

/** Without the one who did it. `undefined` for the event of a call. The text is as it was recorded: whoever shows it cleans it. */
export function readableStep(event: Json): string | undefined {
  const own = memberOf(event, 'unmapped', 'countersign');
  const [kind, detail] = [textAt(own, 'kind'), memberOf(own, 'detail')];
  if (kind === 'approval') return approvalStep(textAt(detail, 'step') ?? '', detail);
  if (kind === 'session') return `session ${textAt(detail, 'state') ?? 'changed'}`;
  if (kind === 'record-read')
    return `record read: ${['list', 'session', 'event', 'receipt'].flatMap((name) => textAt(detail, name) ?? []).join(' ')}`;
  return kind === 'erasure' || kind === 'tampering' || kind === 'check' ? kind : undefined;
}

function approvalStep(step: string, detail: Json | undefined): string {
  switch (step) {
    case 'asked':
      return `approval asked of ${listed(detail, 'chains')}`;
    case 'notified':
      return `approvers notified: ${listed(detail, 'approvers')}`;
    case 'reminded':
      return `approvers reminded: ${listed(detail, 'approvers')}`;
    case 'escalated':
      return `escalated to ${listed(detail, 'approvers')}`;
    case 'delivered':
      return `notices: ${deliveries(detail)}`;
    case 'verdict-offered':
      return `verdict offered: ${textAt(detail, 'verdict') ?? ''}`;
    case 'verdict':
      return `verdict: ${verdict(detail)}; the approval is ${textAt(detail, 'state') ?? 'pending'}`;
    case 'verdict-refused':
      return `verdict refused (${textAt(detail, 'why') ?? ''}): ${verdict(detail)}`;
    case 'told':
      return `those concerned are told: ${textAt(detail, 'kind') ?? ''}`;
    default:
      return `approval ${step}${quoted(textAt(detail, 'note'))}`;
  }
}

function verdict(detail: Json | undefined): string {
  return `${textAt(detail, 'verdict') ?? ''}${quoted(textAt(detail, 'comment'))}, by ${textAt(detail, 'via') ?? ''}`;
}

function quoted(text: string | undefined): string {
  return text === undefined ? '' : `, “${text}”`;
}

function listed(detail: Json | undefined, name: string): string {
  const list = memberOf(detail, name);
  return isList(list) && list.length > 0 ? list.map(String).join(', ') : 'nobody';
}

function deliveries(detail: Json | undefined): string {
  const [channels, outcomes] = [textsAt(detail, ['channels'], 'channel'), textsAt(detail, ['channels'], 'outcome')];
  return channels.length === 0 ? 'none' : channels.map((name, index) => `${name} ${outcomes[index] ?? ''}`).join(', ');
}
