package io.tidegate.gateway.store;

import io.tidegate.gateway.config.SettingsSource;
import io.tidegate.gateway.secret.SecretBox;
import io.tidegate.media.Nullable;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// The settings that the API has changed, beside the routes, with their history. Any thread; the
/// file is touched by one thread of its own, over a connection of its own.
///
/// Each change is a row with all values that are stored after it: they are few.
public final class SettingsStore implements AutoCloseable {
  /// What other nodes call a setting.
  public static final String SETTING = "setting";

  /// What other nodes call a switch.
  public static final String FEATURE = "switch";

  /// Changes that are remembered.
  public static final int MAX_CHANGES = 1_000;

  /// Changes that wait for a slow disk; somebody types them.
  private static final int MAX_WAITING = 100;

  /// Where the changes stand.
  ///
  /// @param what is stored there, for sentences
  private record Table(String name, String what, String kind) {
    static final Table SETTINGS = new Table("setting_change", "settings", SETTING);
    static final Table FEATURES = new Table("feature_change", "features", FEATURE);

    /// Whether it is the same at all nodes of a cluster.
    boolean isShared(String path) {
      return kind.equals(FEATURE) || !SettingsSource.isOfNode(path);
    }

    String rows() {
      return "SELECT version, at, who, action, before, document FROM " + name;
    }
  }

  private final StoreThread thread;
  private final Database database;
  private final Commits commits;
  private final SecretBox box;
  private final Clock clock;
  private final Table table;
  private volatile SettingsVersion newest;

  private SettingsStore(
      Database database, SecretBox box, Clock clock, Table table, SettingsVersion newest) {
    this.database = database;
    this.commits = new Commits(database);
    this.box = box;
    this.clock = clock;
    this.table = table;
    this.newest = newest;
    this.thread = new StoreThread(table.what + "-store", table.what, database, MAX_WAITING);
  }

  /// With the key of the secrets beside the file.
  public static SettingsStore open(Path file, Clock clock) throws StoreException {
    return open(file, SecretKeyFile.beside(file).open(file), clock);
  }

  /// @param file as the routes'
  /// @param box for those that are secrets
  public static SettingsStore open(Path file, SecretBox box, Clock clock) throws StoreException {
    return open(file, box, clock, Table.SETTINGS);
  }

  /// The same for the values of switches, which have a history of their own, and no secrets.
  public static SettingsStore features(Path file, Clock clock) throws StoreException {
    return open(file, SecretKeyFile.beside(file).open(file), clock, Table.FEATURES);
  }

  private static SettingsStore open(Path file, SecretBox box, Clock clock, Table table)
      throws StoreException {
    Database database = Database.open(file, Schema.ROUTES);
    try {
      List<SettingsVersion> last =
          read(database, box, table.rows() + " ORDER BY version DESC LIMIT 1");
      return new SettingsStore(
          database, box, clock, table, last.isEmpty() ? SettingsVersion.NONE : last.getFirst());
    } catch (SQLException damaged) {
      throw database.problem(damaged);
    }
  }

  /// What is stored now.
  public SettingsVersion newest() {
    return newest;
  }

  /// Why the last change could not be stored, or which secrets cannot be read; null for neither.
  public @Nullable String problem() {
    String unstored = thread.problem();
    Set<String> lost = SecretRows.lostSettings(box, newest.values());
    return unstored != null || lost.isEmpty()
        ? unstored
        : "without the key of the secrets these cannot be read, and let nobody in: "
            + String.join(", ", lost);
  }

  /// What a secret is sealed as.
  static String record(String path) {
    return "setting " + path;
  }

  /// What is to become of the values, decided when no other change can come between.
  @FunctionalInterface
  public interface Edit {
    /// @throws StoreException when it will not be
    Map<String, String> decide(SettingsVersion now) throws StoreException;
  }

  /// Makes a change; complete when it is on the disk.
  ///
  /// @param taken is told before others may change anything
  public CompletableFuture<SettingsVersion> change(
      String who, String action, Edit edit, Consumer<SettingsVersion> taken) {
    return thread.run(() -> {
      SettingsVersion before = newest;
      Map<String, String> values = edit.decide(before);
      if (values.equals(before.values())) {
        return before;
      }
      return commits.commit(
          () -> write(who, action, before.values(), values),
          this::described,
          after -> {
            newest = after;
            taken.accept(after);
          });
    });
  }

  private Commits.Change described(SettingsVersion change) {
    Map<String, Optional<String>> values = new TreeMap<>();
    change
        .values()
        .forEach((path, value) -> {
          if (!value.equals(change.before().get(path))) {
            values.put(path, Optional.of(value));
          }
        });
    change.before().keySet().stream()
        .filter(path -> !change.values().containsKey(path))
        .forEach(path -> values.put(path, Optional.empty()));
    values.keySet().removeIf(path -> !table.isShared(path));
    return new Commits.Change(table.kind, change.who(), values);
  }

  /// Whom to ask before each change from now on. Any thread.
  public void agree(Agreement with) {
    commits.agree(with);
  }

  /// Secrets that cannot be read, by path.
  public Set<String> unreadable() {
    Set<String> paths = new TreeSet<>();
    newest
        .values()
        .forEach((path, value) -> {
          if (SettingsSource.isSecret(path) && box.isStandIn(value)) {
            paths.add(path);
          }
        });
    return paths;
  }

  /// One change.
  public CompletableFuture<SettingsVersion> find(long version) {
    return thread.run(() -> one(version));
  }

  /// The history, newest first.
  ///
  /// @param before only versions below
  public CompletableFuture<List<SettingsVersion>> changes(long before, int limit) {
    return thread.run(() ->
        read(
            database,
            box,
            table.rows() + " WHERE version < ? ORDER BY version DESC LIMIT ?",
            before,
            limit));
  }

  /// An edit that takes back what one change did, unless that has changed since.
  public Edit undoing(long version) {
    return now -> {
      try {
        return one(version).undone(now.values());
      } catch (SQLException failure) {
        throw database.problem(failure);
      }
    };
  }

  private SettingsVersion one(long version) throws SQLException, StoreException {
    List<SettingsVersion> found = read(database, box, table.rows() + " WHERE version = ?", version);
    if (found.isEmpty()) {
      throw StoreException.absent("no version " + version + " in the history of the " + table.what);
    }
    return found.getFirst();
  }

  private SettingsVersion write(
      String who, String action, Map<String, String> before, Map<String, String> values)
      throws SQLException {
    Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    database.update(
        "INSERT INTO " + table.name + " (at, who, action, before, document) VALUES (?, ?, ?, ?, ?)",
        at.toString(),
        who,
        action,
        text(box, before),
        text(box, values));
    SettingsVersion written =
        read(database, box, table.rows() + " ORDER BY version DESC LIMIT 1").getFirst();
    database.update(
        "DELETE FROM " + table.name + " WHERE version <= ?", written.version() - MAX_CHANGES);
    return written;
  }

  private static List<SettingsVersion> read(
      Database database, SecretBox box, String sql, Object... values) throws SQLException {
    List<SettingsVersion> versions = new ArrayList<>();
    try (PreparedStatement statement = database.statement(sql, values);
        ResultSet found = statement.executeQuery()) {
      while (found.next()) {
        versions.add(
            new SettingsVersion(
                found.getLong(1),
                Instant.parse(found.getString(2)),
                found.getString(3),
                found.getString(4),
                values(box, found.getString(5)),
                values(box, found.getString(6))));
      }
    }
    return versions;
  }

  /// As it is stored: secrets are sealed.
  static String text(SecretBox box, Map<String, String> values) {
    JsonObject json = new JsonObject();
    new TreeMap<>(values)
        .forEach((path, text) ->
            json.put(path, SettingsSource.isSecret(path) ? box.seal(record(path), text) : text));
    return json.encode();
  }

  static Map<String, String> values(SecretBox box, String document) {
    Map<String, String> values = new TreeMap<>();
    new JsonObject(document)
        .forEach(entry -> {
          String path = entry.getKey();
          String text = String.valueOf(entry.getValue());
          values.put(path, SettingsSource.isSecret(path) ? box.open(record(path), text) : text);
        });
    return values;
  }

  @Override
  public void close() {
    thread.close();
  }
}
