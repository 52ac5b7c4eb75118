/**
 * The index to the record: read from its lines in batches, in a file of its own, which can be thrown away and is made again. Intents
 * are found by their session alone, as in DynamoDB: everywhere else the outcome stands for the call. So the other indexes leave
 * intents out, and every search that uses them says so too.
 */
export const createIndex = `
CREATE TABLE entry (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  time INTEGER NOT NULL,
  kind TEXT NOT NULL,
  session TEXT,
  call TEXT,
  principal TEXT,
  service TEXT,
  operation TEXT,
  access TEXT,
  connection TEXT,
  decision TEXT,
  client TEXT,
  approval TEXT
) STRICT;

CREATE INDEX entry_by_session ON entry (session, time, id, kind) WHERE session IS NOT NULL;
CREATE INDEX entry_by_intent ON entry (time, id) WHERE kind = 'intent';
CREATE INDEX entry_by_call ON entry (call, kind) WHERE kind IN ('outcome', 'unknown');
CREATE INDEX entry_by_time ON entry (time, id) WHERE kind <> 'intent';
CREATE INDEX entry_by_principal ON entry (principal, time, id) WHERE kind <> 'intent';
CREATE INDEX entry_by_operation ON entry (operation, time, id) WHERE kind <> 'intent';
CREATE INDEX entry_by_principal_operation ON entry (principal, operation, time, id) WHERE kind <> 'intent';
CREATE INDEX entry_by_principal_decision ON entry (principal, decision, time, id) WHERE kind <> 'intent';
CREATE INDEX entry_by_operation_decision ON entry (operation, decision, time, id) WHERE kind <> 'intent';
CREATE INDEX entry_by_service ON entry (service, time, id) WHERE kind <> 'intent';
CREATE INDEX entry_by_access ON entry (access, time, id) WHERE kind <> 'intent';
CREATE INDEX entry_by_connection ON entry (connection, time, id) WHERE kind <> 'intent';
CREATE INDEX entry_by_decision ON entry (decision, time, id) WHERE kind <> 'intent';
CREATE INDEX entry_by_client ON entry (client, time, id) WHERE kind <> 'intent';
CREATE INDEX entry_by_kind ON entry (kind, time, id) WHERE kind <> 'intent';
CREATE INDEX entry_by_approval ON entry (approval, time, id) WHERE kind <> 'intent' AND approval IS NOT NULL;

CREATE TABLE entry_key (
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  time INTEGER NOT NULL,
  id TEXT NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (kind, value, time, id)
) STRICT, WITHOUT ROWID;
`;

/** Rises with every change of what the index holds: one of another version is made again. */
export const indexVersion = 2;
