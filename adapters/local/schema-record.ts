/**
 * The record's tables. An event is found by its columns and by `event_key` (what it has several of); its line is the record.
 * Intents are found by their session alone, as in DynamoDB: everywhere else the outcome stands for the call. So the other indexes
 * leave intents out, and every search that uses them says so too.
 */
export const createRecord = `
CREATE TABLE event (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
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
  line TEXT NOT NULL,
  body BLOB,
  body_key TEXT
) STRICT;

CREATE INDEX event_by_session ON event (session, time, id, kind) WHERE session IS NOT NULL;
CREATE INDEX event_by_call ON event (call, kind);
CREATE INDEX event_by_intent ON event (time, id) WHERE kind = 'intent';
CREATE INDEX event_by_time ON event (time, id) WHERE kind <> 'intent';
CREATE INDEX event_by_principal ON event (principal, time, id) WHERE kind <> 'intent';
CREATE INDEX event_by_operation ON event (operation, time, id) WHERE kind <> 'intent';
CREATE INDEX event_by_principal_operation ON event (principal, operation, time, id) WHERE kind <> 'intent';
CREATE INDEX event_by_operation_decision ON event (operation, decision, time, id) WHERE kind <> 'intent';
CREATE INDEX event_by_service ON event (service, time, id) WHERE kind <> 'intent';
CREATE INDEX event_by_access ON event (access, time, id) WHERE kind <> 'intent';
CREATE INDEX event_by_connection ON event (connection, time, id) WHERE kind <> 'intent';
CREATE INDEX event_by_decision ON event (decision, time, id) WHERE kind <> 'intent';
CREATE INDEX event_by_client ON event (client, time, id) WHERE kind <> 'intent';
CREATE INDEX event_by_kind ON event (kind, time, id) WHERE kind <> 'intent';

CREATE TABLE event_key (
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  time INTEGER NOT NULL,
  id TEXT NOT NULL,
  PRIMARY KEY (kind, value, time, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE body (key TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT, WITHOUT ROWID;

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
