import { testBusyPages } from './busy-pages.ts';

testBusyPages(1_000_000);
