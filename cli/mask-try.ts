/** `countersign mask try`: what masking makes of a file, and which rules hit. It reads files, and works without a gateway. */

import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import type { Config } from '#config/config.ts';
import { parseConfig } from '#config/parse-config.ts';
import type { Protocol } from '#core/catalog/service.ts';
import type { Shape } from '#core/catalog/shape.ts';
import { GatewayError } from '#core/errors.ts';
import { createMasker, type Masker } from '#core/masking/masker.ts';
import { looksLikeText } from '#core/masking/payload-kind.ts';
import type { MaskHit } from '#core/model.ts';
import { CliError } from './cli-error.ts';
import { openCatalog } from './policy-files.ts';

export type MaskTryOptions = {
  readonly file: string;
  readonly service?: string;
  readonly operation?: string;
  readonly config?: string;
};

export type Tried = {
  /** How the file was read; absent for a text that no model describes. */
  readonly protocol?: Protocol;
  /** CBOR in base64. */
  readonly masked: string;
  readonly masks: readonly MaskHit[];
};

/** The client's view where no policy reveals anything. Errors: CliError `usage`. */
export function tryMask({ file, service, operation, config }: MaskTryOptions): Tried {
  const bytes = bytesOf(file);
  const masker = maskerOf(config);
  try {
    return service === undefined && operation === undefined
      ? masked(masker.maskContent(textOf(bytes, file)))
      : tryReply(masker, bytes, { service, operation });
  } catch (error) {
    if (error instanceof GatewayError) throw new CliError('usage', error.message);
    throw error;
  }
}

function textOf(bytes: Buffer, file: string): string {
  if (isUtf8(bytes) && looksLikeText(bytes)) return bytes.toString('utf8');
  throw new CliError(
    'usage',
    `${file} is no text in UTF-8, so nothing in it can be masked: such bytes are of the class binary, and withheld without reveal:binary.`,
  );
}

type Named = { readonly service: string | undefined; readonly operation: string | undefined };

function tryReply(masker: Masker, body: Buffer, { service = '', operation: name = '' }: Named): Tried {
  const catalog = openCatalog();
  const operation = catalog.operation(service, name);
  if (operation === undefined) {
    throw new CliError(
      'usage',
      `The catalog knows no operation "${service}:${name}". Give --service and --operation as in AWS's API reference.`,
    );
  }
  const protocols = catalog.services.get(service)?.protocols ?? [];
  const output = catalog.shape(operation, 'output');
  const protocol = (isOwnPayload(output) ? protocols[0] : undefined) ?? protocolOf(body, protocols);
  const wire = { operation, protocol, output, secrets: [] };
  const answer = masker.maskReply({ status: 200, headers: [], body }, wire);
  const text = Buffer.from(answer.client.body);
  return { protocol, masked: protocol === 'cbor' ? text.toString('base64') : text.toString('utf8'), masks: answer.masks };
}

/** A body of the caller's own (an S3 object) may begin with anything. */
function isOwnPayload(output: Shape | undefined): boolean {
  if (output?.kind !== 'structure' || output.payload === undefined) return false;
  const kind = output.members.get(output.payload)?.shape.kind;
  return kind === 'blob' || kind === 'string';
}

const xml: readonly Protocol[] = ['query', 'ec2', 'rest-xml'];

/** Of the service's own protocols the first that such a reply can be of: XML begins with `<`, a map of CBOR with 101 in its first bits. */
function protocolOf(body: Uint8Array, protocols: readonly Protocol[]): Protocol {
  const first = body.find((byte) => byte > 0x20) ?? 0;
  const isXml = first === 0x3c;
  const isCbor = first >> 5 === 5;
  const found = protocols.find((protocol) =>
    isCbor ? protocol === 'cbor' : protocol !== 'cbor' && xml.includes(protocol) === isXml,
  );
  if (found !== undefined) return found;
  throw new CliError('usage', `The file is no reply of that service: its protocols are ${protocols.join(', ')}.`);
}

function masked({ text, masks }: ReturnType<Masker['maskContent']>): Tried {
  return { masked: text, masks };
}

function maskerOf(file: string | undefined): Masker {
  try {
    // Nothing is sent away to try something.
    return createMasker({ ...(file === undefined ? { rules: [], enable: [] } : configOf(file).masking), remote: undefined });
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError('usage', error instanceof Error ? error.message : String(error));
  }
}

function configOf(file: string): Config {
  return parseConfig(bytesOf(file).toString('utf8'), file);
}

function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    throw new CliError('usage', `${file} cannot be read. Name a text file: countersign mask try --file FILE`);
  }
}
