import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maskParameters } from './mask-parameters.ts';
import { blob, list, map, operation, scalar, secret, string, structure, timestamp } from './shapes.fixture.ts';

const options = { operation: operation('CreateThing') };

test('marked parameters are masked by member names, and their clear texts become the secrets of the call', () => {
  const input = structure({
    Name: { shape: string(), wireName: 'name' },
    Password: secret,
    Pin: secret,
    Users: list(structure({ Key: secret })),
    Env: map(secret),
    Size: scalar('integer', true),
    On: scalar('boolean', true),
    Born: timestamp(true),
    Long: scalar('long', true),
  });
  const parameters = {
    Name: 'thing',
    Password: 'hunter22',
    Pin: '1234',
    Users: [{ Key: 'first-key' }, { Key: 'first-key' }],
    Env: { PATH: '/usr/bin' },
    Size: 7,
    On: true,
    Born: '2021-03-04T05:06:07.000Z',
    Long: '12345678901234567890',
  };

  const { value, masks, secrets } = maskParameters(parameters, input, options);

  assert.deepEqual(value, {
    Name: 'thing',
    Password: '[masked:secret]',
    Pin: '[masked:secret]',
    Users: [{ Key: '[masked:secret]' }, { Key: '[masked:secret]' }],
    Env: { PATH: '[masked:secret]' },
    Size: 0,
    On: false,
    Born: '2021-03-04T00:00:00.000Z',
    Long: '0',
  });
  assert.deepEqual(secrets, ['hunter22', 'first-key', '/usr/bin', '2021-03-04T05:06:07.000Z', '12345678901234567890']);
  assert.deepEqual(masks, [
    {
      rule: 'model',
      class: 'secret',
      count: 9,
      paths: ['Password', 'Pin', 'Users[].Key', 'Env.*', 'Size', 'On', 'Born', 'Long'],
    },
  ]);
});

test('a parameter that the model does not know is masked, and so is everything without a model', () => {
  assert.deepEqual(maskParameters({ A: 'a', B: { c: 'd' } }, structure({ A: string() }), options).value, {
    A: 'a',
    B: { c: '[masked:unmodelled]' },
  });
  assert.deepEqual(maskParameters({ A: 'a' }, undefined, options).value, { A: '[masked:unmodelled]' });
});

test('what only names something, or carries a client on, is masked and no secret', () => {
  const input = structure({ NextToken: secret, State: string({ sensitive: true, enumerated: true }) });

  const { value, secrets } = maskParameters({ NextToken: 'page-2-token', State: 'ENABLED' }, input, options);

  assert.deepEqual(value, { NextToken: '[masked:secret]', State: '[masked:secret]' });
  assert.deepEqual(secrets, []);
});

test('of a body that was not kept its size and keyed hash stay, unless it is sensitive', () => {
  const input = structure({ Body: blob({ streaming: true }), Payload: blob({ sensitive: true }) });
  const kept = { sizeBytes: 3, keyedHash: 'ab' };

  const { value } = maskParameters({ Body: kept, Payload: kept }, input, options);

  assert.deepEqual(value, { Body: kept, Payload: Buffer.from('[masked:secret]').toString('base64') });
});

test('the parameters that were given are not changed', () => {
  const parameters = Object.freeze({ Password: 'hunter22' });

  maskParameters(parameters, structure({ Password: secret }), options);

  assert.deepEqual(parameters, { Password: 'hunter22' });
});

test('at most 20 places are named for a rule, and all are counted', () => {
  const members = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`Secret${n}`, secret]));
  const parameters = Object.fromEntries(Object.keys(members).map((name) => [name, 'x']));

  const [line] = maskParameters(parameters, structure(members), options).masks;

  assert.equal(line?.count, 30);
  assert.equal(line?.paths.length, 20);
});

test('the overlay names the class: user data stays base64, session tokens are credentials', () => {
  const input = structure({ UserData: secret });
  const run = { operation: operation('RunInstances', 'ec2') };

  const { value, masks } = maskParameters({ UserData: 'IyEvYmluL3No' }, input, run);

  assert.deepEqual(value, { UserData: Buffer.from('[masked:user-data]').toString('base64') });
  assert.equal(masks[0]?.class, 'user-data');
});
