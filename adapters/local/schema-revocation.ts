/** What was cut off, and when. */
export const createRevocation = `
CREATE TABLE revocation (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  revoked_at TEXT NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
`;
