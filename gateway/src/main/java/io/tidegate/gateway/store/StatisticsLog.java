package io.tidegate.gateway.store;

import io.tidegate.gateway.history.HourBlock;
import io.tidegate.gateway.history.Minute;
import io.tidegate.gateway.history.MinuteStore;
import io.tidegate.media.Nullable;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The minutes of all streams on disk, a packed row for each stream and hour. Any thread; the rows
/// are touched by the file's thread.
///
/// Written together, every [#EVERY]: rows of one hour lie side by side, so that 100 streams cost
/// some 40 KB a time. Until then minutes wait in memory, and longer while the disk takes nothing,
/// up to [#MAX_WAITING_HOURS]. A power cut costs what waits.
public final class StatisticsLog implements MinuteStore {
  private static final Logger log = LoggerFactory.getLogger(StatisticsLog.class);

  private static final Duration EVERY = Duration.ofMinutes(10);

  /// Hours of streams while the disk takes nothing, a kilobyte and a half each: two hours of 4,000
  /// streams, a week of 60.
  static final int MAX_WAITING_HOURS = 10_000;

  /// Of the whole file: a week of 1,000 streams with SRT links.
  static final long MAX_BYTES = 256L << 20;

  private static final int HOURS_OF_WEEK = 7 * 24;

  private final HistoryFile file;
  private final Database database;
  private final Clock clock;
  private final long maxBytes;

  /// Hour and key of rows that are to be written. On the thread alone.
  private final NavigableMap<Long, Map<String, HourBlock>> waiting = new TreeMap<>();

  private int waitingHours;
  private final AtomicLong lost = new AtomicLong();
  private volatile @Nullable String problem;

  private StatisticsLog(HistoryFile file, Clock clock, long maxBytes) {
    this.file = file;
    this.database = file.database();
    this.clock = clock;
    this.maxBytes = maxBytes;
    file.every(EVERY, this::flush);
  }

  public static StatisticsLog on(HistoryFile file, Clock clock) {
    return on(file, clock, MAX_BYTES);
  }

  static StatisticsLog on(HistoryFile file, Clock clock, long maxBytes) {
    return new StatisticsLog(file, clock, maxBytes);
  }

  @Override
  public void add(List<Minute> minutes) {
    List<Minute> copy = List.copyOf(minutes);
    file.run(() -> {
      copy.forEach(this::wait);
      while (waitingHours > MAX_WAITING_HOURS) {
        int gone = waiting.pollFirstEntry().getValue().size();
        waitingHours -= gone;
        lost.addAndGet(gone);
      }
    });
  }

  private void wait(Minute minute) {
    Map<String, HourBlock> hour = waiting.computeIfAbsent(minute.hour(), _ -> new HashMap<>());
    hour.computeIfAbsent(
            minute.key(),
            _ -> {
              waitingHours++;
              return new HourBlock();
            })
        .put(minute);
  }

  /// What waits counts before what is stored; without the disk it is all there is.
  @Override
  public CompletableFuture<NavigableMap<Long, HourBlock>> read(
      String key, long fromHour, long toHour) {
    return file.ask(() -> {
      NavigableMap<Long, HourBlock> hours = new TreeMap<>();
      long oldest = Math.max(fromHour, hourNow() - HOURS_OF_WEEK);
      try {
        for (long hour = oldest; hour <= toHour && hour <= hourNow(); hour++) {
          HourBlock block = find(hour, key);
          if (block != null) {
            hours.put(hour, block);
          }
        }
      } catch (SQLException failure) {
        failed(failure);
      }
      waiting
          .subMap(fromHour, true, toHour, true)
          .forEach((hour, blocks) -> {
            HourBlock fresh = blocks.get(key);
            if (fresh != null) {
              hours.merge(hour, fresh, StatisticsLog::merged);
            }
          });
      return hours;
    });
  }

  private static HourBlock merged(HourBlock stored, HourBlock fresh) {
    HourBlock both = new HourBlock();
    both.merge(fresh);
    both.merge(stored);
    return both;
  }

  private @Nullable HourBlock find(long hour, String key) throws SQLException {
    try (PreparedStatement statement =
            database.statement("SELECT data FROM minutes WHERE hour = ? AND key = ?", hour, key);
        ResultSet found = statement.executeQuery()) {
      return found.next() ? HourBlock.decode(found.getBytes(1)) : null;
    }
  }

  /// Why minutes are not stored; null while they are.
  public @Nullable String problem() {
    return problem;
  }

  /// Hours of streams that no disk took.
  public long lost() {
    return lost.get();
  }

  private void flush() {
    if (waiting.isEmpty()) {
      return;
    }
    try {
      database.transaction(() -> {
        for (Map.Entry<Long, Map<String, HourBlock>> hour : waiting.entrySet()) {
          for (Map.Entry<String, HourBlock> stream : hour.getValue().entrySet()) {
            write(hour.getKey(), stream.getKey(), stream.getValue());
          }
        }
        forget();
        return true;
      });
      waiting.clear();
      waitingHours = 0;
      problem = null;
    } catch (SQLException | StoreException failure) {
      failed(failure);
    }
  }

  private void write(long hour, String key, HourBlock fresh) throws SQLException {
    HourBlock stored = find(hour, key);
    HourBlock whole = stored == null ? fresh : merged(stored, fresh);
    database.update("INSERT OR REPLACE INTO minutes VALUES (?, ?, ?)", hour, key, whole.encode());
  }

  private void forget() throws SQLException {
    database.update("DELETE FROM minutes WHERE hour < ?", hourNow() - HOURS_OF_WEEK);
    while (database.usedBytes() > maxBytes && deleteOldest()) {
      log.warn("the history is full: the oldest hour of the statistics goes");
    }
  }

  /// Never the present hour.
  private boolean deleteOldest() throws SQLException {
    return database.update(
            "DELETE FROM minutes WHERE hour = (SELECT min(hour) FROM minutes) AND hour < ?",
            hourNow())
        > 0;
  }

  private long hourNow() {
    return Math.floorDiv(clock.instant().getEpochSecond(), Duration.ofHours(1).toSeconds());
  }

  private void failed(Exception failure) {
    String why = String.valueOf(database.problem(failure).getMessage());
    if (!why.equals(problem)) {
      log.warn("statistics are kept in memory alone: {}", why);
    }
    problem = why;
  }

  /// For tests: writes what waits.
  CompletableFuture<Boolean> flushNow() {
    return file.ask(() -> {
      flush();
      return problem == null;
    });
  }
}
