import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { wallOverrides } from '#scripts/walls.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A file of each room, and imports that must be refused there. */
const breaches: readonly (readonly [file: string, imports: readonly string[]])[] = [
  [
    'core/model.ts',
    ['./gateway.ts', './policy/decide.ts', './mcp/front.ts', '#adapters/local/store.ts', 'node:fs', '@aws-sdk/client-sts'],
  ],
  [
    'core/catalog/breach.ts',
    ['../policy/decide.ts', '../gateway.ts', '../mcp/front.ts', '#core/policy/decide.ts', 'node:fs/promises', 'ajv'],
  ],
  ...['identity', 'connections', 'policy', 'approval', 'masking', 'recording'].map(
    (concern) =>
      [
        `core/${concern}/breach.ts`,
        [
          ...['identity', 'connections', 'policy', 'approval', 'masking', 'recording', 'protocols']
            .filter((other) => other !== concern)
            .map((other) => `../${other}/x.ts`),
          '../gateway.ts',
          '../approving/leg.ts',
          '#core/gateway.ts',
          '#adapters/local/store.ts',
          '#config/config.ts',
          'node:fs',
          'node:http',
          '@aws-sdk/client-sts',
          'ajv',
          'yaml',
        ],
      ] as const,
  ),
  [
    'core/protocols/aws/breach.ts',
    ['../../policy/decide.ts', '../../masking/x.ts', '../../gateway.ts', '../../mcp/front.ts', 'node:net', '@aws-sdk/client-s3'],
  ],
  [
    'core/protocols/aws/encode/breach.ts',
    ['../../../policy/decide.ts', '../../../masking/x.ts', '../../../gateway.ts', 'node:net', '#core/gateway.ts'],
  ],
  ['core/masking/detectors/breach.ts', ['../../policy/decide.ts', '../../gateway.ts', 'node:fs']],
  ['core/breach.ts', ['#adapters/local/store.ts', '#lambdas/api/handler.ts', '#config/config.ts', 'node:fs', 'aws-jwt-verify']],
  [
    'core/approving/breach.ts',
    ['#adapters/local/store.ts', '#lambdas/api/handler.ts', '#config/config.ts', 'node:fs', 'aws-jwt-verify'],
  ],
  ['config/breach.ts', ['#adapters/local/store.ts', '#lambdas/api/handler.ts', '#local/main.ts', '#cli/main.ts']],
  [
    'adapters/aws/breach.ts',
    ['../local/store.ts', '../upstream/aws-http.ts', '#local/main.ts', '#adapters/local/store.ts', '#config/config.ts'],
  ],
  ['adapters/local/breach.ts', ['../aws/table.ts', '#lambdas/api/handler.ts', '#adapters/aws/table.ts']],
  ['adapters/clock/breach.ts', ['../aws/table.ts', '#local/main.ts', '#config/config.ts']],
  ['adapters/files/breach.ts', ['../aws/table.ts', '../local/store.ts', '#local/main.ts']],
  ['adapters/oidc/breach.ts', ['../aws/table.ts', '#cli/main.ts']],
  ['adapters/upstream/breach.ts', ['../local/store.ts', '#config/config.ts']],
  ['adapters/notify/breach.ts', ['../local/store.ts', '#config/config.ts']],
  [
    'lambdas/breach.ts',
    ['#adapters/local/store.ts', '#local/main.ts', '#cli/main.ts', '#lib/countersign-stack.ts', '#test/x.ts'],
  ],
  ['local/breach.ts', ['#adapters/aws/table.ts', '#lambdas/compose.ts', '#cli/main.ts', '#lib/countersign-stack.ts']],
  ['cli/breach.ts', ['#adapters/local/store.ts', '#lambdas/api/handler.ts', '#local/main.ts', '#lib/countersign-stack.ts']],
  ['lib/breach.ts', ['#core/gateway.ts', '#adapters/aws/table.ts', '#lambdas/api/handler.ts']],
  ['bin/breach.ts', ['#core/gateway.ts', '#adapters/aws/table.ts', '#local/main.ts']],
];

/** Imports that the walls let through: a wall that refuses everything proves nothing. */
const allowed: readonly (readonly [file: string, imports: readonly string[]])[] = [
  ['core/ports.ts', ['./model.ts', './http.ts']],
  ['core/canonical.ts', ['node:crypto', 'canonicalize', './model.ts']],
  ['core/policy/fine.ts', ['../model.ts', '../catalog/service.ts', './decide.ts', 'node:crypto', '@cedar-policy/cedar-wasm/web']],
  ['core/protocols/aws/fine.ts', ['../../model.ts', '../../catalog/service.ts', './decode.ts', '@smithy/core/cbor']],
  ['core/protocols/aws/encode/fine.ts', ['../../../model.ts', '../../../catalog/shape.ts', '../scalars.ts']],
  ['core/mcp/fine.ts', ['../policy/decide.ts', '../gateway.ts', '../approving/leg.ts', 'node:crypto']],
  ['core/fine.ts', ['./policy/decide.ts', './masking/mask-reply.ts']],
  ['adapters/aws/fine.ts', ['#core/ports.ts', './table.ts', '@aws-sdk/client-dynamodb', 'node:fs']],
  ['lambdas/fine.ts', ['#adapters/aws/table.ts', '#config/config.ts', '@middy/core']],
  ['local/fine.ts', ['#lambdas/api/handler.ts', '#adapters/local/store.ts', 'node:http']],
  ['lib/fine.ts', ['aws-cdk-lib', '#config/config.ts']],
];

type Diagnostic = { readonly category: string; readonly location: { readonly path: string } };

function lint(files: readonly (readonly [file: string, text: string])[]): readonly Diagnostic[] {
  const folder = mkdtempSync(join(tmpdir(), 'walls-'));
  try {
    const config = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'));
    writeFileSync(join(folder, 'biome.json'), JSON.stringify({ ...config, vcs: { enabled: false } }));
    cpSync(join(root, 'package.json'), join(folder, 'package.json'));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    for (const [file, text] of files) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    const program = join(root, 'node_modules', '.bin', 'biome');
    const run = spawnSync(program, ['lint', '--reporter=json', '--max-diagnostics=none', '.'], { cwd: folder, encoding: 'utf8' });
    const report = JSON.parse(run.stdout) as { diagnostics: readonly Diagnostic[] };
    return report.diagnostics;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function refusedImports(cases: typeof breaches): ReadonlySet<string> {
  const files = cases.flatMap(([file, imports]) =>
    imports.map((specifier, index) => [seedName(file, index), `import '${specifier}';\n`] as const),
  );
  const found = lint(files).filter((each) => each.category === 'lint/style/noRestrictedImports');
  return new Set(found.map((each) => each.location.path.replace(/^\.\//, '')));
}

/** Seeds live beside the file they stand for, but the floor's files are rooms by their own names: those keep theirs. */
function seedName(file: string, index: number): string {
  return file.replace(/\.ts$/, `.${index}.ts`);
}

test('each forbidden import is refused in each room', () => {
  const cases = breaches.filter(([file]) => !/^core\/(model|ports|canonical)\.ts$/.test(file));

  const refused = refusedImports(cases);

  const passed = cases.flatMap(([file, imports]) =>
    imports.flatMap((specifier, index) => (refused.has(seedName(file, index)) ? [] : [`${file} may import ${specifier}`])),
  );
  assert.deepEqual(passed, []);
  assert.ok(refused.size >= 100, `only ${refused.size} breaches were seeded`);
});

test('each forbidden import is refused in the floor', () => {
  const [[file, imports] = ['', []]] = breaches;

  const found = lint([[file, imports.map((specifier) => `import '${specifier}';\n`).join('')]]);

  const refusals = found.filter((each) => each.category === 'lint/style/noRestrictedImports');
  assert.equal(refusals.length, imports.length, `${file} may import one of ${imports.join(', ')}`);
});

test('what the design allows passes the walls', () => {
  const files = allowed.map(
    ([file, imports]) => [file, imports.map((specifier) => `import '${specifier}';`).join('\n')] as const,
  );

  const refused = lint(files).filter((each) => each.category === 'lint/style/noRestrictedImports');

  assert.deepEqual(
    refused.map((each) => each.location.path),
    [],
  );
});

test('core may not touch the clock, the network or the process', () => {
  const uses = ['Date.now()', 'fetch("x")', 'process.env', 'console.log(1)', 'globalThis.fetch', 'setTimeout(f, 1)'];

  const found = lint(uses.map((use, index) => [`core/policy/use-${index}.ts`, `export const value = ${use};\n`]));

  const caught = new Set(
    found.filter((each) => /noRestrictedGlobals|noProcessEnv|noConsole/.test(each.category)).map((each) => each.location.path),
  );
  assert.equal(caught.size, uses.length);
});

test('biome.json holds the walls as scripts/walls.ts writes them', () => {
  const config = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'));

  assert.deepEqual(config.overrides, JSON.parse(JSON.stringify(wallOverrides())));
});

test('only masking makes something masked, and only sealing something sealed', () => {
  // Beside them: the canonical line is put together of masked parts; what a store or a seal gives back was masked when it went in.
  const makers = ['core/sealed.ts', 'core/recording/line.ts', 'core/recording/stored-event.ts', 'core/sealed-outcome.ts'];
  const run = spawnSync(
    'git',
    ['grep', '-lE', 'as (Masked|Sealed)\\b', '--', '*.ts', ':!*.test.ts', ':!*.long.ts', ':!*.fixture.ts', ':!test'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );

  const files = run.stdout.split('\n').filter((file) => file !== '');

  assert.deepEqual(
    files.filter((file) => !file.startsWith('core/masking/') && !makers.includes(file)),
    [],
  );
  assert.ok(files.includes('core/sealed.ts'));
});
