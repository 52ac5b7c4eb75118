/** `countersign mask try`: what masking makes of a file, and which rules hit. It reads files, and works without a gateway. */

import { readFileSync } from 'node:fs';
import { parseConfig } from '#config/parse-config.ts';
import { GatewayError } from '#core/errors.ts';
import { createMasker, type Masker } from '#core/masking/masker.ts';
import type { MaskHit } from '#core/model.ts';
import { CliError } from './cli-error.ts';
import { openCatalog } from './policy-files.ts';

export type MaskTryOptions = {
  readonly file: string;
  readonly service?: string;
  readonly operation?: string;
  readonly config?: string;
};

export type Tried = { readonly masked: string; readonly masks: readonly MaskHit[] };

/** The client's view where no policy reveals anything. Errors: CliError `usage`. */
export function tryMask({ file, service, operation, config }: MaskTryOptions): Tried {
  const text = textOf(file);
  const masker = maskerOf(config);
  try {
    return service === undefined && operation === undefined
      ? masked(masker.maskContent(text))
      : tryReply(masker, text, { service, operation });
  } catch (error) {
    if (error instanceof GatewayError) throw new CliError('usage', error.message);
    throw error;
  }
}

type Named = { readonly service: string | undefined; readonly operation: string | undefined };

function tryReply(masker: Masker, text: string, { service = '', operation: name = '' }: Named): Tried {
  const catalog = openCatalog();
  const operation = catalog.operation(service, name);
  if (operation === undefined) {
    throw new CliError(
      'usage',
      `The catalog knows no operation "${service}:${name}". Give --service and --operation as in AWS's API reference.`,
    );
  }
  const reply = { status: 200, headers: [], body: Buffer.from(text) };
  const protocol = /^\s*</.test(text) ? 'rest-xml' : 'json';
  const answer = masker.maskReply(reply, { operation, protocol, output: catalog.shape(operation, 'output'), secrets: [] });
  return { masked: Buffer.from(answer.client.body).toString('utf8'), masks: answer.masks };
}

function masked({ text, masks }: ReturnType<Masker['maskContent']>): Tried {
  return { masked: text, masks };
}

function maskerOf(file: string | undefined): Masker {
  try {
    return createMasker(file === undefined ? { rules: [], enable: [] } : parseConfig(textOf(file), file).masking);
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError('usage', error instanceof Error ? error.message : String(error));
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new CliError('usage', `${file} cannot be read. Name a text file: countersign mask try --file FILE`);
  }
}
