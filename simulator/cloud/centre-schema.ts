/** The centre's tables. What stands on a card is kept as its bytes, by file, from record 1 on. */
export const centreSchema = `
  CREATE TABLE IF NOT EXISTS institution (hospital_id TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS module (
    sam_id TEXT PRIMARY KEY, hospital_id TEXT NOT NULL REFERENCES institution, environment TEXT NOT NULL, standing TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS professional (
    hpc_id TEXT PRIMARY KEY, id_no TEXT NOT NULL, profession TEXT NOT NULL, valid_from TEXT NOT NULL, valid_to TEXT NOT NULL,
    revoked INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS card (
    hc_id TEXT PRIMARY KEY, id_no TEXT NOT NULL, card_sn TEXT NOT NULL, name TEXT NOT NULL, birthday TEXT NOT NULL,
    sex TEXT NOT NULL, date_issue TEXT NOT NULL, cancelled INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS card_by_person ON card (id_no);
  CREATE TABLE IF NOT EXISTS card_file (
    hc_id TEXT NOT NULL REFERENCES card, name TEXT NOT NULL, records BLOB NOT NULL, PRIMARY KEY (hc_id, name)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS insurance (
    id_no TEXT PRIMARY KEY, standing TEXT NOT NULL, check_list INTEGER NOT NULL, content TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS used_random (
    sam_id TEXT NOT NULL, client_random TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (sam_id, client_random)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS visit (
    hc_id TEXT NOT NULL, treatment_date_time TEXT NOT NULL, treatment_item TEXT NOT NULL, sequence_number TEXT NOT NULL,
    hospital_id TEXT NOT NULL, sam_id TEXT NOT NULL, treatment_number TEXT NOT NULL, undone INTEGER NOT NULL DEFAULT 0
  );
  CREATE INDEX IF NOT EXISTS visit_by_card ON visit (hc_id, treatment_date_time);
`
