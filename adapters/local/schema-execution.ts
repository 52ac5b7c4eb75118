/** The executions of clients' commands: which call has each, what became of it, and for minutes its sealed answer. */
export const createExecution = `
DROP TABLE outcome;

CREATE TABLE execution (
  key TEXT PRIMARY KEY,
  command TEXT NOT NULL,
  call TEXT NOT NULL,
  state TEXT NOT NULL,
  begun_at TEXT NOT NULL,
  until TEXT NOT NULL,
  sealed TEXT,
  sealed_until TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX execution_by_end ON execution (until);
CREATE INDEX execution_by_sealed_end ON execution (sealed_until) WHERE sealed_until IS NOT NULL;
`;
