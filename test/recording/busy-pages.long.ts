import { testBusyPages } from './busy-pages.ts';

// A million take half an hour to make here: `npm run bench -- search` asks those.
testBusyPages(50_000);
