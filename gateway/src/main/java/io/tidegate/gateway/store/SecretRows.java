package io.tidegate.gateway.store;

import io.tidegate.gateway.config.SettingsSource;
import io.tidegate.gateway.secret.SecretBox;
import io.tidegate.media.Nullable;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/// All secrets of the routes' file, wherever they lie: to be sealed under another key, or for the
/// first time. Confined to one thread; nobody else changes the file meanwhile.
final class SecretRows {
  private static final String KEY = "secret_key";

  /// Once nothing of the time before is left in the file.
  private static final String CLEAN = "secret_key_clean";

  /// Of what is sealed: the second seals parameters of URLs and stream ids, too.
  private static final String FORM = "/2";

  private final Database database;

  SecretRows(Database database) {
    this.database = database;
  }

  /// Name of the key that everything is sealed under, null before the first.
  @Nullable
  String sealedUnder() throws SQLException {
    return meta(KEY);
  }

  /// Whether everything is sealed, and no older form of a secret lies in free pages of the file.
  boolean isClean(String key) throws SQLException {
    return (key + FORM).equals(meta(CLEAN));
  }

  private @Nullable String meta(String name) throws SQLException {
    try (PreparedStatement statement =
            database.statement("SELECT value FROM meta WHERE name = ?", name);
        ResultSet found = statement.executeQuery()) {
      return found.next() ? found.getString(1) : null;
    }
  }

  private void meta(String name, String value) throws SQLException {
    database.update("INSERT OR REPLACE INTO meta VALUES (?, ?)", name, value);
  }

  /// Seals everything by `box`, all of it or nothing.
  ///
  /// @param key the name of its key
  /// @return records with secrets that cannot be opened: they stay as they are
  Set<String> seal(SecretBox box, String key) throws SQLException, StoreException {
    database.execute("PRAGMA secure_delete = ON");
    return database.transaction(() -> {
      Set<String> lost = new TreeSet<>();
      routes(new RouteSeals(box), lost);
      settings(box, lost);
      users(box, lost);
      webhooks(box, lost);
      signingKeys(box, lost);
      storageProfiles(box, lost);
      meta(KEY, key);
      return lost;
    });
  }

  /// Leaves nothing in the file that was there before; takes as much room again for a moment.
  void clean(String key) throws SQLException {
    database.execute("VACUUM");
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    meta(CLEAN, key + FORM);
  }

  private void routes(RouteSeals seals, Set<String> lost) throws SQLException {
    for (List<String> row : texts("SELECT key, document FROM route", 2)) {
      String key = row.getFirst();
      String open = String.valueOf(seals.open(key, row.get(1)));
      if (seals.isIncomplete(open)) {
        lost.add("route " + key);
      }
      database.update("UPDATE route SET document = ? WHERE key = ?", seals.seal(key, open), key);
    }
    for (List<String> row : texts("SELECT version, key FROM delta", 2)) {
      delta(seals, Long.parseLong(row.getFirst()), row.get(1));
    }
  }

  /// One by one: a history of 10,000 changes of large lists has some 100 MB.
  private void delta(RouteSeals seals, long version, String key) throws SQLException {
    String where = " WHERE version = ? AND key = ?";
    List<@Nullable String> texts = new ArrayList<>();
    try (PreparedStatement statement =
            database.statement("SELECT before, after FROM delta" + where, version, key);
        ResultSet found = statement.executeQuery()) {
      if (found.next()) {
        texts.add(seals.seal(key, seals.open(key, found.getString(1))));
        texts.add(seals.seal(key, seals.open(key, found.getString(2))));
      }
    }
    if (!texts.isEmpty()) {
      database.update(
          "UPDATE delta SET before = ?, after = ?" + where,
          texts.getFirst(),
          texts.get(1),
          version,
          key);
    }
  }

  private void settings(SecretBox box, Set<String> lost) throws SQLException {
    Set<String> newest = Set.of();
    String sql = "SELECT version, before, document FROM setting_change ORDER BY version";
    for (List<String> row : texts(sql, 3)) {
      Map<String, String> before = SettingsStore.values(box, row.get(1));
      Map<String, String> after = SettingsStore.values(box, row.get(2));
      newest = lostSettings(box, after);
      database.update(
          "UPDATE setting_change SET before = ?, document = ? WHERE version = ?",
          SettingsStore.text(box, before),
          SettingsStore.text(box, after),
          Long.parseLong(row.getFirst()));
    }
    lost.addAll(newest);
  }

  /// Records of stored settings that are stand-ins.
  static Set<String> lostSettings(SecretBox box, Map<String, String> values) {
    Set<String> lost = new TreeSet<>();
    new TreeMap<>(values)
        .forEach((path, text) -> {
          if (SettingsSource.isSecret(path) && box.isStandIn(text)) {
            lost.add(SettingsStore.record(path));
          }
        });
    return lost;
  }

  private void users(SecretBox box, Set<String> lost) throws SQLException {
    column("user", "name", "otp_secret", AccountRows::record, box, lost);
  }

  private void webhooks(SecretBox box, Set<String> lost) throws SQLException {
    column("webhook", "id", "secret", WebhookRows::name, box, lost);
  }

  private void signingKeys(SecretBox box, Set<String> lost) throws SQLException {
    column("signing_key", "name", "secret", SigningKeyStore::record, box, lost);
  }

  private void storageProfiles(SecretBox box, Set<String> lost) throws SQLException {
    column("storage_profile", "name", "secret", StorageProfileStore::record, box, lost);
  }

  /// Seals a column anew, where there is something in it.
  ///
  /// @param record what a secret is called, by the key of its row
  private void column(
      String table,
      String key,
      String column,
      UnaryOperator<String> record,
      SecretBox box,
      Set<String> lost)
      throws SQLException {
    String rows = "SELECT %s, %s FROM %s WHERE %s <> ''".formatted(key, column, table, column);
    String update = "UPDATE %s SET %s = ? WHERE %s = ?".formatted(table, column, key);
    for (List<String> row : texts(rows, 2)) {
      String name = record.apply(row.getFirst());
      String secret = box.open(name, row.get(1));
      if (box.isStandIn(secret)) {
        lost.add(name);
      }
      database.update(update, box.seal(name, secret), row.getFirst());
    }
  }

  private List<List<String>> texts(String sql, int columns) throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    try (PreparedStatement statement = database.statement(sql);
        ResultSet found = statement.executeQuery()) {
      while (found.next()) {
        List<String> row = new ArrayList<>();
        for (int column = 1; column <= columns; column++) {
          row.add(found.getString(column));
        }
        rows.add(row);
      }
    }
    return rows;
  }
}
