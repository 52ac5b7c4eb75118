import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ask, permitAll, policySet } from '#test/policy/questions.ts';
import { type CompileOptions, compilePolicies, type PolicyFile } from './compile-policies.ts';
import { decide } from './decide.ts';
import { PolicySetError } from './policy-set-error.ts';

policySet(permitAll);

function problemsOf(text: string, options: CompileOptions = {}): readonly string[] {
  return problemsOfFiles([{ name: 'a.cedar', text }], options);
}

function problemsOfFiles(files: readonly PolicyFile[], options: CompileOptions = {}): readonly string[] {
  try {
    compilePolicies(files, options);
  } catch (error) {
    if (error instanceof PolicySetError) return error.problems.map(({ file, line, message }) => `${file}:${line}: ${message}`);
    throw error;
  }
  return [];
}

const forbid = (annotations: string, condition = '') => `${annotations} forbid (principal, action, resource) ${condition};`;
const lift = 'unless { context.approvals.contains("change") }';

describe('policies are refused with file, line and cure', () => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['a syntax error', `${permitAll}\n\npermit (principl, action, resource);`, /^a\.cedar:3: .*principl/],
    ['a policy without an id', `${permitAll}\npermit (principal, action, resource);`, /^a\.cedar:2: .*no @id.*give it one/],
    ['an id that is empty', '@id("") permit (principal, action, resource);', /^a\.cedar:1: @id takes/],
    [
      'an id with a colon, as the product itself uses',
      '@id("countersign:permit-all") permit (principal, action, resource);',
      /^a\.cedar:1: @id takes/,
    ],
    [
      'an annotation given twice',
      '@id("a") @id("b") permit (principal, action, resource);',
      /^a\.cedar:1: .*duplicate annotation/,
    ],
    ['a forbid without a reason', forbid('@id("a")'), /^a\.cedar:1: .*@reason.*refused caller/],
    ['a reason of two lines', forbid('@id("a") @reason("one\\ntwo")'), /^a\.cedar:1: @reason takes one line/],
    ['an approval on a permit', '@id("a") @approval("x") permit (principal, action, resource);', /on a forbid only/],
    ['a permit that waits for an approval', `@id("a") permit (principal, action, resource) ${lift};`, /a permit cannot wait/],
    ['an approval without a chain', forbid('@id("a") @reason("r") @approval(" , ")'), /names no chain/],
    ['an unknown annotation', '@id("a") @mask("x") permit (principal, action, resource);', /^a\.cedar:1: @mask has no meaning/],
    [
      'an approval that can never be lifted',
      forbid('@id("a") @reason("r") @approval("change")'),
      /no approval can lift it: add unless/,
    ],
    ['an approval that nobody is asked for', forbid('@id("a") @reason("r")', lift), /nobody would ever be asked/],
    ['a template', '@id("a") permit (principal == ?principal, action, resource);', /templates/],
    [
      'tags of something that is neither principal, resource nor parameters',
      '@id("a") permit (principal, action, resource) when { (if context.mfa then resource else resource).hasTag("x") };',
      /tags can be read of/,
    ],
    [
      'a parameter whose path is computed',
      '@id("a") permit (principal, action, resource) when { context.requestParams.hasTag(context.channel) };',
      /write the parameter’s path/,
    ],
    [
      'a parameter path that leads nowhere',
      '@id("a") permit (principal, action, resource) when { context.requestParams.hasTag("Tags[") };',
      /is no path/,
    ],
    [
      'brackets nested too deeply',
      `@id("a") permit (principal, action, resource) when { ${'('.repeat(500)}true${')'.repeat(500)} };`,
      /nest deeper than 32/,
    ],
    [
      'sets nested too deeply',
      `@id("a") permit (principal, action, resource) when { ${'['.repeat(500)}${']'.repeat(500)} == 1 };`,
      /nest deeper than 32/,
    ],
    [
      'a chain of operators without end',
      `@id("a") permit (principal, action, resource) when { ${'true && '.repeat(2_000)}true };`,
      /more than 300 operators/,
    ],
    [
      'a chain of attributes without end',
      `@id("a") permit (principal, action, resource) when { context${'.a'.repeat(2_000)} };`,
      /more than 300 operators/,
    ],
    [
      'a chain of indexes without end',
      `@id("a") permit (principal, action, resource) when { context${'["a"]'.repeat(2_000)} };`,
      /more than 300 operators/,
    ],
    [
      'a name of parts without end',
      `@id("a") permit (principal, action, resource) when { principal == A${'::A'.repeat(2_000)}::"x" };`,
      /more than 10 parts/,
    ],
    ['comments without end', `${'// a\n'.repeat(5_000)}${permitAll}`, /more than 1000 comments .* take some out/],
    [
      'an endless chain of else',
      `@id("a") permit (principal, action, resource) when { ${'if true then true else '.repeat(2_000)}true };`,
      /more than 300 operators/,
    ],
    ['a file of 10 MB', `${permitAll}//${'x'.repeat(10_000_000)}`, /over 262144 bytes; split it/],
  ];
  for (const [name, text, expected] of cases) {
    test(name, () => {
      const problems = problemsOf(text);

      assert.equal(problems.length, 1);
      assert.match(problems[0] ?? '', expected);
    });
  }

  test('an id in two files, naming both places', () => {
    const problems = problemsOfFiles([
      { name: 'a.cedar', text: permitAll },
      { name: 'b.cedar', text: `\n\n${permitAll}` },
    ]);

    assert.deepEqual(problems, ['b.cedar:3: @id("all") is taken by the policy at a.cedar:1; give this one an id of its own']);
  });

  test('a chain that the operator’s file does not define', () => {
    const text = forbid('@id("a") @reason("r") @approval("change")', lift);

    assert.match(problemsOf(text, { chains: ['other'] })[0] ?? '', /"change" is not defined.*name one of other/);
    assert.deepEqual(problemsOf(text, { chains: ['change'] }), []);
  });

  test('all problems at once', () => {
    const text = ['permit (principal, action, resource);', forbid('@id("b")'), forbid('@id("c") @wrong("x")')].join('\n');

    assert.deepEqual(
      problemsOf(text).map((problem) => problem.slice(0, 'a.cedar:1'.length)),
      ['a.cedar:1', 'a.cedar:2', 'a.cedar:3', 'a.cedar:3'],
    );
  });

  test('the engine still works after the bombs', () => {
    assert.deepEqual(problemsOf(permitAll), []);
  });
});

test('policies at the limits still decide', () => {
  const long = `@id("long") permit (principal, action, resource) when { ${'context.mfa || '.repeat(140)}true };`;
  const deep = `@id("deep") permit (principal, action, resource) when { ${'('.repeat(31)}true${')'.repeat(31)} };`;

  assert.equal(decide(policySet(long, deep), ask()).outcome, 'allow');
});

test('several chains stand in one annotation', () => {
  const both = 'unless { context.approvals.contains("b") && context.approvals.contains("a") }';

  const set = policySet(forbid('@id("x") @reason("r") @approval("b, a")', both));

  assert.deepEqual(set.policies.get('x')?.chains, ['a', 'b']);
});

test('ids are those of the annotations, whatever the number of policies', () => {
  const texts = Array.from({ length: 25 }, (_, index) => `@id("p${index}") permit (principal, action, resource);`);

  const set = policySet(...texts);

  assert.equal(set.policies.get('p13')?.line, 14);
  assert.ok(set.policies.get('p13')?.text.includes('@id("p13")'));
});

test('a policy that stands in a comment too keeps its own line', () => {
  const set = policySet(`// ${permitAll}`, permitAll);

  assert.deepEqual([...set.policies.keys()], ['all']);
});

test('the version does not change with the files that policies stand in, and does with their texts', () => {
  const [a, b] = ['@id("a") permit (principal, action, resource);', '@id("b") permit (principal, action, resource);'];
  const together = compilePolicies([{ name: 'x.cedar', text: `${a}\n${b}` }]);
  const apart = compilePolicies([
    { name: 'y.cedar', text: b },
    { name: 'z.cedar', text: `// moved\n${a}` },
  ]);

  assert.equal(together.version, apart.version);
  assert.notEqual(together.version, policySet(a).version);
});

test('no policies at all are a set that permits nothing', () => {
  assert.equal(compilePolicies([]).policies.size, 0);
});
