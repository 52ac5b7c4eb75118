/**
 * The index to the record: read from its lines in batches, in a file of its own, which can be thrown away and is made again. Intents
 * are found by their session alone, as in DynamoDB: everywhere else the outcome stands for the call. So the other indexes leave
 * intents out, and every search that uses them says so too. Behind (time, id) stand what is often asked for beside: then a walk reads
 * the index alone. Most calls are allowed, so what is not has small indexes of its own.
 */
export const createEntries = `
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

CREATE TABLE entry_key (
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  time INTEGER NOT NULL,
  id TEXT NOT NULL,
  number INTEGER NOT NULL,
  principal TEXT,
  access TEXT,
  decision TEXT,
  PRIMARY KEY (kind, value, time, id)
) STRICT, WITHOUT ROWID;
`;

/** Made once the entries of a large record are there: sorting them all at once is several times as fast as finding each its place. */
export const createIndexes = `
CREATE INDEX entry_by_session ON entry (session, time, id, kind) WHERE session IS NOT NULL;
CREATE INDEX entry_by_intent ON entry (time, id) WHERE kind = 'intent';
CREATE INDEX entry_by_call ON entry (call, kind) WHERE kind IN ('outcome', 'unknown');
CREATE INDEX entry_by_time ON entry (time, id, decision) WHERE kind <> 'intent';
CREATE INDEX entry_by_principal ON entry (principal, time, id, decision, access, connection) WHERE kind <> 'intent';
CREATE INDEX entry_by_operation ON entry (operation, time, id, decision, access) WHERE kind <> 'intent';
CREATE INDEX entry_by_principal_operation ON entry (principal, operation, time, id) WHERE kind <> 'intent';
CREATE INDEX entry_by_service ON entry (service, time, id, decision, access) WHERE kind <> 'intent';
CREATE INDEX entry_by_access ON entry (access, time, id, decision) WHERE kind <> 'intent';
CREATE INDEX entry_by_connection ON entry (connection, time, id, decision, access) WHERE kind <> 'intent';
CREATE INDEX entry_by_client ON entry (client, time, id, decision, access) WHERE kind <> 'intent';
CREATE INDEX entry_by_approval ON entry (approval, time, id) WHERE kind <> 'intent' AND approval IS NOT NULL;

CREATE INDEX refusal_by_decision ON entry (decision, time, id, connection, service, access)
  WHERE kind <> 'intent' AND decision <> 'allow';
CREATE INDEX refusal_by_principal ON entry (principal, decision, time, id) WHERE kind <> 'intent' AND decision <> 'allow';
CREATE INDEX refusal_by_operation ON entry (operation, decision, time, id) WHERE kind <> 'intent' AND decision <> 'allow';
`;

/** Rises with every change of what the index holds: one of another version is made again. */
export const indexVersion = 3;
