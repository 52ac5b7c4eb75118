/** A recorded call as the command that people know it by: `aws ec2 terminate-instances --instance-ids '["i-1"]'`. */

import type { Json } from '../model.ts';
import { isList, memberOf, textAt } from './read-json.ts';
import { readableText } from './readable-text.ts';

export function readableCall(event: Json): string {
  const [service, operation] = [textAt(event, 'api', 'service', 'name') ?? '', textAt(event, 'api', 'operation') ?? ''];
  const parameters = memberOf(event, 'api', 'request', 'data');
  const options = typeof parameters === 'object' && parameters !== null && !isList(parameters) ? Object.entries(parameters) : [];
  const words = ['aws', service, dashed(operation), ...options.map(([name, value]) => `--${dashed(name)} ${quoted(value)}`)];
  return words.map(readableText).join(' ').replaceAll('\n', '\\n');
}

/** `DescribeDBInstances` → `describe-db-instances`. */
function dashed(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
}

function quoted(value: Json): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
