/** What may leave the store: events that are sealed, older than the retention and on no hold. The newest event always stays, because the next number follows it. */
export const createRetention = `
CREATE TABLE retention (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), before INTEGER NOT NULL) STRICT;
INSERT INTO retention VALUES (1, 0);
CREATE TRIGGER retention_never_goes_back BEFORE UPDATE ON retention WHEN NEW.before < OLD.before
  BEGIN SELECT RAISE(ABORT, 'the retention never goes back'); END;
CREATE TRIGGER retention_is_never_deleted BEFORE DELETE ON retention
  BEGIN SELECT RAISE(ABORT, 'the retention is never deleted'); END;

CREATE TABLE hold (session TEXT PRIMARY KEY, since TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE INDEX event_by_body ON event (body_key) WHERE body_key IS NOT NULL;

DROP TRIGGER event_is_never_deleted;
CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event WHEN NOT (
  OLD.number <= (SELECT coalesce(max(last_number), 0) FROM checkpoint)
  AND OLD.number < (SELECT max(number) FROM event)
  AND coalesce(json_extract(OLD.line, '$.time') < (SELECT before FROM retention), 0)
  AND NOT EXISTS (SELECT 1 FROM hold WHERE session = json_extract(OLD.line, '$.actor.session.uid'))
)
  BEGIN SELECT RAISE(ABORT, 'an event is never deleted while it is kept'); END;
DROP TRIGGER body_is_never_deleted;
CREATE TRIGGER body_is_never_deleted BEFORE DELETE ON body WHEN EXISTS (SELECT 1 FROM event WHERE body_key = OLD.key)
  BEGIN SELECT RAISE(ABORT, 'a body is never deleted while an event names it'); END;
`;
