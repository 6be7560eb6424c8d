/**
 * The tables, version by version. A version that was released is never changed: what comes later is added behind it, and
 * `user_version` says how far a database has come.
 */
export const migrations: readonly string[] = [
  `
  -- Which master key, and the root secret under it. The copy lies on another page: damage to one leaves the other.
  CREATE TABLE store_key (slot INTEGER PRIMARY KEY, version INTEGER NOT NULL, key_check BLOB NOT NULL, root BLOB NOT NULL) STRICT;
  CREATE TABLE store_key_copy (slot INTEGER PRIMARY KEY, version INTEGER NOT NULL, key_check BLOB NOT NULL, root BLOB NOT NULL) STRICT;

  -- A key a patient, under the master key. Of one who was forgotten the row stays, with neither hash nor key.
  CREATE TABLE patient_key (id INTEGER PRIMARY KEY, patient BLOB NOT NULL, wrapped BLOB NOT NULL) STRICT;
  CREATE INDEX patient_key_patient ON patient_key (patient);
  CREATE TRIGGER patient_key_stays BEFORE DELETE ON patient_key
    BEGIN SELECT raise(ABORT, 'patient_key is never deleted from'); END;

  -- Everything that happened. The clear columns are bound to what is sealed.
  CREATE TABLE entry (
    sequence INTEGER PRIMARY KEY,
    visit_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    patient_key INTEGER NOT NULL,
    key_hash BLOB,
    is_open INTEGER,
    sealed BLOB NOT NULL
  ) STRICT;
  CREATE INDEX entry_visit ON entry (visit_id);
  CREATE TRIGGER entry_unchanged BEFORE UPDATE ON entry BEGIN SELECT raise(ABORT, 'entry is only added to'); END;
  CREATE TRIGGER entry_stays BEFORE DELETE ON entry BEGIN SELECT raise(ABORT, 'entry is only added to'); END;

  -- Sequence numbers that damage took, first to last.
  CREATE TABLE loss (first INTEGER PRIMARY KEY, last INTEGER NOT NULL, at INTEGER NOT NULL) STRICT;
  CREATE TRIGGER loss_unchanged BEFORE UPDATE ON loss BEGIN SELECT raise(ABORT, 'loss is only added to'); END;
  CREATE TRIGGER loss_stays BEFORE DELETE ON loss BEGIN SELECT raise(ABORT, 'loss is only added to'); END;

  -- Made of entry, and made anew when the two do not agree.
  CREATE TABLE visit (
    visit_id BLOB PRIMARY KEY,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    begun_at INTEGER NOT NULL,
    patient_key INTEGER NOT NULL,
    key_hash BLOB,
    is_open INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX visit_first ON visit (first);
  CREATE INDEX visit_patient ON visit (patient_key, first);
  CREATE UNIQUE INDEX visit_key ON visit (key_hash) WHERE key_hash IS NOT NULL;
  CREATE INDEX visit_open ON visit (first) WHERE is_open = 1;
  `,
  `
  -- Every call that is recorded: its canonical bytes, and the link that binds it to all before it.
  CREATE TABLE audit (sequence INTEGER PRIMARY KEY, record BLOB NOT NULL, link BLOB NOT NULL) STRICT;
  CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'audit is only added to'); END;
  CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'audit is only added to'); END;

  -- Where the chain ends. It is there from the beginning, so that one that was taken away is missed.
  CREATE TABLE audit_head (
    slot INTEGER PRIMARY KEY CHECK (slot = 1),
    count INTEGER NOT NULL,
    link BLOB NOT NULL,
    seal BLOB NOT NULL
  ) STRICT;
  INSERT INTO audit_head VALUES (1, 0, x'', x'');
  CREATE TRIGGER audit_head_onward BEFORE UPDATE ON audit_head WHEN NEW.count < OLD.count
    BEGIN SELECT raise(ABORT, 'the audit never becomes shorter'); END;
  CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head
    BEGIN SELECT raise(ABORT, 'the audit never becomes shorter'); END;
  `,
]

/** The newest version that this program knows. */
export const newestVersion = migrations.length
