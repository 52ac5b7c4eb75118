/** Who may look at an approval: those who are asked at some step, those who decided, whoever it was asked for; and at break-glass everybody. */

import type { Principal } from '../model.ts';
import type { Approval } from './approval.ts';
import { entriesOf } from './entries.ts';
import { isRequester } from './give-verdict.ts';
import { everyEntry } from './progress.ts';

export function mayKnow(approval: Approval, principal: Principal): boolean {
  // Everybody is told of it when it is opened.
  if (approval.executor === 'nobody' && principal.kind === 'user') return true;
  if (isRequester(approval.requester, principal)) return true;
  if (principal.personKey !== undefined && approval.verdicts.some(({ personKey }) => personKey === principal.personKey))
    return true;
  const asked = new Set(everyEntry(approval.chains));
  return entriesOf(principal).some((entry) => asked.has(entry));
}
