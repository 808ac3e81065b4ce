package io.tidegate.gateway.store;

import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.config.StorageDocuments;
import io.tidegate.gateway.config.Token;
import io.tidegate.gateway.secret.SecretBox;
import io.tidegate.gateway.storage.StorageSpec;
import io.tidegate.media.Nullable;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongPredicate;

/// Storage profiles of the API on disk, beside the routes, and in memory. Any thread; the file is
/// touched by one thread of its own, over a connection of its own.
public final class StorageProfileStore implements AutoCloseable {
  /// What other nodes call them.
  public static final String KIND = "storage-profile";

  /// Each may have lanes and connections of its own.
  public static final int MAX_PROFILES = 64;

  /// Changes that wait for a slow disk; somebody types them.
  private static final int MAX_WAITING = 100;

  private final Database database;
  private final SecretBox box;
  private final Commits commits;
  private final StoreThread thread;
  private volatile Map<String, Stored> profiles;

  /// @param version counts its changes
  public record Stored(StorageSpec spec, long version) {}

  private StorageProfileStore(Database database, SecretBox box, Map<String, Stored> profiles) {
    this.database = database;
    this.box = box;
    this.commits = new Commits(database);
    this.profiles = profiles;
    this.thread = new StoreThread("storage-store", "storage profiles", database, MAX_WAITING);
  }

  /// @param file as the routes'
  /// @param box for their secrets
  public static StorageProfileStore open(Path file, SecretBox box) throws StoreException {
    Database database = Database.open(file, Schema.ROUTES);
    try {
      return new StorageProfileStore(database, box, read(database, box));
    } catch (SQLException | ConfigException | RuntimeException damaged) {
      throw database.problem(damaged);
    }
  }

  private static Map<String, Stored> read(Database database, SecretBox box)
      throws SQLException, ConfigException {
    Map<String, Stored> all = new TreeMap<>();
    String sql = "SELECT name, version, document, secret FROM storage_profile";
    try (PreparedStatement statement = database.statement(sql);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        String name = rows.getString(1);
        String sealed = rows.getString(4);
        StorageSpec spec = StorageDocuments.stored(new JsonObject(rows.getString(3)));
        Token secret = sealed.isEmpty() ? Token.NONE : new Token(box.open(record(name), sealed));
        all.put(name, new Stored(spec.withSecret(secret), rows.getLong(2)));
      }
    }
    return all;
  }

  /// What the secret of a profile is sealed as.
  static String record(String name) {
    return "storage profile " + name;
  }

  /// By name, in order. A snapshot.
  public Map<String, Stored> profiles() {
    return profiles;
  }

  /// Whether its secret is here, or it has none.
  public boolean isReadable(StorageSpec spec) {
    return !box.isStandIn(spec.secret().text());
  }

  /// Why the last change could not be stored; null when it could.
  public @Nullable String problem() {
    return thread.problem();
  }

  /// Makes one, or changes it; complete when it is on the disk.
  ///
  /// @param meant whether the change is meant for this version, 0 where there is none
  public CompletableFuture<Stored> put(String who, StorageSpec spec, LongPredicate meant) {
    return thread.run(() -> {
      Stored present = check(spec.name(), meant);
      if (present == null && profiles.size() >= MAX_PROFILES) {
        throw StoreException.conflict("at most " + MAX_PROFILES + " storage profiles");
      }
      long version = 1 + profiles.values().stream().mapToLong(Stored::version).max().orElse(0);
      return write(who, spec, version);
    });
  }

  private Stored write(String who, StorageSpec spec, long version)
      throws SQLException, StoreException {
    return commits.commit(
        () -> {
          String secret =
              spec.secret().isEmpty() ? "" : box.seal(record(spec.name()), spec.secret().text());
          database.update(
              "INSERT OR REPLACE INTO storage_profile (name, version, document, secret) VALUES (?,"
                  + " ?, ?, ?)",
              spec.name(),
              version,
              StorageDocuments.write(spec).encode(),
              secret);
          return new Stored(spec, version);
        },
        stored -> change(who, spec.name(), Optional.of(document(stored.spec()))),
        stored -> {
          Map<String, Stored> more = new TreeMap<>(profiles);
          more.put(spec.name(), stored);
          profiles = more;
        });
  }

  private static Commits.Change change(String who, String name, Optional<String> document) {
    return new Commits.Change(KIND, who, Map.of(name, document));
  }

  /// For other nodes; holds its secret.
  public static String document(StorageSpec spec) {
    return new JsonObject()
        .put("profile", StorageDocuments.write(spec))
        .put("secret", spec.secret().text())
        .encode();
  }

  /// What [#document] has written.
  ///
  /// @throws RuntimeException when it has not
  public static StorageSpec spec(String document) throws ConfigException {
    JsonObject json = new JsonObject(document);
    StorageSpec spec = StorageDocuments.stored(json.getJsonObject("profile"));
    String secret = json.getString("secret");
    return spec.withSecret(secret.isEmpty() ? Token.NONE : new Token(secret));
  }

  /// Whom to ask before each change from now on. Any thread.
  public void agree(Agreement with) {
    commits.agree(with);
  }

  /// Complete with what it was when it is gone from the disk.
  public CompletableFuture<Stored> remove(String who, String name, LongPredicate meant) {
    return thread.run(() -> {
      Stored present = check(name, meant);
      if (present == null) {
        throw StoreException.absent("no storage profile of that name is stored");
      }
      return commits.commit(
          () -> {
            database.update("DELETE FROM storage_profile WHERE name = ?", name);
            return present;
          },
          _ -> change(who, name, Optional.empty()),
          _ -> {
            Map<String, Stored> fewer = new TreeMap<>(profiles);
            fewer.remove(name);
            profiles = fewer;
          });
    });
  }

  private @Nullable Stored check(String name, LongPredicate meant) throws StoreException {
    Stored present = profiles.get(name);
    if (!meant.test(present == null ? 0 : present.version())) {
      throw StoreException.stale("the storage profile has changed since");
    }
    return present;
  }

  @Override
  public void close() {
    thread.close();
  }
}
