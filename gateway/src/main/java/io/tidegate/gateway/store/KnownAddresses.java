package io.tidegate.gateway.store;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;

/// From which addresses users have logged in. Any thread; the file is touched by one thread of its
/// own.
public final class KnownAddresses implements AutoCloseable {
  /// Of one user; the one that was used longest ago goes first.
  static final int MAX_OF_USER = 100;

  /// Log-ins that wait for a slow disk.
  private static final int MAX_WAITING = 500;

  private final StoreThread thread;
  private final Database database;
  private final Clock clock;

  private KnownAddresses(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
    this.thread = new StoreThread("address-store", "addresses", database, MAX_WAITING);
  }

  /// @param file as the webhooks'
  public static KnownAddresses open(Path file, Clock clock) throws StoreException {
    return new KnownAddresses(Database.open(file, Schema.NOTIFY), clock);
  }

  /// Notes a log-in; complete with whether the address is new for a user who has others. The first
  /// address of somebody is no news.
  public CompletableFuture<Boolean> isNews(String user, String host) {
    return thread.run(() -> {
      boolean known =
          count("SELECT count(*) FROM known_address WHERE user = ? AND host = ?", user, host) > 0;
      boolean others = count("SELECT count(*) FROM known_address WHERE user = ?", user) > 0;
      database.update(
          "INSERT OR REPLACE INTO known_address (user, host, at) VALUES (?, ?, ?)",
          user,
          host,
          clock.millis());
      database.update(
          "DELETE FROM known_address WHERE user = ? AND host NOT IN (SELECT host FROM known_address"
              + " WHERE user = ? ORDER BY at DESC LIMIT ?)",
          user,
          user,
          MAX_OF_USER);
      return !known && others;
    });
  }

  private long count(String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = database.statement(sql, values);
        ResultSet rows = statement.executeQuery()) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  @Override
  public void close() {
    thread.close();
  }
}
