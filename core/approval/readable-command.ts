/** The masked call as a command of the aws CLI: for reading, and near enough to the real one to be recognised. */

import type { Json } from '../model.ts';
import type { AskedCall } from './approval.ts';
import { visibleText } from './visible-text.ts';

/** Where the CLI calls a service otherwise than the models do. */
const commands: Readonly<Record<string, string>> = { s3: 's3api', codedeploy: 'deploy', config: 'configservice' };

/** Longer values are cut here; the parameters beside it show them whole. */
const longestValue = 300;

/** One option a line. */
export function readableCommand({
  service,
  operation,
  region,
  parameters,
}: Pick<AskedCall, 'service' | 'operation' | 'region' | 'parameters'>): string {
  const options = Object.entries(parameters).flatMap(([name, value]) => option(name, value));
  const where = region === '' ? [] : [`--region ${word(region)}`];
  return [commandOf(service, operation), ...options, ...where].join(' \\\n  ');
}

/** The gateway's own actions have a command line of its own. */
function commandOf(service: string, operation: string): string {
  if (service === 'countersign') return `countersign ${kebabName(operation)}`;
  return `aws ${commands[service] ?? service} ${kebabName(operation)}`;
}

/** The CLI's name of an operation or a parameter: `DBInstanceIdentifier` → `db-instance-identifier`. */
export function kebabName(name: string): string {
  // A plural of initials is one word: `ClientVPNs`, `TargetARNs`.
  const [, start = name, initials = ''] = /^(.*?)([A-Z]{2,}s)$/.exec(name) ?? [];
  const words = start.replace(/(.)([A-Z][a-z]+)/g, '$1-$2').replace(/([a-z0-9])([A-Z])/g, '$1-$2');
  const joined = initials === '' || words === '' || words.endsWith('-') ? `${words}${initials}` : `${words}-${initials}`;
  return visibleText(joined.replaceAll('_', '-').toLowerCase());
}

function option(name: string, value: Json): readonly string[] {
  if (value === null) return [];
  const flag = kebabName(name);
  if (typeof value === 'boolean') return [value ? `--${flag}` : `--no-${flag}`];
  return [`--${flag} ${written(value)}`];
}

function written(value: Json): string {
  if (!isList(value)) return word(textOf(value));
  return value.length > 0 && value.every(isScalar) ? value.map((item) => word(textOf(item))).join(' ') : word(textOf(value));
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** One word of a POSIX shell. */
function word(text: string): string {
  const shown = visibleText(text);
  const short =
    shown.length <= longestValue ? shown : `${shown.slice(0, longestValue).toWellFormed()}… (${shown.length} characters)`;
  return /^[\w@%+=:,./[\]-]+$/.test(short) ? short : `'${short.replaceAll("'", String.raw`'\''`)}'`;
}

function isScalar(value: Json): boolean {
  return typeof value !== 'object' || value === null;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
