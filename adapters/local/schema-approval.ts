/** Approvals, each one document beside what it is found by; and for minutes the sealed answers of approved calls. */
export const createApproval = `
CREATE TABLE approval (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  version INTEGER NOT NULL,
  state TEXT NOT NULL,
  digest TEXT NOT NULL,
  requester TEXT NOT NULL,
  person TEXT NOT NULL,
  session TEXT NOT NULL,
  document TEXT NOT NULL
) STRICT;

CREATE INDEX approval_by_digest ON approval (digest, number);
CREATE INDEX approval_by_state ON approval (state, number);
CREATE INDEX approval_by_requester ON approval (requester, number);
CREATE INDEX approval_by_person ON approval (person, number);
CREATE INDEX approval_by_session ON approval (session, number);

CREATE TABLE approval_key (
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  number INTEGER NOT NULL REFERENCES approval (number),
  PRIMARY KEY (kind, value, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE outcome (
  key TEXT PRIMARY KEY,
  sealed TEXT NOT NULL,
  until TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX outcome_by_end ON outcome (until);
`;
