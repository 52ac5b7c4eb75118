/** Imported before the app: what the thousands of modules of the CDK compile to is kept for the next time. Removing the folder is always safe. */

import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// In the checkout, for others could write to a cache in a shared folder.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/compile', import.meta.url)));
