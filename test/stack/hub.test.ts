/**
 * What the stack of the hub promises, a file a concern in `hub/`. They run in one process, because each of them reads the same
 * few stacks, and making one takes seconds.
 */

import { globSync } from 'node:fs';

const concerns = globSync('*.ts', { cwd: new URL('hub', import.meta.url) });

for (const file of concerns.toSorted()) await import(`./hub/${file}`);
