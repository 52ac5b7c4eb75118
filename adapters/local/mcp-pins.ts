/** The accepted tools of one machine: the operator's lock file, read again when it changes, and what was taken at first sight. */

import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import type { McpPins } from '#core/ports.ts';
import { type Pins, parsePins, pinOf, pinsText } from '#core/protocols/mcp/pin.ts';

export type McpPinFiles = {
  /** What people accepted. */
  readonly lockFile: string;
  /** What was taken at first sight, where a connection allows that. */
  readonly firstSeenFile: string;
};

/** Errors: an Error that names what is wrong with a file. What people accepted stands over what was taken. */
export function createMcpPins({ lockFile, firstSeenFile }: McpPinFiles): McpPins {
  const accepted = watched(lockFile);
  let taken = existsSync(firstSeenFile) ? parsePins(readFileSync(firstSeenFile, 'utf8')) : {};
  return {
    current: () => merged(taken, accepted()),
    takeFirst: (server, definition) => {
      const name = String(definition.name);
      taken = { ...taken, [server]: { ...taken[server], [name]: pinOf(definition) } };
      writeFileSync(`${firstSeenFile}.new`, pinsText(taken), { mode: 0o600 });
      renameSync(`${firstSeenFile}.new`, firstSeenFile);
    },
  };
}

function merged(taken: Pins, accepted: Pins): Pins {
  const servers = [...new Set([...Object.keys(taken), ...Object.keys(accepted)])];
  return Object.fromEntries(servers.map((server) => [server, { ...taken[server], ...accepted[server] }]));
}

/** A file that is not there accepts nothing. */
function watched(file: string): () => Pins {
  let known: { readonly mark: string; readonly pins: Pins } = { mark: 'absent', pins: {} };
  return () => {
    const facts = statSync(file, { throwIfNoEntry: false });
    const mark = facts === undefined ? 'absent' : `${facts.mtimeMs} ${facts.size} ${facts.ino}`;
    if (mark !== known.mark) known = { mark, pins: facts === undefined ? {} : parsePins(readFileSync(file, 'utf8')) };
    return known.pins;
  };
}
