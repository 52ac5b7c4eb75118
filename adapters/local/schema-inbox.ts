/** What approvers and requesters would have got, on one machine. */
export const createInbox = `
CREATE TABLE inbox (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  way TEXT NOT NULL,
  told_at TEXT NOT NULL,
  recipient TEXT NOT NULL,
  message TEXT NOT NULL,
  UNIQUE (id, way, recipient)
) STRICT;
`;
