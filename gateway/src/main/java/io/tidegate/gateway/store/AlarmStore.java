package io.tidegate.gateway.store;

import io.tidegate.gateway.alarm.Alarm;
import io.tidegate.gateway.alarm.AlarmKind;
import io.tidegate.gateway.alarm.AlarmMemory;
import io.tidegate.media.Nullable;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Open alarms on disk: since when, who has taken them on, until when nobody wants to hear of them.
/// The alarms' thread; the file is touched by one thread of its own.
///
/// What only changes its words is not written: figures in them change every other second.
public final class AlarmStore implements AlarmMemory, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AlarmStore.class);

  /// Twice all alarms that there may be.
  private static final int MAX_WAITING = 2_000;

  private final StoreThread thread;
  private final Database database;
  private final List<Alarm> restored;

  /// As they were written last, without words.
  private final Map<Long, Alarm> written = new HashMap<>();

  private AlarmStore(Database database, List<Alarm> restored) {
    this.database = database;
    this.restored = restored;
    this.thread = new StoreThread("alarm-store", "alarms", database, MAX_WAITING);
    restored.forEach(alarm -> written.put(alarm.id(), wordless(alarm)));
  }

  /// @param file as the webhooks'
  public static AlarmStore open(Path file) throws StoreException {
    Database database = Database.open(file, Schema.NOTIFY);
    try {
      return new AlarmStore(database, read(database));
    } catch (SQLException | RuntimeException damaged) {
      throw database.problem(damaged);
    }
  }

  private static List<Alarm> read(Database database) throws SQLException {
    List<Alarm> alarms = new ArrayList<>();
    try (PreparedStatement statement =
            database.statement(
                "SELECT id, kind, subject, message, since, count, taken_by, taken_at, note,"
                    + " snoozed_until FROM alarm ORDER BY id");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        AlarmKind kind = kind(rows.getString(2));
        if (kind != null) {
          alarms.add(alarm(rows, kind));
        }
      }
    }
    return alarms;
  }

  /// Null for one that another version has written.
  private static @Nullable AlarmKind kind(String label) {
    for (AlarmKind kind : AlarmKind.values()) {
      if (kind.label().equals(label)) {
        return kind;
      }
    }
    return null;
  }

  private static Alarm alarm(ResultSet row, AlarmKind kind) throws SQLException {
    long snoozed = row.getLong(10);
    Instant snoozedUntil = row.wasNull() ? null : Instant.ofEpochMilli(snoozed);
    String by = row.getString(7);
    Alarm.Acknowledgement taken =
        by == null
            ? null
            : new Alarm.Acknowledgement(by, Instant.ofEpochMilli(row.getLong(8)), row.getString(9));
    return new Alarm(
        row.getLong(1),
        kind,
        row.getString(3),
        row.getString(4),
        Instant.ofEpochMilli(row.getLong(5)),
        row.getInt(6),
        taken,
        snoozedUntil);
  }

  @Override
  public List<Alarm> open() {
    return restored;
  }

  @Override
  public void keep(Alarm alarm) {
    Alarm bare = wordless(alarm);
    if (bare.equals(written.put(alarm.id(), bare))) {
      return;
    }
    Alarm.Acknowledgement by = alarm.acknowledged();
    Instant snoozed = alarm.snoozedUntil();
    run(() ->
        database.update(
            "INSERT OR REPLACE INTO alarm (id, kind, subject, message, since, count, taken_by,"
                + " taken_at, note, snoozed_until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            alarm.id(),
            alarm.kind().label(),
            alarm.subject(),
            alarm.message(),
            alarm.since().toEpochMilli(),
            alarm.count(),
            by == null ? null : by.who(),
            by == null ? null : by.at().toEpochMilli(),
            by == null ? null : by.note(),
            snoozed == null ? null : snoozed.toEpochMilli()));
  }

  private static Alarm wordless(Alarm alarm) {
    return new Alarm(
        alarm.id(),
        alarm.kind(),
        alarm.subject(),
        "",
        alarm.since(),
        alarm.count(),
        alarm.acknowledged(),
        alarm.snoozedUntil());
  }

  @Override
  public void forget(Alarm alarm) {
    if (written.remove(alarm.id()) != null) {
      run(() -> database.update("DELETE FROM alarm WHERE id = ?", alarm.id()));
    }
  }

  private void run(StoreThread.Task<Integer> task) {
    var _ =
        thread
            .run(task)
            .exceptionally(failure -> {
              log.debug("an alarm is not kept", failure);
              return 0;
            });
  }

  @Override
  public void close() {
    thread.close();
  }
}
