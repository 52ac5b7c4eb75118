/** Resources of the services that nobody checked by hand: from the one ARN template that AWS's reference has for the operation. */

import type { OperationResource } from '../../../catalog/operation.ts';
import type { Access } from '../../../model.ts';
import { kindOf, separator } from './operation-table.ts';
import { type Found, isArn, named, own, type ResourceCall, textAt, theAccount, unknowable } from './touched.ts';

/**
 * A name in capital letters may stand in the ARN in small ones, and one with other characters may be a path or a form of its own: only what is
 * plain counts as known.
 */
const plain = /^[a-z0-9](?:[a-z0-9_.-]*[a-z0-9])?$/;
const word = /^[A-Za-z0-9_.-]+$/;

/** What the reference has no resource for is about the account when it reads; a write may touch whatever its parameters name. */
export function genericResources(
  call: ResourceCall,
  { resource, access }: { readonly resource: OperationResource | undefined; readonly access: Access },
): Found {
  switch (resource?.kind) {
    case undefined:
      return unknowable;
    case 'account':
      return access === 'list' || access === 'read' ? theAccount : unknowable;
    case 'named':
      return overMembers(call, resource);
    case 'by-arn':
      return byArn(call, resource);
  }
}

function overMembers(call: ResourceCall, { type, template }: OperationResource & { readonly kind: 'named' }): Found {
  const members = [...template.matchAll(/\{([A-Za-z0-9_]+)\}/g)].map(([, name = '']) => name);
  const texts = members.map((name) => textAt(call.parameters, name) ?? '');
  const last = texts.at(-1) ?? '';
  const kind = kindFor(type, template.replace(/\{[A-Za-z0-9_]+\}/g, '{}'));
  if (isArn(last)) return named(call, kind, { arn: last, toName: kind.toName });
  const found = texts.every((text) => word.test(text)) ? own(call, kind, texts.join(separator)) : unknowable;
  return { ...found, isWhole: found.isWhole && texts.every((text) => plain.test(text)) };
}

function byArn(call: ResourceCall, { type, template, member }: OperationResource & { readonly kind: 'by-arn' }): Found {
  const arn = textAt(call.parameters, member) ?? '';
  const kind = kindFor(type, template);
  return isArn(arn) ? named(call, kind, { arn, toName: kind.toName }) : unknowable;
}

/** `glue:r:a:job/{}`: service, whether a region and an account stand in it, and the rest. */
function kindFor(type: string, template: string) {
  const [service = '', region = '', account = '', ...rest] = template.split(':');
  const without = region === '' ? (account === '' ? 'region-and-account' : 'region') : account === '' ? 'account' : undefined;
  const name = new RegExp(`^[A-Za-z0-9_.-]+(?:${separator}[A-Za-z0-9_.-]+)*$`);
  return kindOf({ service, type, template: rest.join(':'), name, ...(without === undefined ? {} : { without }) });
}
