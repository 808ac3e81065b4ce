package io.tidegate.gateway.store;

import io.tidegate.gateway.segment.SegmentName;
import io.tidegate.gateway.segment.StoredSegment;
import io.tidegate.hls.HlsOptions.Container;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// What is recorded: `recordings.db`. Any thread; the file is touched by one thread of its own.
///
/// What was added is on the disk when its future completes. The totals of streams are kept by the
/// same transactions.
public final class RecordingIndex implements AutoCloseable {
  /// No segment is longer: three times the longest that can be wanted.
  private static final Duration LONGEST = Duration.ofMinutes(4);

  /// After every segment there can be.
  public static final Instant ALWAYS = Instant.parse("9999-12-31T00:00:00Z");

  private static final int MAX_WAITING = 10_000;

  private static final String COLUMNS =
      "id, key, start, number, micros, gap, init, container, bytes, codecs, width, height, storage";

  private final Database database;
  private final StoreThread thread;

  private RecordingIndex(Database database) {
    this.database = database;
    this.thread = new StoreThread("recording-index", "recordings", database, MAX_WAITING);
  }

  /// What a stream has.
  ///
  /// @param from start of its oldest segment
  /// @param to end of its newest
  /// @param time that its segments last together
  public record Totals(
      StreamKey key, Instant from, Instant to, long segments, long bytes, Duration time) {}

  /// A damaged file is put aside: it is made anew of what lies on the disk.
  public static RecordingIndex open(Path file) throws StoreException {
    return new RecordingIndex(HistoryFile.openOrPutAside(file, Schema.RECORDINGS));
  }

  /// Why the last change was not stored; null while they are.
  public @Nullable String problem() {
    return thread.problem();
  }

  /// All of them, or none; one that is there already stays as it is.
  public CompletableFuture<Boolean> add(List<StoredSegment> segments) {
    List<StoredSegment> added = List.copyOf(segments);
    return thread.run(() ->
        database.transaction(() -> {
          for (StoredSegment segment : added) {
            insert(segment);
          }
          return true;
        }));
  }

  /// Those that are not there yet.
  ///
  /// @return how many that were
  public CompletableFuture<Integer> adopt(List<StoredSegment> found) {
    List<StoredSegment> all = List.copyOf(found);
    return thread.run(() ->
        database.transaction(() -> {
          int added = 0;
          for (StoredSegment segment : all) {
            added += insert(segment);
          }
          return added;
        }));
  }

  private int insert(StoredSegment segment) throws SQLException {
    SegmentName name = segment.name();
    return database.update(
        "INSERT OR IGNORE INTO segment (key, start, number, micros, gap, init, container, bytes,"
            + " codecs, width, height, storage) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        segment.key().toString(),
        name.start().toEpochMilli(),
        name.number(),
        name.micros(),
        name.gap() ? 1 : 0,
        name.init(),
        name.container().label(),
        segment.bytes(),
        segment.format().codecs(),
        segment.format().width(),
        segment.format().height(),
        segment.storage());
  }

  /// Those that lie here alone; the others stay as they are.
  public CompletableFuture<Boolean> forget(List<StoredSegment> segments) {
    return each(segments, "DELETE FROM segment WHERE id = ? AND storage = ''");
  }

  private CompletableFuture<Boolean> each(List<StoredSegment> segments, String sql) {
    List<StoredSegment> all = List.copyOf(segments);
    return thread.run(() ->
        database.transaction(() -> {
          for (StoredSegment segment : all) {
            database.update(sql, segment.id());
          }
          return true;
        }));
  }

  /// What lies with a profile is noted as [#doomed] at once. Those that are not there are passed
  /// over.
  public CompletableFuture<Boolean> remove(List<StoredSegment> segments) {
    List<StoredSegment> gone = List.copyOf(segments);
    return thread.run(() ->
        database.transaction(() -> {
          for (StoredSegment segment : gone) {
            database.update(
                "INSERT OR IGNORE INTO doomed SELECT storage FROM segment WHERE id = ? AND storage"
                    + " <> ''",
                segment.id());
            database.update("DELETE FROM segment WHERE id = ?", segment.id());
          }
          return true;
        }));
  }

  /// These lie with profiles, `profile:path`, and are to be deleted there.
  public CompletableFuture<Boolean> doom(List<String> places) {
    List<String> all = List.copyOf(places);
    return thread.run(() ->
        database.transaction(() -> {
          for (String place : all) {
            database.update("INSERT OR IGNORE INTO doomed VALUES (?)", place);
          }
          return true;
        }));
  }

  /// What is to be deleted with a profile.
  public CompletableFuture<List<String>> doomed(String profile, int most) {
    return thread.run(() -> {
      List<String> places = new ArrayList<>();
      try (PreparedStatement statement =
              database.statement(
                  "SELECT place FROM doomed WHERE place > ? AND place < ? ORDER BY place LIMIT ?",
                  profile + ":",
                  profile + ";", // the character after the colon
                  most);
          ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          places.add(rows.getString(1));
        }
      }
      return places;
    });
  }

  /// It is not there any more.
  public CompletableFuture<Boolean> deleted(String place) {
    return thread.run(() -> database.update("DELETE FROM doomed WHERE place = ?", place) > 0);
  }

  /// The oldest of one stream that lie here alone.
  public CompletableFuture<List<StoredSegment>> here(StreamKey key, int most) {
    return thread.run(() ->
        read(" WHERE storage = '' AND key = ? ORDER BY start, id LIMIT ?", key.toString(), most));
  }

  /// The oldest of one stream that lie elsewhere, too, and began before `before`.
  public CompletableFuture<List<StoredSegment>> copies(StreamKey key, Instant before, int most) {
    return thread.run(() ->
        read(
            " WHERE storage <> '' AND here = 1 AND key = ? AND start < ? ORDER BY start, id"
                + " LIMIT ?",
            key.toString(),
            before.toEpochMilli(),
            most));
  }

  /// The oldest of all streams that lie elsewhere, too.
  public CompletableFuture<List<StoredSegment>> copies(int most) {
    return thread.run(
        () -> read(" WHERE storage <> '' AND here = 1 ORDER BY start, id LIMIT ?", most));
  }

  /// Bytes of what lies here and elsewhere.
  public CompletableFuture<Long> copyBytes() {
    return thread.run(() -> {
      try (PreparedStatement statement =
              database.statement(
                  "SELECT coalesce(sum(bytes), 0) FROM segment WHERE storage <> '' AND here = 1");
          ResultSet rows = statement.executeQuery()) {
        return rows.next() ? rows.getLong(1) : 0L;
      }
    });
  }

  /// These lie elsewhere alone from now on.
  public CompletableFuture<Boolean> gone(List<StoredSegment> segments) {
    return each(segments, "UPDATE segment SET here = 0 WHERE id = ? AND storage <> ''");
  }

  /// A segment lies there, too, from now on: `profile:path`.
  public CompletableFuture<Boolean> moved(long id, String storage) {
    return thread.run(
        () -> database.update("UPDATE segment SET storage = ? WHERE id = ?", storage, id) > 0);
  }

  /// Those that overlap `from` to `to`, the oldest first.
  public CompletableFuture<List<StoredSegment>> find(
      StreamKey key, Instant from, Instant to, int most) {
    return thread.run(() ->
        read(
            " WHERE key = ? AND start > ? AND start < ? AND start + micros / 1000.0 > ?"
                + " ORDER BY start, id LIMIT ?",
            key.toString(),
            from.minus(LONGEST).toEpochMilli(),
            to.toEpochMilli(),
            from.toEpochMilli(),
            most));
  }

  /// The one of this name; empty where there is none.
  public CompletableFuture<List<StoredSegment>> find(StreamKey key, SegmentName name) {
    return thread.run(() ->
        read(
            " WHERE key = ? AND start = ? AND number = ?",
            key.toString(),
            name.start().toEpochMilli(),
            name.number()));
  }

  /// Those that use an init section, one at most.
  public CompletableFuture<List<StoredSegment>> using(StreamKey key, String init, Instant day) {
    return thread.run(() ->
        read(
            " WHERE key = ? AND init = ? AND start >= ? AND start < ? ORDER BY start LIMIT 1",
            key.toString(),
            init,
            day.toEpochMilli(),
            day.plus(Duration.ofDays(1)).toEpochMilli()));
  }

  /// Those of one stream that begin from `from` on and before `to`, the oldest first.
  public CompletableFuture<List<StoredSegment>> starting(
      StreamKey key, Instant from, Instant to, int most) {
    return thread.run(() ->
        read(
            " WHERE key = ? AND start >= ? AND start < ? ORDER BY start, id LIMIT ?",
            key.toString(),
            from.toEpochMilli(),
            to.toEpochMilli(),
            most));
  }

  /// The oldest of all streams that lie on this machine's disk.
  public CompletableFuture<List<StoredSegment>> oldestHere(int most) {
    return thread.run(() -> read(" WHERE storage = '' ORDER BY start, id LIMIT ?", most));
  }

  /// The oldest of one stream that begin before `before`.
  public CompletableFuture<List<StoredSegment>> oldest(StreamKey key, Instant before, int most) {
    return thread.run(() ->
        read(
            " WHERE key = ? AND start < ? ORDER BY start, id LIMIT ?",
            key.toString(),
            before.toEpochMilli(),
            most));
  }

  /// The next ones in the order of ids, to go through all.
  public CompletableFuture<List<StoredSegment>> after(long id, int most) {
    return thread.run(() -> read(" WHERE id > ? ORDER BY id LIMIT ?", id, most));
  }

  /// What each stream has, by key.
  public CompletableFuture<List<Totals>> totals() {
    return thread.run(() -> totals("", new Object[0]));
  }

  /// What one stream has; empty for nothing.
  public CompletableFuture<List<Totals>> totals(StreamKey key) {
    return thread.run(() -> totals(" AND total.key = ?", key.toString()));
  }

  private List<Totals> totals(String which, Object... values) throws SQLException {
    List<Totals> totals = new ArrayList<>();
    try (PreparedStatement statement =
            database.statement(
                "SELECT key, segments, bytes, micros, (SELECT start FROM segment WHERE segment.key"
                    + " = total.key ORDER BY start LIMIT 1), (SELECT start + micros / 1000 FROM"
                    + " segment WHERE segment.key = total.key ORDER BY start DESC LIMIT 1) FROM"
                    + " total WHERE segments > 0"
                    + which
                    + " ORDER BY key",
                values);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        totals.add(
            new Totals(
                StreamKey.parse(rows.getString(1)),
                Instant.ofEpochMilli(rows.getLong(5)),
                Instant.ofEpochMilli(rows.getLong(6)),
                rows.getLong(2),
                rows.getLong(3),
                Duration.ofNanos(rows.getLong(4) * 1_000)));
      }
    }
    return totals;
  }

  private List<StoredSegment> read(String where, Object... values) throws SQLException {
    List<StoredSegment> segments = new ArrayList<>();
    try (PreparedStatement statement =
            database.statement("SELECT " + COLUMNS + " FROM segment" + where, values);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        segments.add(segment(rows));
      }
    }
    return segments;
  }

  private static StoredSegment segment(ResultSet row) throws SQLException {
    SegmentName name =
        new SegmentName(
            Instant.ofEpochMilli(row.getLong(3)),
            row.getLong(4),
            row.getLong(5),
            row.getBoolean(6),
            row.getString(7),
            row.getString(8).equals("ts") ? Container.TS : Container.FMP4);
    StoredSegment.Format format =
        new StoredSegment.Format(row.getString(10), row.getInt(11), row.getInt(12));
    return new StoredSegment(
        row.getLong(1),
        StreamKey.parse(row.getString(2)),
        name,
        row.getLong(9),
        format,
        row.getString(13));
  }

  /// For tests of what a disk does: runs a statement on the thread.
  CompletableFuture<Boolean> tamper(String sql) {
    return thread.run(() -> {
      database.execute(sql);
      return true;
    });
  }

  @Override
  public void close() {
    thread.close();
  }
}
