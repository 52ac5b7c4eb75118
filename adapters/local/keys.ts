/** The installation's keys on one machine: a file for its owner only, made at the first start. */

import { join } from 'node:path';
import { newKeyringText, parseKeyring } from '#core/identity/keyring.ts';
import type { Keyring } from '#core/sealed.ts';
import { openPrivateFile } from './private-file.ts';

/** @throws Error that names the file and its cure, when it cannot be read, can be read by others, or is no keyring. */
export function openKeyring(dataDirectory: string): Keyring {
  const path = join(dataDirectory, 'keys.json');
  return parseKeyring(openPrivateFile(path, newKeyringText), path);
}
