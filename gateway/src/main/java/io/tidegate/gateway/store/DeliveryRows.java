package io.tidegate.gateway.store;

import io.tidegate.gateway.webhook.Delivery;
import io.tidegate.gateway.webhook.Delivery.Outcome;
import io.tidegate.gateway.webhook.Delivery.State;
import io.tidegate.media.Nullable;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/// Messages of the outbox as rows. Confined to the store's thread.
final class DeliveryRows {
  private static final String COLUMNS =
      "SELECT number, webhook, id, occasion, key, at, body, state, attempts, next, last_at,"
          + " last_status, last_problem FROM delivery ";

  private final Database database;

  DeliveryRows(Database database) {
    this.database = database;
  }

  void insert(WebhookStore.Draft draft, Instant now) throws SQLException {
    database.update(
        "INSERT INTO delivery (webhook, id, occasion, key, at, body, state, attempts, next,"
            + " last_status, last_problem) VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, 0, '')",
        draft.webhook(),
        draft.id(),
        draft.occasion(),
        draft.key(),
        draft.at().toEpochMilli(),
        draft.body(),
        State.WAITING.label(),
        now.toEpochMilli());
  }

  /// The one that is to be sent before all others; null when none waits.
  @Nullable
  Delivery first(String webhook) throws SQLException {
    List<Delivery> found =
        read(
            COLUMNS + "WHERE webhook = ? AND state = ? ORDER BY number LIMIT 1",
            webhook,
            State.WAITING.label());
    return found.isEmpty() ? null : found.getFirst();
  }

  /// @param before only numbers below
  List<Delivery> newest(String webhook, long before, int limit) throws SQLException {
    return read(
        COLUMNS + "WHERE webhook = ? AND number < ? ORDER BY number DESC LIMIT ?",
        webhook,
        before,
        limit);
  }

  /// Those of a range that do not wait, oldest first.
  List<Delivery> done(String webhook, long from, long to, int limit) throws SQLException {
    return read(
        COLUMNS
            + "WHERE webhook = ? AND number BETWEEN ? AND ? AND state <> ? ORDER BY number LIMIT ?",
        webhook,
        from,
        to,
        State.WAITING.label(),
        limit);
  }

  void settle(long number, State state, Instant next, Outcome outcome) throws SQLException {
    database.update(
        "UPDATE delivery SET state = ?, attempts = attempts + 1, next = ?, last_at = ?,"
            + " last_status = ?, last_problem = ? WHERE number = ? AND state = ?",
        state.label(),
        next.toEpochMilli(),
        outcome.at().toEpochMilli(),
        outcome.status(),
        outcome.problem(),
        number,
        State.WAITING.label());
  }

  long waiting(String webhook) throws SQLException {
    try (PreparedStatement statement =
            database.statement(
                "SELECT count(*) FROM delivery WHERE webhook = ? AND state = ?",
                webhook,
                State.WAITING.label());
        ResultSet rows = statement.executeQuery()) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  /// All that is for one target.
  void forgetAll(String webhook) throws SQLException {
    database.update("DELETE FROM delivery WHERE webhook = ?", webhook);
  }

  /// All that is for targets that are gone.
  void forgetAllBut(Collection<String> webhooks) throws SQLException {
    String marks = String.join(", ", Collections.nCopies(webhooks.size(), "?"));
    database.update(
        "DELETE FROM delivery WHERE webhook NOT IN (" + marks + ")", webhooks.toArray());
  }

  /// Drops the oldest that wait until no more than `most` do.
  int dropOver(String webhook, int most) throws SQLException {
    return database.update(
        "UPDATE delivery SET state = ? WHERE webhook = ? AND state = ? AND number <= coalesce(("
            + "SELECT number FROM delivery WHERE webhook = ? AND state = ? ORDER BY number DESC"
            + " LIMIT 1 OFFSET ?), -1)",
        State.DROPPED.label(),
        webhook,
        State.WAITING.label(),
        webhook,
        State.WAITING.label(),
        most);
  }

  /// Drops those that wait and happened before `oldest`.
  int dropOlder(String webhook, Instant oldest) throws SQLException {
    return database.update(
        "UPDATE delivery SET state = ? WHERE webhook = ? AND state = ? AND at < ?",
        State.DROPPED.label(),
        webhook,
        State.WAITING.label(),
        oldest.toEpochMilli());
  }

  /// Forgets what is done but for the newest `most`.
  void forgetOver(String webhook, int most) throws SQLException {
    database.update(
        "DELETE FROM delivery WHERE webhook = ? AND state <> ? AND number <= coalesce((SELECT"
            + " number FROM delivery WHERE webhook = ? AND state <> ? ORDER BY number DESC LIMIT 1"
            + " OFFSET ?), -1)",
        webhook,
        State.WAITING.label(),
        webhook,
        State.WAITING.label(),
        most);
  }

  private List<Delivery> read(String sql, Object... values) throws SQLException {
    List<Delivery> found = new ArrayList<>();
    try (PreparedStatement statement = database.statement(sql, values);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        found.add(delivery(rows));
      }
    }
    return found;
  }

  private static Delivery delivery(ResultSet row) throws SQLException {
    long lastAt = row.getLong(11);
    Outcome last =
        row.wasNull()
            ? null
            : new Outcome(Instant.ofEpochMilli(lastAt), row.getInt(12), row.getString(13));
    return new Delivery(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        Instant.ofEpochMilli(row.getLong(6)),
        row.getString(7),
        State.of(row.getString(8)),
        row.getInt(9),
        Instant.ofEpochMilli(row.getLong(10)),
        last);
  }
}
