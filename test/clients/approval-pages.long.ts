/** The approval's page in a real browser, of every kind. */

import { aroundTests, tellDecision, tellOthers } from './support/approval-pages.ts';

aroundTests();
tellDecision('without scripts', { javaScriptEnabled: false });
tellDecision('on a desk', {});
tellDecision('on a phone', { viewport: { width: 360, height: 640 }, isMobile: true, hasTouch: true });
tellOthers();
