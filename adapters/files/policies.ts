/** Reads the operator's policy files. */

import { isUtf8 } from 'node:buffer';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PolicyFile } from '#core/policy/compile-policies.ts';
import { maxPolicyFileBytes } from '#core/policy/source-limits.ts';

/** The `.cedar` files of one directory, by name. A directory that is not there, and a file over the limit, are refused unread. */
export function readPolicies(directory: URL | string): readonly PolicyFile[] {
  const path = typeof directory === 'string' ? directory : fileURLToPath(directory);
  if (!existsSync(path))
    throw new RangeError(`There is no directory of policies at ${path}. Set "policies" to one, from where the file lies.`);
  const names = readdirSync(path).filter((name) => name.endsWith('.cedar'));
  return names.sort().map((name) => ({ name, text: readText(join(path, name)) }));
}

function readText(path: string): string {
  const { size } = statSync(path);
  if (size > maxPolicyFileBytes) {
    throw new RangeError(`${path}: a policy file may have ${maxPolicyFileBytes} bytes, this one has ${size}; split it by theme.`);
  }
  const bytes = readFileSync(path);
  if (!isUtf8(bytes)) throw new RangeError(`${path}: a policy file is UTF-8 text, this one is not.`);
  return bytes.toString('utf8');
}
