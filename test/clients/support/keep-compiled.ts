/** Loaded into a gateway before its own code: tests end it by SIGKILL, which would leave nothing in NODE_COMPILE_CACHE for the next one. */

import { flushCompileCache } from 'node:module';

setTimeout(flushCompileCache, 3000).unref();
