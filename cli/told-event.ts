/** One recorded event as a row that a person reads: what was called, what was decided by whom, and what came of it. */

import type { Json } from '#core/model.ts';
import { readableStep } from '#core/recording/readable-step.ts';

type Body = Readonly<Record<string, unknown>>;

export function told(item: Body): Body {
  const event = bodyOf(item.event);
  const ours = bodyOf(bodyOf(event.unmapped).countersign);
  return {
    time: item.time,
    event: item.kind,
    call: `${String(item.service ?? '')}:${String(item.operation ?? '')}`,
    access: item.access,
    decision: item.decision,
    outcome: item.kind === 'intent' ? undefined : item.outcome,
    detail: [
      ...step(item),
      ...policies(event, item),
      ...resources(event),
      ...masks(ours),
      ...passed(ours),
      ...failure(event, item),
    ].join(' '),
  };
}

/** An approval's step, a session opened or cut off: what is no call. */
function step({ event }: Body): readonly string[] {
  const words = readableStep(event as Json);
  return words === undefined ? [] : [`${words};`];
}

function policies(event: Body, item: Body): readonly string[] {
  if (item.kind === 'outcome' || item.kind === 'payload') return [];
  const names = listOf(event.authorizations).map((each) => String(bodyOf(bodyOf(each).policy).uid ?? ''));
  return names.length === 0 ? [] : [`[${names.join(', ')}]`];
}

/** ARNs by their last part, which is what people know them by. */
function resources(event: Body): readonly string[] {
  return listOf(event.resources).map((each) =>
    String(bodyOf(each).uid ?? '')
      .split(':')
      .slice(5)
      .join(':'),
  );
}

function masks(ours: Body): readonly string[] {
  return listOf(ours.masks).map((each) => `masked ${String(bodyOf(each).class)} ×${String(bodyOf(each).count)}`);
}

/** A payload that was passed on unmasked: how much of it, and how it ended. */
function passed({ kind, body, detail }: Body): readonly string[] {
  const { bytes, class: name } = bodyOf(body);
  return kind === 'payload' ? [`${String(bytes)} bytes of class ${String(name)}: ${String(bodyOf(detail).state)}`] : [];
}

function failure(event: Body, item: Body): readonly string[] {
  const { error } = bodyOf(bodyOf(event.api).response);
  return item.kind === 'outcome' && typeof error === 'string' ? [error] : [];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function bodyOf(value: unknown): Body {
  return value !== null && typeof value === 'object' ? { ...value } : {};
}
