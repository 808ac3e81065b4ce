package io.tidegate.gateway.store;

import io.tidegate.gateway.space.Space;
import io.tidegate.media.Nullable;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongPredicate;

/// Spaces on disk, beside the routes, and in memory. Any thread; the file is touched by one thread
/// of its own, over a connection of its own.
public final class SpaceStore implements AutoCloseable {
  /// What other nodes call them.
  public static final String KIND = "space";

  /// All are in memory; each has administrators of its own.
  public static final int MAX_SPACES = 1_000;

  /// Changes that wait for a slow disk; somebody types them.
  private static final int MAX_WAITING = 100;

  private final StoreThread thread;
  private final Database database;
  private final Commits commits;
  private final ConcurrentSkipListMap<String, Space> spaces = new ConcurrentSkipListMap<>();

  private SpaceStore(Database database) {
    this.database = database;
    this.commits = new Commits(database);
    this.thread = new StoreThread("space-store", "spaces", database, MAX_WAITING);
  }

  /// @param file as the routes'
  public static SpaceStore open(Path file) throws StoreException {
    Database database = Database.open(file, Schema.ROUTES);
    SpaceStore store = new SpaceStore(database);
    try {
      store.load();
      return store;
    } catch (SQLException | IllegalArgumentException damaged) {
      store.close();
      throw database.problem(damaged);
    }
  }

  private void load() throws SQLException {
    String sql =
        "SELECT name, routes, publishers, viewers, egress_bps, storage, version FROM space";
    try (PreparedStatement statement = database.statement(sql);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        Space.Quotas quotas =
            new Space.Quotas(row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5));
        Space space = new Space(row.getString(1), quotas, row.getString(6), row.getLong(7));
        spaces.put(space.name(), space);
      }
    }
  }

  /// By name, in order.
  public Collection<Space> all() {
    return spaces.values();
  }

  /// Null when there is none.
  public @Nullable Space find(String name) {
    return spaces.get(name);
  }

  /// Why the last change could not be stored; null when it could.
  public @Nullable String problem() {
    return thread.problem();
  }

  /// Makes one, or changes it; complete when it is on the disk.
  ///
  /// @param wished its version is another one afterwards
  /// @param meant whether the change is meant for this version, 0 where there is none
  public CompletableFuture<Space> put(String who, Space wished, LongPredicate meant) {
    return thread.run(() -> {
      check(wished.name(), meant);
      if (!spaces.containsKey(wished.name()) && spaces.size() >= MAX_SPACES) {
        throw StoreException.conflict("at most " + MAX_SPACES + " spaces");
      }
      long version = 1 + spaces.values().stream().mapToLong(Space::version).max().orElse(0);
      Space space = new Space(wished.name(), wished.quotas(), wished.storage(), version);
      return write(who, space);
    });
  }

  private Space write(String who, Space space) throws SQLException, StoreException {
    Space.Quotas quotas = space.quotas();
    return commits.commit(
        () -> {
          database.update(
              "INSERT OR REPLACE INTO space (name, routes, publishers, viewers, egress_bps,"
                  + " storage, version) VALUES (?, ?, ?, ?, ?, ?, ?)",
              space.name(),
              quotas.routes(),
              quotas.publishers(),
              quotas.viewers(),
              quotas.egressBps(),
              space.storage(),
              space.version());
          return space;
        },
        written -> change(who, space.name(), Optional.of(document(written))),
        written -> spaces.put(space.name(), written));
  }

  private static Commits.Change change(String who, String name, Optional<String> document) {
    return new Commits.Change(KIND, who, Map.of(name, document));
  }

  /// For other nodes, which count versions for themselves.
  public static String document(Space space) {
    Space.Quotas quotas = space.quotas();
    return new JsonObject()
        .put("routes", quotas.routes())
        .put("publishers", quotas.publishers())
        .put("viewers", quotas.viewers())
        .put("egressBps", quotas.egressBps())
        .put("storage", space.storage())
        .encode();
  }

  /// What [#document] has written.
  ///
  /// @throws RuntimeException when it has not
  public static Space space(String name, String document) {
    JsonObject json = new JsonObject(document);
    Space.Quotas quotas =
        new Space.Quotas(
            json.getLong("routes"),
            json.getLong("publishers"),
            json.getLong("viewers"),
            json.getLong("egressBps"));
    return new Space(name, quotas, json.getString("storage"), 0);
  }

  /// Whom to ask before each change from now on. Any thread.
  public void agree(Agreement with) {
    commits.agree(with);
  }

  /// Its streams stay: without quotas from then on.
  public CompletableFuture<Space> remove(String who, String name, LongPredicate meant) {
    return thread.run(() -> {
      check(name, meant);
      Space gone = spaces.get(name);
      if (gone == null) {
        throw StoreException.absent("no space " + name);
      }
      return commits.commit(
          () -> {
            database.update("DELETE FROM space WHERE name = ?", name);
            return gone;
          },
          _ -> change(who, name, Optional.empty()),
          _ -> spaces.remove(name));
    });
  }

  private void check(String name, LongPredicate meant) throws StoreException {
    Space present = spaces.get(name);
    if (!meant.test(present == null ? 0 : present.version())) {
      throw StoreException.stale("the space has changed since");
    }
  }

  @Override
  public void close() {
    thread.close();
  }
}
