package io.tidegate.gateway.store;

import io.tidegate.cluster.state.Kept;
import io.tidegate.cluster.state.StateId;
import io.tidegate.cluster.state.StateRecord;
import io.tidegate.cluster.state.StateStore;
import io.tidegate.gateway.secret.SecretBox;
import io.tidegate.gateway.secret.SecretLockedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What all nodes want, on this node's disk: a file of its own, which waits for no other store.
/// Bodies are sealed whole. Any thread that may wait.
public final class DesiredStore implements StateStore, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DesiredStore.class);
  private static final String FILE = "desired.db";
  private static final String MEMBER = "member";
  private static final String FORGOTTEN = "forgotten";

  private final Database database;
  private final SecretBox box;
  private final ReentrantLock lock = new ReentrantLock();

  private DesiredStore(Database database, SecretBox box) {
    this.database = database;
    this.box = box;
  }

  /// @param folder of the gateway's files
  /// @param box seals bodies
  public static DesiredStore open(Path folder, SecretBox box) throws IOException {
    try {
      return new DesiredStore(Database.open(folder.resolve(FILE), Schema.DESIRED), box);
    } catch (StoreException unusable) {
      throw new IOException(unusable);
    }
  }

  /// Forgets everything that is kept in a folder: the other nodes have it.
  public static void delete(Path folder) throws IOException {
    for (String suffix : List.of("", "-wal", "-shm")) {
      Files.deleteIfExists(folder.resolve(FILE + suffix));
    }
  }

  private static String record(StateId id) {
    return "desired " + id;
  }

  /// Something to do with the database.
  private interface Task<T> {
    T run() throws SQLException, StoreException;
  }

  private <T> T run(Task<T> task) throws IOException {
    lock.lock();
    try {
      return task.run();
    } catch (SQLException failure) {
      throw new IOException(database.problem(failure).getMessage(), failure);
    } catch (StoreException | SecretLockedException refused) {
      throw new IOException(refused.getMessage(), refused);
    } finally {
      lock.unlock();
    }
  }

  /// Where one of them cannot be opened, none counts: what was made of it could not be told from
  /// what somebody has changed since.
  @Override
  public List<Kept> load() throws IOException {
    List<Kept> all = new ArrayList<>();
    boolean whole = run(() -> read(all));
    if (whole) {
      return all;
    }
    log.error("what all nodes want cannot be read with this key of secrets: it is taken anew");
    clear();
    return List.of();
  }

  private boolean read(List<Kept> all) throws SQLException {
    String sql =
        "SELECT kind, key, stamp, known, deleted, author, body, standing, problem FROM desired";
    try (PreparedStatement statement = database.statement(sql);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        StateId id = new StateId(row.getString(1), row.getString(2));
        String body = box.open(record(id), row.getString(7));
        if (box.isStandIn(body)) {
          return false;
        }
        all.add(
            new Kept(
                new StateRecord(
                    id,
                    row.getLong(3),
                    stamps(row.getString(4)),
                    row.getInt(5) != 0,
                    row.getString(6),
                    body),
                Kept.Standing.valueOf(row.getString(8).toUpperCase(Locale.ROOT)),
                row.getString(9)));
      }
    } catch (IllegalArgumentException damaged) {
      log.error("{}", damaged.toString());
      return false;
    }
    return true;
  }

  private static List<Long> stamps(String text) {
    return text.isEmpty()
        ? List.of()
        : Arrays.stream(text.split(" ", -1)).map(Long::valueOf).toList();
  }

  @Override
  public void put(Collection<Kept> kept) throws IOException {
    boolean ignored =
        run(() ->
            database.transaction(() -> {
              for (Kept one : kept) {
                put(one);
              }
              return true;
            }));
  }

  private void put(Kept kept) throws SQLException {
    StateRecord record = kept.record();
    String known = record.known().stream().map(String::valueOf).collect(Collectors.joining(" "));
    database.update(
        "INSERT OR REPLACE INTO desired (kind, key, stamp, known, deleted, author, body, standing,"
            + " problem) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        record.id().kind(),
        record.id().key(),
        record.stamp(),
        known,
        record.deleted() ? 1 : 0,
        record.author(),
        box.seal(record(record.id()), record.body()),
        kept.standing().name().toLowerCase(Locale.ROOT),
        kept.problem());
  }

  @Override
  public void forget(Collection<StateId> ids, long newest) throws IOException {
    boolean ignored =
        run(() ->
            database.transaction(() -> {
              for (StateId id : ids) {
                database.update(
                    "DELETE FROM desired WHERE kind = ? AND key = ?", id.kind(), id.key());
              }
              database.update(
                  "INSERT OR REPLACE INTO desired_meta VALUES (?, ?)",
                  FORGOTTEN,
                  String.valueOf(newest));
              return true;
            }));
  }

  @Override
  public long forgotten() throws IOException {
    String stamp = meta(FORGOTTEN);
    return stamp.isEmpty() ? 0 : Long.parseLong(stamp);
  }

  @Override
  public String member() throws IOException {
    return meta(MEMBER);
  }

  private String meta(String name) throws IOException {
    return run(() -> {
      try (PreparedStatement statement =
              database.statement("SELECT value FROM desired_meta WHERE name = ?", name);
          ResultSet found = statement.executeQuery()) {
        return found.next() ? found.getString(1) : "";
      }
    });
  }

  @Override
  public void settle(String member) throws IOException {
    int ignored =
        run(() ->
            database.update("INSERT OR REPLACE INTO desired_meta VALUES (?, ?)", MEMBER, member));
  }

  @Override
  public void clear() throws IOException {
    boolean ignored =
        run(() ->
            database.transaction(() -> {
              database.update("DELETE FROM desired");
              database.update("DELETE FROM desired_meta");
              return true;
            }));
  }

  @Override
  public void close() {
    lock.lock();
    try {
      database.close();
    } catch (SQLException failure) {
      log.warn("{}", database.problem(failure).getMessage());
    } finally {
      lock.unlock();
    }
  }
}
