/** Who is meant by the entries of a step, and which of them a principal fulfils. */

import type { Principal } from '../model.ts';

/** The entry of the operator's file that stands for the person named by the asker's own token. */
export const managerEntry = 'manager-of-requester';

/** Every entry that a principal fulfils: its groups, and its verified e-mail address. */
export function entriesOf({ groups, email }: Pick<Principal, 'groups' | 'email'>): readonly string[] {
  return [...groups.map((group) => `group:${group}`), ...(email === undefined ? [] : [normalEntry(`person:${email}`)])];
}

/** Addresses are compared as person keys are; groups byte by byte. */
export function normalEntry(entry: string): string {
  return entry.startsWith('person:') ? entry.normalize('NFKC').toLowerCase() : entry;
}
