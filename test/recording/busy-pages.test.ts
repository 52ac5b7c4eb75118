import { testBusyPages } from './busy-pages.ts';

testBusyPages(4_000);
