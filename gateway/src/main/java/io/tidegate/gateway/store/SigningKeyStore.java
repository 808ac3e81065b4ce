package io.tidegate.gateway.store;

import io.tidegate.gateway.access.SigningKey;
import io.tidegate.gateway.secret.SecretBox;
import io.tidegate.gateway.secret.SecretLockedException;
import io.tidegate.media.Nullable;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// The keys of signed URLs on disk, beside the routes, and in memory. Any thread; the file is
/// touched by one thread of its own, over a connection of its own.
public final class SigningKeyStore implements AutoCloseable {
  /// What other nodes call them.
  public static final String KIND = "signing-key";

  /// One in use, its predecessor, and some for others who sign.
  public static final int MAX_KEYS = 32;

  /// Changes that wait for a slow disk; somebody types them.
  private static final int MAX_WAITING = 100;

  private final Database database;
  private final SecretBox box;
  private final Commits commits;
  private final Set<String> unreadable = ConcurrentHashMap.newKeySet();
  private final StoreThread thread;
  private final List<Runnable> observers = new CopyOnWriteArrayList<>();
  private volatile Map<String, SigningKey> keys = Map.of();

  private SigningKeyStore(Database database, SecretBox box) {
    this.box = box;
    this.database = database;
    this.commits = new Commits(database);
    this.thread = new StoreThread("signing-keys", "keys of signed URLs", database, MAX_WAITING);
  }

  /// Keys that cannot be opened sign nothing until they can.
  ///
  /// @param file as the routes'
  /// @param box for their secrets
  public static SigningKeyStore open(Path file, SecretBox box) throws StoreException {
    Database database = Database.open(file, Schema.ROUTES);
    try {
      SigningKeyStore store = new SigningKeyStore(database, box);
      store.keys = store.read();
      return store;
    } catch (SQLException | RuntimeException damaged) {
      throw database.problem(damaged);
    }
  }

  /// Those of the moment, by name. Immutable.
  public Map<String, SigningKey> keys() {
    return keys;
  }

  /// The one that signs where none is named; empty before there is any.
  public Optional<SigningKey> newest() {
    return keys.values().stream()
        .max(Comparator.comparing(SigningKey::created).thenComparing(SigningKey::name));
  }

  /// Whom to ask before each change from now on. Any thread.
  public void agree(Agreement with) {
    commits.agree(with);
  }

  /// @param changed is told after each change, on the store's thread
  public void observe(Runnable changed) {
    observers.add(changed);
  }

  /// Adds one; complete when it is on the disk.
  public CompletableFuture<SigningKey> add(SigningKey key) {
    return thread.run(() -> {
      if (keys.containsKey(key.name())) {
        throw StoreException.conflict("there is a signing key " + key.name());
      }
      if (keys.size() >= MAX_KEYS) {
        throw StoreException.conflict("at most " + MAX_KEYS + " signing keys: revoke old ones");
      }
      return write(key.by(), key);
    });
  }

  /// Adds one, or puts it in the place of another one of its name, as another node has it.
  public CompletableFuture<SigningKey> put(String who, SigningKey key) {
    return thread.run(() -> write(who, key));
  }

  private SigningKey write(String who, SigningKey key) throws SQLException, StoreException {
    return commits.commit(
        () -> {
          database.update(
              "INSERT OR REPLACE INTO signing_key (name, secret, created, created_by) VALUES (?, ?,"
                  + " ?, ?)",
              key.name(),
              sealed(key),
              key.created().toString(),
              key.by());
          return key;
        },
        written -> change(who, key.name(), Optional.of(document(written))),
        written -> show(key.name(), written));
  }

  private static Commits.Change change(String who, String name, Optional<String> document) {
    return new Commits.Change(KIND, who, Map.of(name, document));
  }

  /// For other nodes; holds its secret.
  public static String document(SigningKey key) {
    return new JsonObject()
        .put("secret", key.secret())
        .put("created", key.created().toString())
        .put("by", key.by())
        .encode();
  }

  /// What [#document] has written.
  ///
  /// @throws RuntimeException when it has not
  public static SigningKey key(String name, String document) {
    JsonObject json = new JsonObject(document);
    Instant created = Instant.parse(json.getString("created"));
    return new SigningKey(name, json.getString("secret"), created, json.getString("by"));
  }

  /// Those that cannot be opened, as the key that they were sealed under is not here.
  public Set<String> unreadable() {
    return unreadable;
  }

  /// Revokes one: no URL that it has signed is good from then on.
  public CompletableFuture<SigningKey> remove(String who, String name) {
    return thread.run(() -> {
      SigningKey key = keys.get(name);
      if (key == null) {
        throw StoreException.absent("no signing key of that name");
      }
      return commits.commit(
          () -> {
            database.update("DELETE FROM signing_key WHERE name = ?", name);
            return key;
          },
          _ -> change(who, name, Optional.empty()),
          _ -> show(name, null));
    });
  }

  private String sealed(SigningKey key) throws StoreException {
    try {
      return box.seal(record(key.name()), key.secret());
    } catch (SecretLockedException noKey) {
      throw StoreException.conflict(String.valueOf(noKey.getMessage()));
    }
  }

  /// What the secret of a key is sealed as.
  static String record(String name) {
    return "signing key " + name;
  }

  private void show(String name, @Nullable SigningKey key) {
    Map<String, SigningKey> after = new TreeMap<>(keys);
    unreadable.remove(name);
    if (key == null) {
      after.remove(name);
    } else {
      after.put(name, key);
    }
    keys = Map.copyOf(after);
    observers.forEach(Runnable::run);
  }

  private Map<String, SigningKey> read() throws SQLException {
    Map<String, SigningKey> keys = new TreeMap<>();
    try (PreparedStatement statement =
            database.statement("SELECT name, secret, created, created_by FROM signing_key");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        String name = rows.getString(1);
        String secret = box.open(record(name), rows.getString(2));
        if (box.isStandIn(secret)) {
          unreadable.add(name);
        } else {
          Instant created = Instant.parse(rows.getString(3));
          keys.put(name, new SigningKey(name, secret, created, rows.getString(4)));
        }
      }
    }
    return Map.copyOf(keys);
  }

  @Override
  public void close() {
    thread.close();
  }
}
