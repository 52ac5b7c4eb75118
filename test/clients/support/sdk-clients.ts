/** Unmodified clients of the AWS SDK for JavaScript: the same through the gateway as straight at the upstream, apart from masks. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Issued, startGateway, type TestGateway } from './gateway.ts';
import { openConfig } from './open-config.ts';
import { compareSdk, startUpstream, type Upstream } from './sdk-comparison.ts';
import type { SdkPackage } from './sdk-packages.ts';

/** Tries every `step`-th operation of each of them. */
export function trySdkClients(packages: readonly SdkPackage[], step: number): void {
  let home: string;
  let upstream: Upstream;
  let gateway: TestGateway | undefined;
  let wireUrl: string;
  let issued: Issued;

  before(async () => {
    home = mkdtempSync(join(tmpdir(), 'countersign-sdk-'));
    upstream = await startUpstream();
    gateway = await startGateway({ configFile: openConfig(home, upstream.endpoint) });
    wireUrl = gateway.wireUrl;
    issued = await gateway.issue('engineer');
  });
  after(async () => {
    await gateway?.stop();
    await upstream.close();
    rmSync(home, { recursive: true });
  });

  for (const sdk of packages) {
    test(`the client of ${sdk.service} in ${sdk.protocol} gets through the gateway what it gets without`, async (context) => {
      const between = { upstream, wireUrl, issued };

      const { compared, masked, unusable, differences } = await compareSdk(sdk, between, step);

      context.diagnostic(`${compared} operations, ${masked} of them masked; no sample for ${unusable.join(', ') || 'none'}`);
      assert.ok(compared > unusable.length * 5, `${compared} compared`);
      assert.deepEqual(differences, []);
    });
  }
}
