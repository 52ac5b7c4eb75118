/** The check on a legacy request: the revision that its header names. An absent one means 2025-03-26. */

import type { Header } from '../../http.ts';
import { headerText } from './header-text.ts';
import { legacyRevisions, versionHeader } from './revisions.ts';
import { type Failure, refused, rpcCodes } from './rpc.ts';

export function checkLegacy(headers: readonly Header[]): Failure | undefined {
  const version = headerText(headers, versionHeader);
  if (version === undefined || legacyRevisions.includes(version)) return undefined;
  const known = legacyRevisions.join(', ');
  return refused(
    rpcCodes.invalidRequest,
    `The header MCP-Protocol-Version names a revision that is not spoken here. Spoken are: ${known}.`,
  );
}
