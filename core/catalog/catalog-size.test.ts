import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { test } from 'node:test';

test('the catalog with the shapes of every service stays under 3 MB compressed', (context) => {
  const sizes = ['index.pack', 'shapes.pack'].map((name) => statSync(new URL(`data/${name}`, import.meta.url)).size);
  const sizeBytes = sizes.reduce((sum, size) => sum + size, 0);

  context.diagnostic(`${sizeBytes} bytes`);
  assert.ok(sizeBytes > 0 && sizeBytes < 3_000_000);
});
