/** A real browser for the pages, when the machine has one. */

import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const executablePath = '/usr/bin/chromium';

/** `undefined`, with one line that says so, on a machine without it. */
export async function openBrowser(): Promise<Browser | undefined> {
  if (existsSync(executablePath)) return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  process.stdout.write(`skipped: ${executablePath} is not on this machine, so no page was opened in a browser\n`);
  return undefined;
}
