/** Calls that the gateway makes itself once they are approved: sealed while they wait, and their sealed answers until they are fetched. */
export const createStoredCall = `
CREATE TABLE stored_call (
  id TEXT PRIMARY KEY,
  approval TEXT NOT NULL,
  state TEXT NOT NULL,
  sealed TEXT,
  until TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX stored_call_by_end ON stored_call (until);
`;
