package io.tidegate.gateway.store;

import java.sql.SQLException;
import java.util.List;

/// The tables, and the way to them from every older form. A step is never changed once it was
/// released; a new one is added.
///
/// Tolerant: routes are JSON texts whose keys [io.tidegate.gateway.config.RouteDocuments] knows, so
/// that a new key of a route needs no step.
final class Schema {
  /// Step `n` leads from version `n` to `n + 1`.
  private static final List<List<String>> STEPS =
      List.of(
          List.of(
              "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
              "CREATE TABLE route (key TEXT PRIMARY KEY, document TEXT NOT NULL,"
                  + " version INTEGER NOT NULL)",
              "CREATE TABLE change (version INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL,"
                  + " who TEXT NOT NULL, action TEXT NOT NULL)",
              "CREATE TABLE delta (version INTEGER NOT NULL REFERENCES change(version) ON DELETE"
                  + " CASCADE, key TEXT NOT NULL, before TEXT, after TEXT,"
                  + " PRIMARY KEY (version, key)) WITHOUT ROWID",
              "CREATE INDEX delta_key ON delta (key, version)"));

  /// What this program writes.
  static final int VERSION = STEPS.size();

  private Schema() {}

  /// Inside the caller's transaction: all of it, or nothing.
  static void upgrade(Database database, int from) throws SQLException {
    for (int step = from; step < VERSION; step++) {
      for (String statement : STEPS.get(step)) {
        database.execute(statement);
      }
    }
    database.execute("PRAGMA user_version = " + VERSION);
  }
}
