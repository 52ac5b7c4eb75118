/** The approval's page in a real browser; approval-pages.long.ts opens it in every kind of browser. */

import { aroundTests, tellDecision, tellOthers } from './support/approval-pages.ts';

aroundTests();
tellDecision('without scripts', { javaScriptEnabled: false });
tellOthers();
