import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readShapes } from './read-shapes.ts';
import type { Shape } from './shape.ts';

test('a shape that holds itself is followed to any depth', () => {
  const graph = readShapes({
    names: ['Children', 'Node'],
    shapes: [
      { kind: 'list', member: 1 },
      { kind: 'structure', members: { children: 0 } },
    ],
    errors: {},
  });

  const node = graph.shape('Node');

  assert.equal(childOf(childOf(node)), node);
});

test('marks of a member are read, and what is absent is false', () => {
  const graph = readShapes({
    names: ['Input', 'Text'],
    shapes: [
      {
        kind: 'structure',
        members: { Token: { shape: 1, required: true, wireName: 'token', marks: ['idempotency-token'] }, Plain: 1 },
      },
      { kind: 'string', sensitive: true },
    ],
    errors: {},
  });

  const input = structure(graph.shape('Input'));
  const token = input.members.get('Token');
  const plain = input.members.get('Plain');

  assert.deepEqual([token?.wireName, token?.required, token?.isIdempotencyToken], ['token', true, true]);
  assert.deepEqual([plain?.wireName, plain?.required, plain?.isIdempotencyToken], [undefined, false, false]);
  assert.equal(plain?.shape.sensitive, true);
});

test('an error is found by its code', () => {
  const graph = readShapes({ names: ['Gone'], shapes: [{ kind: 'structure' }], errors: { 'Service.Gone': 0 } });

  assert.equal(graph.error('Service.Gone'), graph.shape('Gone'));
  assert.equal(graph.error('Gone'), undefined);
});

function structure(shape: Shape | undefined): Extract<Shape, { kind: 'structure' }> {
  assert.equal(shape?.kind, 'structure');
  return shape as Extract<Shape, { kind: 'structure' }>;
}

function childOf(shape: Shape | undefined): Shape | undefined {
  const children = structure(shape).members.get('children')?.shape;
  return children?.kind === 'list' ? children.member.shape : undefined;
}
