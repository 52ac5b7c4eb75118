/** The threat model is whole, and for each attack the tests that it names hold the sentence that shows it. */

import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const root = new URL('../', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, root), 'utf8');
const rows = [...read('docs/threat-model.md').matchAll(/^\| (\d+) \| (.*) \|$/gm)].map(([, number, rest = '']) => ({
  number: Number(number),
  cells: rest.split(' | '),
}));

/** Of each attack, what the title of a test in that file says; a test that is renamed or gone is missed here. */
const shown: Readonly<Record<number, Readonly<Record<string, readonly string[]>>>> = {
  1: {
    'test/stack/bundles.test.ts': ['in an account that it would govern, does not start'],
    'test/stack/hub.test.ts': [
      'is refused to a caller, and the resource’s own policy allows nobody else',
      'table, bucket and keyring refuse everybody but the functions that use them',
    ],
    'lib/check-deployable.test.ts': ['a connection to the account of the credentials at hand is refused'],
    'lambdas/refuse-own-account.test.ts': ['reached by a role of the gateway’s own account is refused'],
  },
  2: {
    'adapters/schema/check-schema.test.ts': ['a schema that needs something fetched cannot be used'],
    'adapters/query/jmespath.test.ts': ['an expression that takes too long is stopped'],
  },
  3: {
    'core/approval/verdict-token.test.ts': [' carries no verdict'],
    'test/security/approval-attacks.test.ts': [' gives no verdict, and the refusal is recorded'],
  },
  4: {
    'test/security/identity-attacks.test.ts': ['threats 4: a desktop agent', 'threats 4: credentials seal'],
    'test/security/policy-agents.test.ts': ['the decision for an agent is never milder than that for its person'],
  },
  5: {
    'scripts/generate-classes.long.ts': ['the models tell what nobody wrote down'],
    'test/security/policy-detours.test.ts': [
      'no delegate and no shell is allowed without an approval',
      'agents are not even asked',
    ],
  },
  6: {
    'test/stack/spoke.test.ts': ['a role passes workload roles alone', 'a role becomes no other identity'],
    'test/security/policy-detours.test.ts': ['no delegate and no shell is allowed without an approval'],
  },
  7: {
    'test/security/policy-tag-removal.test.ts': ['may not carry one that takes it out of a guardrail', 'is seen to change them'],
    'test/security/tag-denials.test.ts': ['every service of the list has resources that carry tags in conditions'],
  },
  8: {
    'test/security/forwarded-calls.test.ts': ['however it is bent, is refused or forwarded as it was decided'],
    'test/security/decode-refusals.test.ts': [' is refused: '],
    'test/security/decode-fuzz.test.ts': ['every truncation is decoded or refused'],
  },
  9: { 'test/security/policy-actions.test.ts': ['a forbid on any of a call’s actions', 'catches UploadPart and CopyObject'] },
  10: {
    'test/security/resources-threats.test.ts': ['is never known as the connection’s own', 'keeps its account'],
    'test/security/resources-narrowing.test.ts': ['every narrowing policy fits STS and grants all actions of its call'],
  },
  11: {
    'scripts/generate-classes.long.ts': ['what is pinned is what the models and the overlay say'],
    'test/security/policy-detours.test.ts': ['nobody mints credentials, whatever else is permitted'],
  },
  12: {
    'core/protocols/aws/forwarding/host-prefix.test.ts': ['no host is made of', 'the account in a host is the connection’s'],
  },
  13: {
    'test/security/approval-references.test.ts': [
      'edited after it was approved does not run',
      'cannot be read cannot be approved',
    ],
    'core/read-references.test.ts': ['another value is not'],
  },
  14: {
    'test/security/streamed-payloads.test.ts': ['nothing of a masked or withheld payload is in the store or the log'],
    'test/security/approval-verdict.test.ts': ['counts only from whoever names each of them'],
  },
  15: {
    'test/security/identity-attacks.test.ts': ['threats 15: a person, the agent', 'threats 15: a pipeline without'],
    'test/security/approval-quorum.test.ts': ['an exhaustive search seats distinct people'],
  },
  16: {
    'test/security/identity-attacks.test.ts': ['threats 16: credentials end', 'threats 16: revoking a person'],
    'test/security/approval-stored.test.ts': ['a principal that was cut off meanwhile has nothing made for it'],
  },
  17: { 'core/approval/call-digest.test.ts': ['whatever is different about caller, place or call gives another digest'] },
  18: { 'test/security/break-glass.test.ts': ['a client cannot write itself into one', ', and the refusal is recorded'] },
  19: {
    'core/approval/limits.test.ts': ['a sixth open approval of one requester is refused', 'a rejected call rests for an hour'],
    'core/approval/quoted-text.test.ts': ['a link is taken out'],
    'core/approval/message.test.ts': ['a reason that imitates our wording'],
  },
  20: {
    'test/security/policy-detours.test.ts': ['queries and exports of content are for engineers alone'],
    'test/security/masking-threats.test.ts': ['a reply that repeats a masked parameter'],
  },
  21: {
    'test/security/masking-threats.test.ts': [
      'a reply member that the catalog does not know',
      'a blob is decoded and looked into',
    ],
    'test/security/masking-canaries.test.ts': ['no canary is in the store, the log, or an answer of the API'],
  },
  22: {
    'core/recording/refusal-counter.test.ts': ['a flood from one source is told once a minute'],
    'test/security/anonymous-flood.long.ts': ['five thousand refusals fail no call of whoever is signed in'],
    'test/stack/hub.test.ts': [
      'every open route has a throttle of its own, below that of all',
      'a firewall stands in front that counts and never samples',
      'a front has the concurrency that the operator’s file reserves for it',
    ],
  },
  23: {
    'core/call-budget.test.ts': ['one principal never uses another one’s budget up'],
    'test/security/fact-budget.test.ts': ['is refused before they are read'],
  },
  24: {
    'test/security/bad-input.test.ts': ['a foreign Host and a web page’s Origin are refused'],
    'local/wire-server.test.ts': ['a foreign host and a foreign origin are not'],
    'test/security/identity-attacks.test.ts': ['threats 24: what ships to AWS knows neither the dev issuer'],
  },
  25: {
    'test/security/resources-narrowing.test.ts': ['no operation is cut to fewer types of resources than IAM asks for'],
    'test/security/resources-threats.test.ts': [
      'an object that is called * widens no session policy',
      'every way to write its name',
    ],
  },
  26: {
    'test/security/identity-cross-acceptance.test.ts': ['what is sealed for one purpose opens for that purpose alone'],
    'test/security/resent.test.ts': ['of a hundred sendings of one command at once, one reaches the upstream'],
    'test/security/wire-presigned.test.ts': ['a connection takes no presigned URL unless its file says so'],
  },
  27: {
    'test/stack/hub.test.ts': [
      'only what makes calls may assume roles: those of spokes, and none of this account',
      'what spokes trust are the roles that may assume theirs',
    ],
    'test/stack/spoke.test.ts': ['a role is entered by the hub’s callers alone', 'the service control policy keeps hub roles'],
    'test/stack/served.long.ts': ['nothing else is allowed'],
  },
  28: { 'test/security/flow-tokens.test.ts': ['a token is refused for ', 'in the replies of operations with pages'] },
};

/** The hub's tests stand in a folder, one concern a file. */
function source(file: string): string {
  if (file !== 'test/stack/hub.test.ts') return read(file);
  return globSync('test/stack/hub/*.ts', { cwd: root })
    .map((each) => read(each))
    .join('\n');
}

function titlesIn(file: string): readonly string[] {
  return [...source(file).matchAll(/\b(?:test|it)\(\s*(['`"])(.*?)\1,/g)].map(([, , title = '']) => title);
}

test('the threat model has each of the 28 attacks, with what stops it and what remains', () => {
  assert.deepEqual(
    rows.map(({ number }) => number),
    Array.from({ length: 28 }, (_, index) => index + 1),
  );
  for (const { number, cells } of rows) {
    assert.equal(cells.length, 4, `attack ${number}`);
    assert.ok(
      cells.every((cell) => cell.trim() !== ''),
      `attack ${number}`,
    );
  }
});

test('each attack names the tests that show it: they are there, and say so', () => {
  for (const { number, cells } of rows) {
    const named = [...(cells[2] ?? '').matchAll(/`([\w./-]+\.(?:test|long)\.ts)`/g)].map(([, path = '']) => path);
    assert.deepEqual(named.toSorted(), Object.keys(shown[number] ?? {}).toSorted(), `attack ${number}`);
    for (const path of named) {
      assert.ok(existsSync(new URL(path, root)), path);
      const titles = titlesIn(path);
      for (const sentence of shown[number]?.[path] ?? []) {
        assert.ok(
          titles.some((title) => title.includes(sentence)),
          `attack ${number}: no test of ${path} says "${sentence}"`,
        );
      }
    }
  }
});

test('what is named runs: each is found by the listings of the npm scripts', () => {
  const { scripts }: { readonly scripts: Readonly<Record<string, string>> } = JSON.parse(read('package.json'));
  const patterns = ['test', 'test:long'].flatMap((name) =>
    [...(scripts[name] ?? '').matchAll(/"([^"]+)"/g)].map(([, of = '']) => of),
  );
  const found = new Set(
    patterns.flatMap((pattern) => globSync(pattern, { cwd: root })).map((file) => file.replaceAll('\\', '/')),
  );

  assert.equal(patterns.length, 2);
  for (const file of new Set(Object.values(shown).flatMap((files) => Object.keys(files)))) assert.ok(found.has(file), file);
});
