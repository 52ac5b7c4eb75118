/** Every class with its operations: what the models tell, less and plus what the reviewed overlay says. */

import type { Catalog } from '#core/catalog/catalog.ts';
import type { ActionClass } from '#core/policy/action-classes.ts';
import { membersOf } from './members.ts';
import { overlay, type Reviewed } from './overlay.ts';
import { classRules, type Described } from './rules.ts';

export type Classes = Readonly<Record<ActionClass, readonly string[]>>;

/** Reads the shapes of all operations: some two seconds. */
export function toldByModels(catalog: Catalog): Classes {
  const described = [...catalog.services.values()].flatMap((service) =>
    [...service.operations.values()].map((operation) => describe(catalog, operation)),
  );
  return eachClass((name) => described.filter(classRules[name]).map(({ operation }) => `${operation.service}:${operation.name}`));
}

export function withOverlay(told: Classes): Classes {
  return eachClass((name) => {
    const removed = new Set(operationsOf(overlay[name].removed));
    const kept = told[name].filter((id) => !removed.has(id));
    return [...new Set([...kept, ...operationsOf(overlay[name].added)])].sort();
  });
}

export function operationsOf(reviewed: readonly Reviewed[]): readonly string[] {
  return reviewed.flatMap(({ operations }) => operations.trim().split(/\s+/));
}

function eachClass(make: (name: ActionClass) => readonly string[]): Classes {
  return {
    'mints-credentials': make('mints-credentials'),
    delegates: make('delegates'),
    interactive: make('interactive'),
    'content-query': make('content-query'),
    'content-export': make('content-export'),
  };
}

function describe(catalog: Catalog, operation: Described['operation']): Described {
  const input = catalog.shape(operation, 'input');
  return {
    operation,
    input: membersOf(input),
    required: membersOf(input, { required: true }),
    output: membersOf(catalog.shape(operation, 'output')),
  };
}
