import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import type { Shape } from '../catalog/shape.ts';
import { presentRead, shownValues } from './present.ts';
import { looks } from './present-looks.ts';
import { sampleApproval } from './sample-approval.fixture.ts';

const catalog = readCatalog();

test('there are looks for thirty operations and more, over all nine services', () => {
  const services = new Set(Object.keys(looks).map((name) => name.split(':')[0]));

  assert.ok(Object.keys(looks).length >= 30, String(Object.keys(looks).length));
  assert.deepEqual([...services].sort(), ['dynamodb', 'ec2', 'ecs', 'iam', 'lambda', 'rds', 's3', 'secretsmanager', 'ssm']);
});

for (const [name, { read, ask, within, show }] of Object.entries(looks)) {
  test(`${name} is looked at by a read of AWS, with members that both have`, () => {
    const [called, reading] = [operationOf(name), operationOf(read)];
    const input = membersOf(catalog.shape(called, 'input'));
    const taken: string[] = [];
    const get = (_: object, member: string | symbol) => {
      taken.push(String(member));
      return ['x'];
    };
    const asked = ask(new Proxy({}, { get }));

    assert.match(reading.access, /^(?:list|read)$/);
    assert.deepEqual(
      taken.filter((member) => !input.has(member)),
      [],
    );
    assert.deepEqual(
      Object.keys(asked).filter((member) => !membersOf(catalog.shape(reading, 'input')).has(member)),
      [],
    );
    for (const path of show) assert.ok(hasPath(catalog.shape(reading, 'output'), [...within, ...path.split('.')]), path);
  });
}

test('the thing that a call names is asked for, and nothing where it names none', () => {
  const call = { ...sampleApproval().call, parameters: { InstanceIds: ['i-1', 'i-2'] } };

  const read = presentRead(call);

  assert.deepEqual(
    [read?.service, read?.operation, read?.parameters],
    ['ec2', 'DescribeInstances', { InstanceIds: ['i-1', 'i-2'] }],
  );
  assert.equal(presentRead({ ...call, parameters: {} }), undefined);
  assert.equal(presentRead({ ...call, operation: 'RunInstances' }), undefined);
});

test('several things are shown side by side, and what is missing is left out', () => {
  const read = presentRead({ ...sampleApproval().call, parameters: { InstanceIds: ['i-1', 'i-2'] } });
  assert.ok(read);
  const machine = (id: string, state: string) => ({ InstanceId: id, State: { Name: state, Code: 16 } });

  const shown = shownValues(
    { Reservations: [{ Instances: [machine('i-1', 'running')] }, { Instances: [machine('i-2', 'stopped')] }] },
    read,
  );

  assert.deepEqual(shown, [
    { name: 'InstanceId', text: 'i-1, i-2' },
    { name: 'State.Name', text: 'running, stopped' },
  ]);
  assert.deepEqual(shownValues({ Reservations: [] }, read), []);
});

function operationOf(name: string) {
  const [service = '', operation = ''] = name.split(':');
  const found = catalog.operation(service, operation);
  assert.ok(found, name);
  return found;
}

function membersOf(shape: Shape | undefined) {
  assert.ok(shape?.kind === 'structure');
  return shape.members;
}

function hasPath(shape: Shape | undefined, [name, ...rest]: readonly string[]): boolean {
  if (shape?.kind === 'list') return hasPath(shape.member.shape, name === undefined ? [] : [name, ...rest]);
  if (name === undefined) return shape !== undefined && shape.kind !== 'structure' && shape.kind !== 'map';
  return shape?.kind === 'structure' && hasPath(shape.members.get(name)?.shape, rest);
}
