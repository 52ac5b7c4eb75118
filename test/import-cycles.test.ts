/** No file imports itself, over however many others: a cycle has no order in which it can be understood. Types alone may. */

import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const rooms = '{bin,core,config,adapters,lambdas,lib,local,cli,policies,scripts,bench,test}';
const importing = /^(?:import|export)\s+(?!type\b)(?:[^'";]*?\sfrom\s+)?'([.#][^']+\.ts)'/gm;

type Graph = ReadonlyMap<string, readonly string[]>;

function importsOf(file: string, source: string): readonly string[] {
  return [...source.matchAll(importing)].map(([, name = '']) =>
    name.startsWith('#') ? name.slice(1) : posix.join(posix.dirname(file), name),
  );
}

/** The first cycle found, by its files in order; depth first, each file entered once. */
function findCycle(graph: Graph): readonly string[] | undefined {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const next of graph.get(file) ?? []) {
      const cycle = visit(next, [...path, file]);
      if (cycle !== undefined) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const cycle = visit(file, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

test('no import leads back to its own file', () => {
  const files = globSync(`${rooms}/**/*.ts`, { cwd: root });
  const graph: Graph = new Map(files.map((file) => [file, importsOf(file, readFileSync(posix.join(root, file), 'utf8'))]));

  const edges = [...graph.values()].flat();
  assert.ok(files.length > 900 && edges.length > 2000, `looked at ${files.length} files with ${edges.length} imports`);
  assert.deepEqual(
    edges.filter((file) => !graph.has(file) && !file.endsWith('.d.ts')),
    [],
  );
  assert.equal(findCycle(graph)?.join(' → '), undefined);
});

test('a cycle is found over several files, through rooms, and not where it is of types alone', () => {
  const graph = (sources: Readonly<Record<string, string>>): Graph =>
    new Map(Object.entries(sources).map(([file, source]) => [file, importsOf(file, source)]));
  const core = `import { b } from '#config/b.ts';\n`;

  assert.deepEqual(
    findCycle(
      graph({ 'core/a.ts': core, 'config/b.ts': `export {\n  c,\n} from './c.ts';`, 'config/c.ts': `import '../core/a.ts';` }),
    ),
    ['core/a.ts', 'config/b.ts', 'config/c.ts', 'core/a.ts'],
  );
  assert.equal(findCycle(graph({ 'core/a.ts': core, 'config/b.ts': `import type { A } from '../core/a.ts';` })), undefined);
});
