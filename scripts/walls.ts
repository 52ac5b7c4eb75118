/** The walls of the house (docs/architecture.md): who may import whom, written into biome.json by `node scripts/walls.ts`. */

import { readFileSync, writeFileSync } from 'node:fs';

/** One room: its files, what they may not import, and an import of each kind that must be refused. */
export type Room = {
  readonly name: string;
  readonly includes: readonly string[];
  /** Gitignore-like groups; an entry that begins with `!` is allowed again. */
  readonly forbidden: readonly string[];
  readonly message: string;
};

const concerns = ['identity', 'connections', 'policy', 'approval', 'masking', 'recording', 'protocols'] as const;
/** The rooms of use cases: sisters of `gateway.ts` that belong together. */
const useCases = ['approving', 'checking', 'deferring', 'reviewing', 'mcp'] as const;
const floor = ['model', 'errors', 'ports', 'http', 'canonical', 'sealed', 'instant', 'cbor'] as const;
const rooms = ['core', 'config', 'adapters', 'lambdas', 'local', 'cli', 'lib', 'scripts', 'test'] as const;
const adapterRooms = ['aws', 'clock', 'files', 'local', 'notify', 'oidc', 'query', 'schema', 'upstream'] as const;

/** Node's own modules that only compute. */
const pureNode = ['node:*', 'node:*/**', '!node:crypto', '!node:zlib', '!node:buffer'];
/** Packages that only compute; each stands behind one file. */
const purePackages = ['!@cedar-policy/cedar-wasm/**', '!@smithy/core/**', '!canonicalize', '!re2js'];
const anyPackage = ['@*/*', '@*/*/**', 'a*', 'c*', 'd*', 'e*', 'm*', 'o*', 'r*', 'u*', 'y*'];
const corePackages = [...anyPackage, ...purePackages];

function otherRooms(...allowed: readonly string[]): readonly string[] {
  return rooms.filter((room) => !allowed.includes(room)).map((room) => `#${room}/**`);
}

/** The other concerns, as seen from a folder of the given depth below `core/`. */
function siblings(own: string | undefined, depths: readonly number[]): readonly string[] {
  const others = concerns.filter((concern) => concern !== own);
  return depths.flatMap((depth) => others.map((concern) => `${up(depth)}${concern}/**`));
}

/** The use cases beside `gateway.ts`, but not the floor that lies among them. */
function sisters(depths: readonly number[]): readonly string[] {
  return depths.flatMap((depth) => [
    `${up(depth)}*.ts`,
    ...floor.map((name) => `!${up(depth)}${name}.ts`),
    ...useCases.map((name) => `${up(depth)}${name}/**`),
  ]);
}

function up(depth: number): string {
  return '../'.repeat(depth);
}

const coreMessage = 'core is pure: it imports its floor, itself, and the few packages that only compute.';

/** A concern has a room a depth, because a relative import says something else at each. `protocols` begins one folder deeper. */
function concernRooms(concern: (typeof concerns)[number]): readonly Room[] {
  const [name, depth] = concern === 'protocols' ? [`core/${concern}/*`, 2] : [`core/${concern}`, 1];
  return [
    { name, includes: [`${name}/*.ts`], depth },
    { name: `${name}, inner folders`, includes: [`${name}/*/**/*.ts`], depth: depth + 1 },
  ].map((room) => ({
    name: room.name,
    includes: room.includes,
    forbidden: [...otherRooms(), ...siblings(concern, [room.depth]), ...sisters([room.depth]), ...pureNode, ...corePackages],
    message: `${coreMessage} A concern knows no sibling.`,
  }));
}

export const walls: readonly Room[] = [
  {
    name: 'core floor',
    includes: [`core/{${floor.join(',')}}.ts`],
    forbidden: [
      ...otherRooms(),
      ...[...concerns, ...useCases].map((room) => `./${room}/**`),
      './*.ts',
      ...floor.map((name) => `!./${name}.ts`),
      ...pureNode,
      ...corePackages,
    ],
    message: 'The floor imports nothing but itself, downward.',
  },
  {
    name: 'core/catalog',
    includes: ['core/catalog/**/*.ts'],
    forbidden: [...otherRooms(), ...siblings(undefined, [1]), ...sisters([1]), ...pureNode, ...corePackages],
    message: 'The catalog is part of the floor: it imports nothing but the floor.',
  },
  ...concerns.flatMap((concern) => concernRooms(concern)),
  {
    name: 'core sisters',
    includes: ['core/*.ts', ...floor.map((name) => `!core/${name}.ts`), `core/{${useCases.join(',')}}/*.ts`],
    forbidden: [...otherRooms(), ...pureNode, ...corePackages],
    message: coreMessage,
  },
  { name: 'config', includes: ['config/**/*.ts'], forbidden: otherRooms('core'), message: 'config imports core’s floor.' },
  ...adapterRooms.map((adapter) => ({
    name: `adapters/${adapter}`,
    includes: [`adapters/${adapter}/**/*.ts`],
    forbidden: [...otherRooms('core'), ...adapterRooms.filter((other) => other !== adapter).map((other) => `../${other}/**`)],
    message: 'An adapter imports core and its SDK, never another adapter.',
  })),
  {
    name: 'lambdas',
    includes: ['lambdas/**/*.ts'],
    forbidden: [...otherRooms('core', 'config', 'adapters', 'lambdas'), '#adapters/local/**'],
    message: 'A Lambda imports core, config and adapters; nothing of one machine may ship.',
  },
  {
    name: 'local',
    includes: ['local/**/*.ts'],
    forbidden: [
      ...otherRooms('core', 'config', 'adapters', 'local', 'lambdas'),
      '#adapters/aws/**',
      '#lambdas/**',
      '!#lambdas/*/handler.ts',
    ],
    message: 'One machine imports core, config, every adapter but aws, and the handlers.',
  },
  {
    name: 'cli',
    includes: ['cli/**/*.ts'],
    forbidden: otherRooms('core', 'config', 'cli'),
    message: 'The CLI imports core and config; HTTP for the rest.',
  },
  {
    name: 'lib',
    includes: ['lib/**/*.ts'],
    forbidden: otherRooms('config', 'lib'),
    message: 'lib imports aws-cdk-lib and config; handlers by path only.',
  },
  {
    name: 'bin',
    includes: ['bin/**/*.ts'],
    forbidden: otherRooms('cli', 'lib', 'config'),
    message: 'bin imports cli, lib and config.',
  },
];

const testFiles = ['!**/*.test.ts', '!**/*.long.ts'];
const impureGlobals = [
  'Date',
  'fetch',
  'process',
  'console',
  'globalThis',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'performance',
];
const environmentReaders = [
  'lambdas/compose.ts',
  'local/compose.ts',
  'cli/environment.ts',
  'scripts/**',
  'test/**',
  'bench/**',
  '**/*.test.ts',
  '**/*.long.ts',
];

/** The `overrides` of biome.json. Biome replaces, never adds: so each room's list is whole, and no file is in two rooms. */
export function wallOverrides(): readonly object[] {
  return [
    ...walls.map((room) => ({
      includes: [...room.includes, ...testFiles],
      linter: {
        rules: {
          style: {
            noRestrictedImports: { level: 'error', options: { patterns: [{ group: room.forbidden, message: room.message }] } },
          },
        },
      },
    })),
    {
      includes: ['core/**/*.ts', ...testFiles],
      linter: {
        rules: {
          style: {
            noRestrictedGlobals: {
              level: 'error',
              options: {
                deniedGlobals: Object.fromEntries(
                  impureGlobals.map((name) => [name, 'Core knows no clock, network or process.']),
                ),
              },
            },
          },
        },
      },
    },
    { includes: environmentReaders, linter: { rules: { style: { noProcessEnv: 'off' } } } },
  ];
}

if (import.meta.main) {
  const file = new URL('../biome.json', import.meta.url);
  const config = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, `${JSON.stringify({ ...config, overrides: wallOverrides() }, undefined, 2)}\n`);
}
