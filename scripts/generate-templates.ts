/** Makes `templates/countersign-spoke.template.json` of `lib/spoke-stack.ts`: `node scripts/generate-templates.ts`. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { CountersignSpoke } from '#lib/spoke-stack.ts';

export const spokeTemplateFile = new URL('../templates/countersign-spoke.template.json', import.meta.url);

/** As the CDK's CLI would make it: with the context of cdk.json. */
export function spokeTemplate(): string {
  const { context } = JSON.parse(readFileSync(new URL('../cdk.json', import.meta.url), 'utf8'));
  const outdir = mkdtempSync(join(tmpdir(), 'countersign-spoke-'));
  try {
    const app = new App({ context, outdir });
    const { artifactId } = new CountersignSpoke(app, 'CountersignSpoke');
    return `${JSON.stringify(app.synth().getStackArtifact(artifactId).template, undefined, 1)}\n`;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

if (import.meta.main) writeFileSync(spokeTemplateFile, spokeTemplate());
