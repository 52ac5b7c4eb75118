/** The sealed record's own table: which checkpoint was written, and up to which event it sealed. The files beside it are the record. */
export const createCheckpoint = `
CREATE TABLE checkpoint (seq INTEGER PRIMARY KEY, content TEXT NOT NULL, last_number INTEGER NOT NULL) STRICT;
CREATE INDEX checkpoint_by_number ON checkpoint (last_number);
CREATE TRIGGER checkpoint_is_never_updated BEFORE UPDATE ON checkpoint
  BEGIN SELECT RAISE(ABORT, 'a checkpoint is never changed'); END;
CREATE TRIGGER checkpoint_is_never_deleted BEFORE DELETE ON checkpoint
  BEGIN SELECT RAISE(ABORT, 'a checkpoint is never deleted'); END;
CREATE TRIGGER checkpoint_is_never_replaced BEFORE INSERT ON checkpoint WHEN EXISTS (SELECT 1 FROM checkpoint WHERE seq = NEW.seq)
  BEGIN SELECT RAISE(ABORT, 'a checkpoint is never replaced'); END;
`;
