package io.tidegate.gateway.store;

import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.config.RouteDocuments;
import io.tidegate.gateway.route.RouteEntry;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// Routes and their history as rows, and the table in memory that follows each commit. Confined to
/// the store's thread.
final class RouteRows {
  /// Changes of a busy year; with 10,000 routes in one, some megabytes.
  static final int MAX_CHANGES = 10_000;

  /// Of each change in a list: enough to know it again.
  private static final int FIRST_DELTAS = 20;

  private static final String SEEDED = "seeded";

  private static final String SECRETS_MISSING =
      "waits: its secrets cannot be read without the key that they were sealed under";

  private final Database database;
  private final RouteTable table;

  /// Others while somebody asks what would be.
  private RouteSetRules rules;

  private final RouteSeals seals;
  private final Clock clock;
  private final Commits commits;

  RouteRows(
      Database database, RouteTable table, RouteSetRules rules, RouteSeals seals, Clock clock) {
    this.database = database;
    this.table = table;
    this.rules = rules;
    this.seals = seals;
    this.clock = clock;
    this.commits = new Commits(database);
  }

  /// Any thread.
  void agree(Agreement with) {
    commits.agree(with);
  }

  /// Fills the table; what could not be read, by key.
  Map<String, String> load() throws SQLException {
    Map<String, String> unreadable = new TreeMap<>();
    String sql =
        "SELECT route.key, document, route.version, at, who FROM route"
            + " LEFT JOIN change ON change.version = route.version";
    try (PreparedStatement statement = database.statement(sql);
        ResultSet found = statement.executeQuery()) {
      while (found.next()) {
        String key = found.getString(1);
        String at = found.getString(4);
        String who = found.getString(5);
        try {
          show(
              new RouteEntry(
                  read(String.valueOf(seals.open(key, found.getString(2)))),
                  found.getLong(3),
                  at == null ? Instant.EPOCH : Instant.parse(at),
                  who == null ? "" : who));
        } catch (ConfigException | IllegalArgumentException | DateTimeException unknown) {
          unreadable.put(key, String.valueOf(unknown.getMessage()));
        }
      }
    }
    return unreadable;
  }

  Optional<RouteChange> seed(List<RouteSpec> routes) throws SQLException, StoreException {
    try (PreparedStatement statement =
            database.statement("SELECT value FROM meta WHERE name = ?", SEEDED);
        ResultSet found = statement.executeQuery()) {
      if (found.next()) {
        return Optional.empty();
      }
    }
    Map<StreamKey, Optional<RouteSpec>> all = new LinkedHashMap<>();
    routes.forEach(route -> all.put(route.key(), Optional.of(route)));
    RouteChange change =
        database.transaction(() -> {
          database.update("INSERT INTO meta VALUES (?, ?)", SEEDED, now().toString());
          return write("configuration", "seed", all);
        });
    show(change, all);
    return Optional.of(change);
  }

  RouteChange change(String who, String action, RouteEdit edit)
      throws SQLException, StoreException {
    Map<StreamKey, Optional<RouteSpec>> wanted = edit.decide(table.entries());
    return commits.commit(
        () -> write(who, action, wanted), RouteRows::described, change -> show(change, wanted));
  }

  private static Commits.Change described(RouteChange change) {
    Map<String, Optional<String>> documents = new LinkedHashMap<>();
    change
        .deltas()
        .forEach(delta -> documents.put(delta.key(), Optional.ofNullable(delta.after())));
    return new Commits.Change(RouteStore.KIND, change.who(), documents);
  }

  RouteChange rehearse(String who, String action, RouteEdit edit)
      throws SQLException, StoreException {
    return database.rehearsal(() -> write(who, action, edit.decide(table.entries())));
  }

  /// @param by the rules, made of those that hold
  RouteChange rehearse(String who, String action, RouteEdit edit, UnaryOperator<RouteSetRules> by)
      throws SQLException, StoreException {
    RouteSetRules usual = rules;
    rules = by.apply(usual);
    try {
      return rehearse(who, action, edit);
    } finally {
      rules = usual;
    }
  }

  RouteChange undo(String who, long version) throws SQLException, StoreException {
    RouteChange past = find(version);
    return change(
        who,
        "undo " + version,
        _ -> {
          Map<StreamKey, Optional<RouteSpec>> wanted = new LinkedHashMap<>();
          for (RouteDelta delta : past.deltas()) {
            String present = document(delta.key());
            if (!Objects.equals(present, delta.after())) {
              throw StoreException.conflict(
                  delta.key() + " has changed since version " + version + "; restore it instead");
            }
            wanted.put(StreamKey.parsePattern(delta.key()), spec(delta.before()));
          }
          return wanted;
        });
  }

  RouteChange restore(String who, long version, @Nullable StreamKey key)
      throws SQLException, StoreException {
    long oldest = oldest();
    if (version < oldest - 1 || version > newest()) {
      throw StoreException.absent("the history knows versions " + (oldest - 1) + " to " + newest());
    }
    // with one min() SQLite takes the other columns of the row that has it
    String sql = "SELECT key, before, min(version) FROM delta WHERE version > ? GROUP BY key";
    Map<StreamKey, Optional<RouteSpec>> wanted = new LinkedHashMap<>();
    try (PreparedStatement statement = database.statement(sql, version);
        ResultSet found = statement.executeQuery()) {
      while (found.next()) {
        String name = found.getString(1);
        StreamKey changed = StreamKey.parsePattern(name);
        if (key == null || key.equals(changed)) {
          wanted.put(changed, spec(seals.open(name, found.getString(2))));
        }
      }
    }
    String action = "restore " + version + (key == null ? "" : " of " + key);
    return change(who, action, _ -> wanted);
  }

  List<RouteChange> changes(long before, int limit, @Nullable StreamKey key) throws SQLException {
    String sql =
        key == null
            ? "SELECT version FROM change WHERE version < ? ORDER BY version DESC LIMIT ?"
            : "SELECT version FROM delta WHERE version < ? AND key = ?"
                + " ORDER BY version DESC LIMIT ?";
    List<Long> versions = new ArrayList<>();
    try (PreparedStatement statement =
            key == null
                ? database.statement(sql, before, limit)
                : database.statement(sql, before, key.toString(), limit);
        ResultSet found = statement.executeQuery()) {
      while (found.next()) {
        versions.add(found.getLong(1));
      }
    }
    List<RouteChange> changes = new ArrayList<>();
    for (long version : versions) {
      row(version, FIRST_DELTAS).ifPresent(changes::add);
    }
    return changes;
  }

  RouteChange find(long version) throws SQLException, StoreException {
    return row(version, Integer.MAX_VALUE)
        .orElseThrow(() -> StoreException.absent("no version " + version + " in the history"));
  }

  private Optional<RouteChange> row(long version, int most) throws SQLException {
    List<RouteDelta> deltas = new ArrayList<>();
    try (PreparedStatement statement =
            database.statement(
                "SELECT key, before, after FROM delta WHERE version = ? ORDER BY key LIMIT ?",
                version,
                most);
        ResultSet found = statement.executeQuery()) {
      while (found.next()) {
        String key = found.getString(1);
        deltas.add(
            new RouteDelta(
                key, seals.open(key, found.getString(2)), seals.open(key, found.getString(3))));
      }
    }
    try (PreparedStatement statement =
            database.statement(
                "SELECT at, who, action, (SELECT count(*) FROM delta WHERE version ="
                    + " change.version) FROM change WHERE version = ?",
                version);
        ResultSet found = statement.executeQuery()) {
      if (!found.next()) {
        return Optional.empty();
      }
      Instant at = Instant.parse(found.getString(1));
      return Optional.of(
          new RouteChange(
              version, at, found.getString(2), found.getString(3), found.getInt(4), deltas));
    }
  }

  /// Everything but the commit.
  private RouteChange write(String who, String action, Map<StreamKey, Optional<RouteSpec>> wanted)
      throws SQLException, StoreException {
    List<RouteDelta> deltas = new ArrayList<>();
    for (var entry : new TreeMap<>(wanted).entrySet()) {
      String key = entry.getKey().toString();
      String before = document(key);
      String after = entry.getValue().map(RouteRows::write).orElse(null);
      if (!Objects.equals(before, after)) {
        deltas.add(new RouteDelta(key, before, after));
      }
    }
    Instant at = now();
    if (deltas.isEmpty()) {
      return new RouteChange(0, at, who, action, 0, deltas);
    }
    checkTogether(wanted);
    long version = newChange(at, who, action);
    for (RouteDelta delta : deltas) {
      String key = delta.key();
      String before = seals.seal(key, delta.before());
      String after = seals.seal(key, delta.after());
      database.update("INSERT INTO delta VALUES (?, ?, ?, ?)", version, key, before, after);
      if (after == null) {
        database.update("DELETE FROM route WHERE key = ?", key);
      } else {
        database.update("INSERT OR REPLACE INTO route VALUES (?, ?, ?)", key, after, version);
      }
    }
    database.update("DELETE FROM change WHERE version <= ?", version - MAX_CHANGES);
    return new RouteChange(version, at, who, action, deltas.size(), deltas);
  }

  private long newChange(Instant at, String who, String action) throws SQLException {
    database.update(
        "INSERT INTO change (at, who, action) VALUES (?, ?, ?)", at.toString(), who, action);
    return newest();
  }

  private void checkTogether(Map<StreamKey, Optional<RouteSpec>> wanted) throws StoreException {
    List<RouteSpec> changed = wanted.values().stream().flatMap(Optional::stream).toList();
    long others = table.entries().keySet().stream().filter(key -> !wanted.containsKey(key)).count();
    rules.checkCount(others + changed.size());
    rules.checkProfiles(changed);
    Set<StreamKey> after = new HashSet<>(table.entries().keySet());
    after.removeAll(wanted.keySet());
    changed.forEach(route -> after.add(route.key()));
    rules.checkSpaces(table.entries().keySet(), after);
    boolean isAlias = changed.stream().anyMatch(route -> table.isAlias(route.key()));
    if (isAlias || rules.concern(changed)) {
      List<RouteSpec> all = new ArrayList<>();
      table
          .entries()
          .forEach((key, entry) -> {
            if (!wanted.containsKey(key)) {
              all.add(entry.route());
            }
          });
      all.addAll(changed);
      rules.check(all, changed);
    }
  }

  /// After the commit.
  private void show(RouteChange change, Map<StreamKey, Optional<RouteSpec>> wanted) {
    for (RouteDelta delta : change.deltas()) {
      StreamKey key = StreamKey.parsePattern(delta.key());
      Optional<RouteSpec> route = wanted.getOrDefault(key, Optional.empty());
      if (route.isPresent()) {
        show(new RouteEntry(route.get(), change.version(), change.at(), change.who()));
      } else {
        table.remove(key);
      }
    }
  }

  /// A route whose secrets are not all here waits for them.
  private void show(RouteEntry entry) {
    boolean waits = seals.isIncomplete(RouteDocuments.write(entry.route(), true).encode());
    table.put(entry, waits ? SECRETS_MISSING : null);
  }

  private @Nullable String document(String key) throws StoreException {
    try (PreparedStatement statement =
            database.statement("SELECT document FROM route WHERE key = ?", key);
        ResultSet found = statement.executeQuery()) {
      return found.next() ? seals.open(key, found.getString(1)) : null;
    } catch (SQLException failure) {
      throw database.problem(failure);
    }
  }

  private long oldest() throws SQLException {
    return number("SELECT coalesce(min(version), 1) FROM change");
  }

  private long newest() throws SQLException {
    return number("SELECT coalesce(max(version), 0) FROM change");
  }

  private long number(String sql) throws SQLException {
    try (PreparedStatement statement = database.statement(sql);
        ResultSet found = statement.executeQuery()) {
      return found.next() ? found.getLong(1) : 0;
    }
  }

  private static Optional<RouteSpec> spec(@Nullable String document) throws StoreException {
    if (document == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(read(document));
    } catch (ConfigException unknown) {
      throw StoreException.conflict("a rule of today is against it: " + unknown.getMessage());
    }
  }

  private static RouteSpec read(String document) throws ConfigException {
    try {
      return RouteDocuments.read(new JsonObject(document), null);
    } catch (DecodeException torn) {
      throw new ConfigException("not JSON");
    } catch (IllegalArgumentException impossible) {
      throw new ConfigException(String.valueOf(impossible.getMessage()));
    }
  }

  private static String write(RouteSpec route) {
    String document = RouteDocuments.write(route, true).encode();
    try {
      if (!read(document).equals(route)) {
        throw new IllegalStateException("written otherwise than read: " + route.key());
      }
    } catch (ConfigException unreadable) {
      throw new IllegalStateException("written and not readable: " + route.key(), unreadable);
    }
    return document;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
