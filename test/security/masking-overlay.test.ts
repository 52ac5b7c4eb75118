import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import type { Shape } from '#core/catalog/shape.ts';
import { overlay } from '#core/masking/classes.ts';
import { type PathRule, type RuleState, startRules } from '#core/masking/path-rule.ts';

const catalog = readCatalog();

test('every line of the overlay names a place that the models have', () => {
  const stale = overlay.filter((rule) => !namesAPlace(rule)).map(({ operation, path }) => `${operation} ${path}`);

  assert.deepEqual(stale, []);
  assert.equal(namesAPlace({ operation: 'ec2:*', path: '**.NoSuchMember', list: 'always', class: 'secret', reason: '' }), false);
  assert.ok(overlay.length > 100);
});

test('every line of the overlay has its reason, and no line stands twice', () => {
  const lines = overlay.map(({ operation, path, list, side }) => `${operation} ${path} ${list} ${side ?? ''}`);

  assert.ok(overlay.every(({ reason }) => reason.length > 10));
  assert.equal(new Set(lines).size, lines.length);
});

function namesAPlace(rule: PathRule): boolean {
  const [service = ''] = rule.operation.split(':');
  const services = service === '*' ? ['sts', 'iam', 'lakeformation', 'eks-auth', 'sso'] : [service];
  return services.some((id) =>
    [...(catalog.services.get(id)?.operations.values() ?? [])].some((operation) =>
      (['input', 'output'] as const).some((side) => {
        const shape = catalog.shape(operation, side);
        return (
          shape !== undefined && reaches(shape, startRules([rule], `${operation.service}:${operation.name}`, side), new Map())
        );
      }),
    ),
  );
}

function reaches(shape: Shape, state: RuleState, seen: Map<Shape, Set<string>>): boolean {
  if (state.ended.length > 0) return true;
  const states = seen.get(shape) ?? new Set();
  seen.set(shape, states);
  if (state.id === '' || states.has(state.id)) return false;
  states.add(state.id);
  switch (shape.kind) {
    case 'structure':
      return [...shape.members].some(([name, member]) => reaches(member.shape, state.step(name), seen));
    case 'list':
      return reaches(shape.member.shape, state.step('[]'), seen);
    case 'map':
      return state.step('{}').ended.length > 0 || reaches(shape.value.shape, state.step('*'), seen);
    default:
      return false;
  }
}
