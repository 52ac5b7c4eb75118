import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordView } from './claim.ts';
import { everyDetection } from './default-detection.ts';
import { fill } from './detector.ts';
import { replyFinder } from './finder.ts';
import { freeForm } from './free-form.ts';
import { findInJson } from './mask-json.ts';
import { planOf } from './plan-of.ts';
import { renderText } from './render.ts';
import { document, structure } from './shapes.fixture.ts';

const finder = replyFinder({ secrets: [], detection: everyDetection() });

function masked(value: unknown, plan = freeForm): unknown {
  const text = JSON.stringify(value);
  return JSON.parse(renderText(text, findInJson(text, plan, finder), recordView));
}

test('a template that says where a secret comes from, and what it may be, stays readable', () => {
  const template = {
    DbSecret: {
      Type: 'AWS::SecretsManager::Secret',
      Properties: { GenerateSecretString: { SecretStringTemplate: '{"username":"admin"}', GenerateStringKey: 'password' } },
    },
    Db: { MasterUserPassword: { Ref: 'DbPassword' }, AdminPassword: { 'Fn::ImportValue': 'shared-password-of-the-stage' } },
    schema: { password: { type: 'string', description: 'at least twelve letters and digits', pattern: '^[a-z0-9]{12,}$' } },
  };

  assert.deepEqual(masked(template), template);
});

test('what stands below a secret name is masked all the same, and so is a secret in a template', () => {
  const value = {
    credentials: { user: 'somebody-else', pin: 'a1b2c3d4' },
    DbSecret: { Properties: { MasterUserPassword: fill(12) } },
  };

  assert.deepEqual(masked(value), {
    credentials: { user: '[masked:secret]', pin: '[masked:secret]' },
    DbSecret: { Properties: { MasterUserPassword: '[masked:secret]' } },
  });
});

test('a login called auth is masked, and an object of that name is looked into', () => {
  const login = Buffer.from(`ci:${fill(12)}`).toString('base64');
  const value = { registry: { auth: login }, pages: { auth: { order: ['BUTTON', 'INPUT-FIELD'], clientSecret: fill(20) } } };
  const seen = {
    registry: { auth: '[masked:secret]' },
    pages: { auth: { order: ['BUTTON', 'INPUT-FIELD'], clientSecret: '[masked:secret]' } },
  };

  assert.deepEqual(masked(value), seen);
  assert.deepEqual(masked({ settings: value.pages }, planOf(structure({ settings: document() }), walked)), {
    settings: seen.pages,
  });
});

const walked = { service: 'things', operation: 'GetThing', side: 'output', naming: 'json' } as const;

test('a social security number is one by its name, as text and as number, and nothing else of that name is', () => {
  const value = {
    ssn: '536228145',
    socialSecurityNumber: 536228145,
    customer_ssn: '536 22 8145',
    hasSsn: true,
    ssn_id: 'row-77',
  };

  assert.deepEqual(masked(value), {
    ssn: '0',
    socialSecurityNumber: 0,
    customer_ssn: '[masked:pii.id]',
    hasSsn: true,
    ssn_id: 'row-77',
  });
});
