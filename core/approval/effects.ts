/** What a call will do, as one sentence for approvers: our words, with the call's own names set apart in it. */

import type { Access, Json, Masked, Parameters } from '../model.ts';
import type { AskedCall } from './approval.ts';
import { effectSentences, ownSentences } from './effect-sentences.ts';
import { visibleText } from './visible-text.ts';

/** `word` is ours; `name` comes from the call and is always shown as a quotation, so that it cannot pass for our wording. */
export type EffectPart = { readonly kind: 'word' | 'name'; readonly text: string };

const longestName = 200;
const mostResources = 10;

export function effectOf(call: AskedCall): readonly EffectPart[] {
  const name = `${call.service}:${call.operation}`;
  const sentence = effectSentences[name] ?? ownSentences[name] ?? sentenceOfAccess(call.access);
  return sentence.split(/(\{\w+\})/).flatMap((piece) => {
    const member = /^\{(\w+)\}$/.exec(piece)?.[1];
    if (member === undefined) return piece === '' ? [] : [{ kind: 'word', text: piece }];
    return member === 'resources' ? resourceParts(call) : [parameterPart(call.parameters, member)];
  });
}

/** An operation without a sentence of its own is told by what AWS says of it. */
function sentenceOfAccess(access: Access): string {
  switch (access) {
    case 'list':
    case 'read':
      return 'Reads {resources} and changes nothing.';
    case 'secret-read':
      return 'Reads secret values of {resources}.';
    case 'write':
      return 'Creates, changes or deletes {resources}; the parameters below say how.';
    case 'tagging':
      return 'Changes the tags of {resources}; guardrails may look at them.';
    case 'permissions':
      return 'Changes who may do what with {resources}.';
  }
}

function resourceParts({ resources, resourcesKnown }: AskedCall): readonly EffectPart[] {
  const shown = resources.slice(0, mostResources).map(({ arn }): EffectPart => ({ kind: 'name', text: short(nameOf(arn)) }));
  const more = resources.length - shown.length;
  const rest = [...(more > 0 ? [`${more} more`] : []), ...(resourcesKnown ? [] : ['what else its parameters name'])];
  const parts = [...shown, ...rest.map((text): EffectPart => ({ kind: 'word', text }))];
  if (parts.length === 0) return [{ kind: 'word', text: 'what its parameters name' }];
  return parts.flatMap((part, index) => [...between(index, parts.length), part]);
}

function between(index: number, count: number): readonly EffectPart[] {
  if (index === 0) return [];
  return [{ kind: 'word', text: index === count - 1 ? ' and ' : ', ' }];
}

/** The part of an ARN that people know a resource by. */
function nameOf(arn: string): string {
  return (
    arn
      .split(':')
      .slice(5)
      .join(':')
      .replace(/^[a-z-]+[/:]/, '') || arn
  );
}

function parameterPart(parameters: Masked<Parameters>, name: string): EffectPart {
  const value: Json | undefined = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  if (value === undefined || value === null) return { kind: 'word', text: `(no ${name} given)` };
  return { kind: 'name', text: short(typeof value === 'string' ? value : JSON.stringify(value)) };
}

function short(text: string): string {
  const shown = visibleText(text);
  return shown.length <= longestName ? shown : `${shown.slice(0, longestName - 1).toWellFormed()}…`;
}
