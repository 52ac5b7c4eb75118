import { aroundTests, tellDecision } from './support/approval-pages.ts';

aroundTests();
tellDecision('on a desk', {});
tellDecision('on a phone', { viewport: { width: 360, height: 640 }, isMobile: true, hasTouch: true });
