package io.tidegate.gateway.store;

import static java.util.stream.Collectors.joining;

import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.gateway.secret.SecretBox;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The routes on disk, with their history. Any thread; the file is touched by one thread of its
/// own.
///
/// 1. [#open] reads them into a [RouteTable].
/// 2. [#seed] at a first start, [#observe] for whoever acts on changes.
/// 3. [#change], [#undo], [#restore]: the future completes when the change is on the disk, in the
///    table and told to the observers, in this order.
/// 4. [#close] writes what was asked for before.
public final class RouteStore implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RouteStore.class);

  /// What other nodes call them.
  public static final String KIND = "route";

  /// Changes that wait: a minute of a slow disk.
  private static final int MAX_WAITING = 1_000;

  /// Enough to know where to look.
  private static final int MAX_NAMED = 5;

  private final StoreThread thread;
  private final List<Consumer<RouteChange>> observers = new CopyOnWriteArrayList<>();
  private final Map<String, String> unreadable = new ConcurrentSkipListMap<>();
  private final RouteTable table;
  private final Database database;
  private final RouteRows rows;
  private final SecretBox box;

  private RouteStore(RouteTable table, Database database, RouteRows rows, SecretBox box) {
    this.box = box;
    this.table = table;
    this.database = database;
    this.rows = rows;
    this.thread = new StoreThread("route-store", "routes", database, MAX_WAITING);
  }

  /// With the key of the secrets beside the file.
  public static RouteStore open(Path file, RouteTable table, RouteSetRules rules)
      throws StoreException {
    return open(file, table, rules, SecretKeyFile.beside(file).open(file));
  }

  /// @param rules of all routes together
  /// @param box for their secrets
  public static RouteStore open(Path file, RouteTable table, RouteSetRules rules, SecretBox box)
      throws StoreException {
    Database database = Database.open(file, Schema.ROUTES);
    RouteRows rows = new RouteRows(database, table, rules, new RouteSeals(box), Clock.systemUTC());
    RouteStore store = new RouteStore(table, database, rows, box);
    try {
      store.unreadable.putAll(rows.load());
    } catch (SQLException damaged) {
      store.close();
      throw database.problem(damaged);
    }
    store.unreadable.forEach(
        (key, why) -> log.error("the stored route {} is left alone: {}", key, why));
    return store;
  }

  /// Whom to ask before each change from now on. Any thread.
  public void agree(Agreement with) {
    rows.agree(with);
  }

  /// The routes that hold now.
  public RouteTable table() {
    return table;
  }

  /// Stored routes that this release cannot read, with the reason, by key. They stay stored.
  public Map<String, String> unreadable() {
    return Map.copyOf(unreadable);
  }

  /// Why the last change could not be stored; null when it could.
  public @Nullable String problem() {
    return thread.problem();
  }

  /// Which routes wait for secrets that cannot be read, or why no secret can be stored; null for
  /// neither.
  public @Nullable String secretsProblem() {
    String locked = box.problem();
    Set<StreamKey> waiting = table.waiting();
    if (waiting.isEmpty()) {
      return locked;
    }
    String keys = waiting.stream().limit(MAX_NAMED).map(StreamKey::toString).collect(joining(", "));
    return (locked == null ? "secrets are sealed under a key that is gone" : locked)
        + "; "
        + waiting.size()
        + (waiting.size() == 1 ? " route waits for it: " : " routes wait for it: ")
        + keys
        + (waiting.size() > MAX_NAMED ? " …" : "");
  }

  /// Why no secret can be stored; null when it can.
  public @Nullable String sealProblem() {
    return box.problem();
  }

  /// `observer` hears of every change from now on, in order, on the store's thread.
  public void observe(Consumer<RouteChange> observer) {
    observers.add(observer);
  }

  /// Takes over the routes of the configuration, the first time it is called for this file.
  ///
  /// @return whether this was the first time
  public CompletableFuture<Boolean> seed(List<RouteSpec> routes) {
    return thread.run(() -> {
      Optional<RouteChange> change = rows.seed(routes);
      change.ifPresent(this::published);
      return change.isPresent();
    });
  }

  /// Makes a change of any number of routes.
  ///
  /// @param who for the history
  /// @param action likewise: `create`, `apply` …
  public CompletableFuture<RouteChange> change(String who, String action, RouteEdit edit) {
    return thread.run(() -> published(rows.change(who, action, edit)));
  }

  /// What [#change] would do, without doing it.
  public CompletableFuture<RouteChange> rehearse(String who, String action, RouteEdit edit) {
    return thread.run(() -> rows.rehearse(who, action, edit));
  }

  /// The same by other rules.
  public CompletableFuture<RouteChange> rehearse(
      String who, String action, RouteEdit edit, UnaryOperator<RouteSetRules> by) {
    return thread.run(() -> rows.rehearse(who, action, edit, by));
  }

  /// Takes back what one change did, unless its routes have changed since.
  public CompletableFuture<RouteChange> undo(String who, long version) {
    return thread.run(() -> published(rows.undo(who, version)));
  }

  /// Brings back all routes, or one, as they were after a change.
  public CompletableFuture<RouteChange> restore(String who, long version, @Nullable StreamKey key) {
    return thread.run(() -> published(rows.restore(who, version, key)));
  }

  /// The history, newest first.
  ///
  /// @param before only versions below
  /// @param key only changes of this route, null for all
  public CompletableFuture<List<RouteChange>> changes(
      long before, int limit, @Nullable StreamKey key) {
    return thread.run(() -> rows.changes(before, limit, key));
  }

  /// One change with all that it did.
  public CompletableFuture<RouteChange> find(long version) {
    return thread.run(() -> rows.find(version));
  }

  private RouteChange published(RouteChange change) {
    if (change.version() == 0) {
      return change;
    }
    for (RouteDelta delta : change.deltas()) {
      unreadable.remove(delta.key());
    }
    for (Consumer<RouteChange> observer : observers) {
      try {
        observer.accept(change);
      } catch (RuntimeException bug) {
        log.error("a bug in an observer of the routes; the change stands", bug);
      }
    }
    return change;
  }

  @Override
  public void close() {
    thread.close();
  }

  /// For tests of what a disk does: runs a statement on the store's thread.
  CompletableFuture<Boolean> tamper(String sql) {
    return thread.run(() -> {
      database.execute(sql);
      return true;
    });
  }
}
