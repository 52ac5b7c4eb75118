/** The shipped configuration with another upstream and a policy that allows everything, masked: what is tried is the wire. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const policy = `@id("all")
@reason("Everything is open in this test, and masked.")
permit (principal, action, resource) unless { action in CS::Action::"reveal" };

@id("binary")
@reason("So are bytes that are no text: they pass as they are.")
permit (principal, action == CS::Action::"reveal:binary", resource);
`;

/** Writes it into the directory; gives the file. */
export function openConfig(home: string, endpoint: string): string {
  const policies = join(home, 'policies');
  mkdirSync(policies);
  writeFileSync(join(policies, 'all.cedar'), policy);
  const shipped = readFileSync(new URL('../../../local/countersign.config.yaml', import.meta.url), 'utf8');
  const file = join(home, 'countersign.config.yaml');
  writeFileSync(file, shipped.replace('http://127.0.0.1:%SANDBOX_PORT%', endpoint).replace('../policies', policies));
  return file;
}
