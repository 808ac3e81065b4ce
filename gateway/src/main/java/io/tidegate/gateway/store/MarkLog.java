package io.tidegate.gateway.store;

import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.mark.Mark;
import io.tidegate.gateway.mark.MarkDraft;
import io.tidegate.gateway.mark.MarkJson;
import io.tidegate.gateway.mark.Marks;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Marks on disk, so that they are there after a restart. Any thread; the rows are touched by the
/// file's thread.
///
/// As with events, a power cut costs those of the last seconds, and a disk that takes nothing costs
/// the oldest of those that wait; one that hangs costs the newest. What [Marks] lets go before its
/// time goes here, too.
public final class MarkLog {
  private static final Logger log = LoggerFactory.getLogger(MarkLog.class);
  private static final Duration EVERY = Duration.ofSeconds(5);

  /// Written at once when so many wait.
  private static final int BATCH = 500;

  /// Kept while the disk takes nothing.
  private static final int MAX_WAITING = 5_000;

  private final Database database;
  private final Marks marks;
  private final InstantSource clock;
  private final HistoryFile file;

  /// What has come and what has gone since the thread looked. No task waits for each of them: the
  /// thread may hang.
  private final Queue<Mark> came = new ArrayBlockingQueue<>(MAX_WAITING);

  private final Queue<Long> gone = new ArrayBlockingQueue<>(MAX_WAITING);
  private final AtomicBoolean asked = new AtomicBoolean();

  /// On the thread alone.
  private final Deque<Mark> waiting = new ArrayDeque<>();

  /// Likewise; one that does not fit goes after the next start, as it did before.
  private final Set<Long> leaving = new LinkedHashSet<>();

  private volatile @Nullable String problem;

  private MarkLog(HistoryFile file, Marks marks, InstantSource clock) {
    this.file = file;
    this.database = file.database();
    this.marks = marks;
    this.clock = clock;
  }

  /// Gives `marks` what is on the disk, soon, and takes what is set from here on.
  public static MarkLog on(HistoryFile file, Marks marks, InstantSource clock) {
    MarkLog opened = new MarkLog(file, marks, clock);
    file.run(opened::load);
    file.every(EVERY, opened::flush);
    marks.observe(opened::came);
    marks.observeDropped(mark -> opened.gone.offer(mark.id()));
    return opened;
  }

  /// Why marks are not stored; null while they are.
  public @Nullable String problem() {
    return problem;
  }

  private void load() {
    try (PreparedStatement statement =
            database.statement("SELECT id, key, at, who, body FROM mark ORDER BY id");
        ResultSet found = statement.executeQuery()) {
      while (found.next()) {
        load(found);
      }
    } catch (SQLException failure) {
      failed(failure);
    }
  }

  private void load(ResultSet row) throws SQLException {
    try {
      marks.restore(
          new Mark(
              row.getLong(1),
              StreamKey.parse(row.getString(2)),
              Instant.ofEpochMilli(row.getLong(3)),
              MarkDraft.read(new JsonObject(row.getString(5))).finding(),
              row.getString(4)));
    } catch (ConfigException | DecodeException | IllegalArgumentException foreign) {
      log.warn("a mark on the disk is not read: {}", foreign.getMessage());
    }
  }

  private void came(Mark mark) {
    if (!came.offer(mark)) {
      marks.notStored();
    }
    if (came.size() >= BATCH && asked.compareAndSet(false, true)) {
      file.run(this::flush);
    }
  }

  private void collect() {
    asked.set(false);
    for (Mark mark = came.poll(); mark != null; mark = came.poll()) {
      if (waiting.size() >= MAX_WAITING) {
        waiting.removeFirst();
        marks.notStored();
      }
      waiting.add(mark);
    }
    for (Long id = gone.poll(); id != null && leaving.size() < MAX_WAITING; id = gone.poll()) {
      leaving.add(id);
    }
  }

  private void flush() {
    collect();
    if (waiting.isEmpty() && leaving.isEmpty()) {
      return;
    }
    try {
      database.transaction(() -> {
        for (Mark mark : waiting) {
          database.update(
              "INSERT OR REPLACE INTO mark (id, key, at, who, body) VALUES (?, ?, ?, ?, ?)",
              mark.id(),
              mark.key().toString(),
              mark.at().toEpochMilli(),
              mark.by(),
              MarkJson.of(mark.finding()).encode());
        }
        database.update(
            "DELETE FROM mark WHERE at < ?", clock.instant().minus(Marks.AGE).toEpochMilli());
        for (long id : leaving) {
          database.update("DELETE FROM mark WHERE id = ?", id);
        }
        return true;
      });
      waiting.clear();
      leaving.clear();
      problem = null;
    } catch (SQLException | StoreException failure) {
      failed(failure);
    }
  }

  private void failed(Exception failure) {
    String why = String.valueOf(database.problem(failure).getMessage());
    if (!why.equals(problem)) {
      log.warn("marks are not stored: {}", why);
    }
    problem = why;
  }
}
