package io.tidegate.gateway.store;

import java.sql.SQLException;
import java.util.List;

/// The tables, and the way to them from every older form. A step is never changed once it was
/// released; a new one is added.
///
/// Tolerant: routes are JSON texts whose keys [io.tidegate.gateway.config.RouteDocuments] knows, so
/// that a new key of a route needs no step.
///
/// @param steps number `n` leads from version `n` to `n + 1`
/// @param syncsAlways whether each commit waits for the disk
record Schema(List<List<String>> steps, boolean syncsAlways) {
  /// Routes, settings and users, with their history: nothing that was acknowledged may be lost.
  static final Schema ROUTES =
      new Schema(
          List.of(
              List.of(
                  "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
                  "CREATE TABLE route (key TEXT PRIMARY KEY, document TEXT NOT NULL,"
                      + " version INTEGER NOT NULL)",
                  "CREATE TABLE change (version INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT"
                      + " NULL, who TEXT NOT NULL, action TEXT NOT NULL)",
                  "CREATE TABLE delta (version INTEGER NOT NULL REFERENCES change(version) ON"
                      + " DELETE CASCADE, key TEXT NOT NULL, before TEXT, after TEXT, PRIMARY KEY"
                      + " (version, key)) WITHOUT ROWID",
                  "CREATE INDEX delta_key ON delta (key, version)"),
              List.of(
                  "CREATE TABLE setting_change (version INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT"
                      + " NOT NULL, who TEXT NOT NULL, action TEXT NOT NULL, before TEXT NOT NULL,"
                      + " document TEXT NOT NULL)"),
              List.of(
                  "CREATE TABLE user (name TEXT PRIMARY KEY, id TEXT NOT NULL, password TEXT NOT"
                      + " NULL, role TEXT NOT NULL, scope TEXT NOT NULL, enabled INTEGER NOT NULL,"
                      + " created TEXT NOT NULL, last_login TEXT, otp_secret TEXT, otp_step INTEGER"
                      + " NOT NULL, otp_recovery TEXT NOT NULL) WITHOUT ROWID",
                  "CREATE TABLE api_token (id TEXT PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT"
                      + " NULL UNIQUE, prefix TEXT NOT NULL, role TEXT NOT NULL, scope TEXT NOT"
                      + " NULL, created TEXT NOT NULL, created_by TEXT NOT NULL, expires TEXT,"
                      + " last_used TEXT) WITHOUT ROWID",
                  "CREATE TABLE login (id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, user TEXT"
                      + " NOT NULL, created TEXT NOT NULL, last_seen TEXT NOT NULL, remote TEXT NOT"
                      + " NULL, agent TEXT NOT NULL) WITHOUT ROWID"),
              List.of(
                  "CREATE TABLE space (name TEXT PRIMARY KEY, routes INTEGER NOT NULL, publishers"
                      + " INTEGER NOT NULL, viewers INTEGER NOT NULL, egress_bps INTEGER NOT NULL,"
                      + " storage TEXT NOT NULL, version INTEGER NOT NULL) WITHOUT ROWID"),
              List.of(
                  "CREATE TABLE feature_change (version INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT"
                      + " NOT NULL, who TEXT NOT NULL, action TEXT NOT NULL, before TEXT NOT NULL,"
                      + " document TEXT NOT NULL)"),
              List.of(
                  "CREATE TABLE webhook (id TEXT PRIMARY KEY, version INTEGER NOT NULL, document"
                      + " TEXT NOT NULL, secret TEXT NOT NULL)"),
              List.of(
                  "CREATE TABLE signing_key (name TEXT PRIMARY KEY, secret TEXT NOT NULL, created"
                      + " TEXT NOT NULL, created_by TEXT NOT NULL) WITHOUT ROWID"),
              List.of(
                  "CREATE TABLE storage_profile (name TEXT PRIMARY KEY, version INTEGER NOT NULL,"
                      + " document TEXT NOT NULL, secret TEXT NOT NULL) WITHOUT ROWID")),
          true);

  /// What has happened and how streams went: a power cut may cost the last seconds, the disk is
  /// spared.
  static final Schema HISTORY =
      new Schema(
          List.of(
              List.of(
                  "CREATE TABLE event (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT"
                      + " NULL, key TEXT NOT NULL, came_from TEXT NOT NULL, went_to TEXT NOT NULL,"
                      + " who TEXT NOT NULL, detail TEXT NOT NULL)"),
              List.of(
                  "ALTER TABLE event ADD COLUMN subject TEXT NOT NULL DEFAULT ''",
                  "CREATE INDEX event_key ON event (key, id)",
                  // hour first: what is written together lies together
                  "CREATE TABLE minutes (hour INTEGER NOT NULL, key TEXT NOT NULL, data BLOB NOT"
                      + " NULL, PRIMARY KEY (hour, key)) WITHOUT ROWID",
                  "CREATE TABLE session (number INTEGER PRIMARY KEY, id TEXT NOT NULL, key TEXT"
                      + " NOT NULL, kind TEXT NOT NULL, protocol TEXT NOT NULL, remote TEXT NOT"
                      + " NULL, since INTEGER NOT NULL, until INTEGER NOT NULL, bytes INTEGER NOT"
                      + " NULL, drops INTEGER NOT NULL, reason TEXT NOT NULL)",
                  "CREATE INDEX session_key ON session (key, number)"),
              List.of(
                  "CREATE TABLE mark (id INTEGER PRIMARY KEY, key TEXT NOT NULL, at INTEGER NOT"
                      + " NULL, who TEXT NOT NULL, body TEXT NOT NULL)",
                  "CREATE INDEX mark_at ON mark (at)")),
          false);

  /// What all nodes of a cluster want: a power cut may cost the last edits, which the others have.
  static final Schema DESIRED =
      new Schema(
          List.of(
              List.of(
                  "CREATE TABLE desired (kind TEXT NOT NULL, key TEXT NOT NULL, stamp INTEGER NOT"
                      + " NULL, known TEXT NOT NULL, deleted INTEGER NOT NULL, author TEXT NOT"
                      + " NULL, body TEXT NOT NULL, standing TEXT NOT NULL, problem TEXT NOT NULL,"
                      + " PRIMARY KEY (kind, key)) WITHOUT ROWID",
                  "CREATE TABLE desired_meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)")),
          false);

  /// Who did what: rows are written together, each time down to the disk.
  static final Schema AUDIT =
      new Schema(
          List.of(
              List.of(
                  "CREATE TABLE entry (number INTEGER PRIMARY KEY, at INTEGER NOT NULL, who TEXT"
                      + " NOT NULL, remote TEXT NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL,"
                      + " status INTEGER NOT NULL, before TEXT NOT NULL, hash TEXT NOT NULL)",
                  "CREATE INDEX entry_at ON entry (at)")),
          true);

  /// Who is told what happens, and what waits for him: nothing that waits may be lost.
  static final Schema NOTIFY =
      new Schema(
          List.of(
              List.of(
                  "CREATE TABLE delivery (number INTEGER PRIMARY KEY AUTOINCREMENT, webhook TEXT"
                      + " NOT NULL, id TEXT NOT NULL, occasion TEXT NOT NULL, key TEXT NOT NULL, at"
                      + " INTEGER NOT NULL, body TEXT NOT NULL, state TEXT NOT NULL, attempts"
                      + " INTEGER NOT NULL, next INTEGER NOT NULL, last_at INTEGER, last_status"
                      + " INTEGER NOT NULL, last_problem TEXT NOT NULL)",
                  "CREATE INDEX delivery_state ON delivery (webhook, state, number)"),
              List.of(
                  "CREATE TABLE alarm (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT"
                      + " NULL, message TEXT NOT NULL, since INTEGER NOT NULL, count INTEGER NOT"
                      + " NULL, taken_by TEXT, taken_at INTEGER, note TEXT, snoozed_until INTEGER)",
                  "CREATE TABLE known_address (user TEXT NOT NULL, host TEXT NOT NULL, at INTEGER"
                      + " NOT NULL, PRIMARY KEY (user, host)) WITHOUT ROWID")),
          true);

  /// What waits for storage profiles: nothing that waits may be lost.
  static final Schema UPLOADS =
      new Schema(
          List.of(
              List.of(
                  "CREATE TABLE upload (number INTEGER PRIMARY KEY AUTOINCREMENT, profile TEXT NOT"
                      + " NULL, path TEXT NOT NULL, file TEXT NOT NULL, owner TEXT NOT NULL,"
                      + " removes INTEGER NOT NULL, bytes INTEGER NOT NULL, at INTEGER NOT NULL,"
                      + " attempts INTEGER NOT NULL, next INTEGER NOT NULL, problem TEXT NOT NULL,"
                      + " session TEXT, part_bytes INTEGER NOT NULL)",
                  "CREATE INDEX upload_profile ON upload (profile, number)",
                  "CREATE TABLE upload_part (upload INTEGER NOT NULL REFERENCES upload(number) ON"
                      + " DELETE CASCADE, part INTEGER NOT NULL, tag TEXT NOT NULL, PRIMARY KEY"
                      + " (upload, part)) WITHOUT ROWID")),
          true);

  /// What is recorded: no row without its file, and no loss of one that was acknowledged.
  static final Schema RECORDINGS =
      new Schema(
          List.of(
              List.of(
                  "CREATE TABLE segment (id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL,"
                      + " start INTEGER NOT NULL, number INTEGER NOT NULL, micros INTEGER NOT NULL,"
                      + " gap INTEGER NOT NULL, init TEXT NOT NULL, container TEXT NOT NULL, bytes"
                      + " INTEGER NOT NULL, codecs TEXT NOT NULL, width INTEGER NOT NULL, height"
                      + " INTEGER NOT NULL, storage TEXT NOT NULL, UNIQUE (key, start, number))",
                  "CREATE INDEX segment_start ON segment (start)",
                  "CREATE INDEX segment_storage ON segment (storage, start, id)",
                  "CREATE TABLE total (key TEXT PRIMARY KEY, segments INTEGER NOT NULL, bytes"
                      + " INTEGER NOT NULL, micros INTEGER NOT NULL) WITHOUT ROWID",
                  "CREATE TRIGGER segment_added AFTER INSERT ON segment BEGIN INSERT INTO total"
                      + " VALUES (new.key, 1, new.bytes, new.micros) ON CONFLICT (key) DO UPDATE"
                      + " SET segments = segments + 1, bytes = bytes + new.bytes, micros = micros +"
                      + " new.micros; END",
                  "CREATE TRIGGER segment_removed AFTER DELETE ON segment BEGIN UPDATE total SET"
                      + " segments = segments - 1, bytes = bytes - old.bytes, micros = micros -"
                      + " old.micros WHERE key = old.key; END"),
              List.of(
                  "ALTER TABLE segment ADD COLUMN here INTEGER NOT NULL DEFAULT 1",
                  "CREATE INDEX segment_copy ON segment (key, start, id, bytes) WHERE storage <> ''"
                      + " AND here = 1",
                  "CREATE TABLE doomed (place TEXT PRIMARY KEY) WITHOUT ROWID")),
          true);

  Schema {
    steps = List.copyOf(steps);
  }

  /// What this program writes.
  int version() {
    return steps.size();
  }

  /// Inside the caller's transaction: all of it, or nothing.
  void upgrade(Database database, int from) throws SQLException {
    for (int step = from; step < version(); step++) {
      for (String statement : steps.get(step)) {
        database.execute(statement);
      }
    }
    database.execute("PRAGMA user_version = " + version());
  }
}
