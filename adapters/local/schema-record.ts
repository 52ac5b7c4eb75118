/** The record's tables as they were first released; `event` is the record: it grows at its end only. */
export const createRecord = `
CREATE TABLE event (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  line TEXT NOT NULL,
  body BLOB,
  body_key TEXT
) STRICT;

CREATE TABLE body (key TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT;

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
  client TEXT
) STRICT;

CREATE INDEX entry_by_session ON entry (session, time, id, kind) WHERE session IS NOT NULL;
CREATE INDEX entry_by_intent ON entry (time, id) WHERE kind = 'intent';
CREATE INDEX entry_by_call ON entry (call, kind) WHERE kind IN ('outcome', 'unknown');
CREATE INDEX entry_by_time ON entry (time, id) WHERE kind <> 'intent';
CREATE INDEX entry_by_principal ON entry (principal, time, id) WHERE kind <> 'intent';
CREATE INDEX entry_by_operation ON entry (operation, time, id) WHERE kind <> 'intent';
CREATE INDEX entry_by_principal_operation ON entry (principal, operation, time, id) WHERE kind <> 'intent';
CREATE INDEX entry_by_operation_decision ON entry (operation, decision, time, id) WHERE kind <> 'intent';
CREATE INDEX entry_by_service ON entry (service, time, id) WHERE kind <> 'intent';
CREATE INDEX entry_by_access ON entry (access, time, id) WHERE kind <> 'intent';
CREATE INDEX entry_by_connection ON entry (connection, time, id) WHERE kind <> 'intent';
CREATE INDEX entry_by_decision ON entry (decision, time, id) WHERE kind <> 'intent';
CREATE INDEX entry_by_client ON entry (client, time, id) WHERE kind <> 'intent';
CREATE INDEX entry_by_kind ON entry (kind, time, id) WHERE kind <> 'intent';

CREATE TABLE entry_key (
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  time INTEGER NOT NULL,
  id TEXT NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (kind, value, time, id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER event_is_never_updated BEFORE UPDATE ON event
  BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END;
CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
  BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END;
CREATE TRIGGER event_is_never_replaced BEFORE INSERT ON event
  WHEN EXISTS (SELECT 1 FROM event WHERE id = NEW.id) OR EXISTS (SELECT 1 FROM event WHERE number = NEW.number)
  BEGIN SELECT RAISE(ABORT, 'an event is never replaced'); END;
CREATE TRIGGER body_is_never_updated BEFORE UPDATE ON body
  BEGIN SELECT RAISE(ABORT, 'a body is never changed'); END;
CREATE TRIGGER body_is_never_deleted BEFORE DELETE ON body
  BEGIN SELECT RAISE(ABORT, 'a body is never deleted'); END;
CREATE TRIGGER body_is_never_replaced BEFORE INSERT ON body WHEN EXISTS (SELECT 1 FROM body WHERE key = NEW.key)
  BEGIN SELECT RAISE(ABORT, 'a body is never replaced'); END;
`;

/** The index moved into a file of its own (`schema-index.ts`), so that it costs a commit of the record nothing. */
export const moveIndex = `
DROP TABLE entry;
DROP TABLE entry_key;
`;
