package io.tidegate.gateway.history;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/// How streams went: seconds for 15 minutes and steps of ten for six hours in memory, minutes for a
/// week in a [MinuteStore]. Confined to one thread, which [#read] is told.
///
/// A stream takes up to 72 KiB, 30 KiB without an SRT link, and [#MAX_STREAMS] are known at once;
/// those that ended stay until their ten-second steps are old.
public final class StatisticsHistory {
  /// 295 MB at the very worst; 2,000 streams take 60 MB, all of them over SRT 147 MB.
  static final int MAX_STREAMS = 4_000;

  public static final Duration SECONDS_KEPT = Duration.ofMinutes(15);
  public static final Duration TENS_KEPT = Duration.ofHours(6);
  public static final Duration MINUTES_KEPT = Duration.ofDays(7);

  private static final int MINUTE = 60;

  /// A clock that is set back by less makes the same seconds twice; the later ones count.
  private static final long SMALL_STEP_BACK_SECONDS = 5;

  private final Map<StreamKey, Series> known = new HashMap<>();
  private final MinuteStore store;
  private long newest = Ring.NONE;

  public StatisticsHistory(MinuteStore store) {
    this.store = store;
  }

  /// What is known of one stream.
  private static final class Series {
    final Ring seconds = new Ring(1, (int) SECONDS_KEPT.toSeconds(), Column.OF_SECONDS);
    final Ring tens = new Ring(10, (int) TENS_KEPT.toSeconds() / 10, Column.ALL);
    final Accumulator ten = new Accumulator();
    final Accumulator minute = new Accumulator();
    long newest = Ring.NONE;

    void add(long second, Sample sample) {
      seconds.put(second, column -> column.of(sample));
      ten.add(sample);
      minute.add(sample);
      newest = second;
    }
  }

  /// Takes what was measured.
  ///
  /// @param second since 1970
  public void add(long second, List<Sample> samples) {
    if (newest != Ring.NONE) {
      if (second < newest - SMALL_STEP_BACK_SECONDS) {
        close(newest, true, true);
        known.clear();
      } else {
        close(
            newest,
            Math.floorDiv(second, 10) != Math.floorDiv(newest, 10),
            Math.floorDiv(second, MINUTE) != Math.floorDiv(newest, MINUTE));
      }
    }
    newest = second;
    if (known.size() + samples.size() > MAX_STREAMS) {
      makeRoom(samples);
    }
    for (Sample sample : samples) {
      Series series = known.get(sample.key());
      if (series == null && known.size() < MAX_STREAMS) {
        series = new Series();
        known.put(sample.key(), series);
      }
      if (series != null) {
        series.add(second, sample);
      }
    }
  }

  /// Ends the steps that `second` was in.
  private void close(long second, boolean tens, boolean minutes) {
    if (!tens) {
      return;
    }
    List<Minute> over = new ArrayList<>();
    for (Map.Entry<StreamKey, Series> entry : known.entrySet()) {
      Series series = entry.getValue();
      if (!series.ten.isEmpty()) {
        series.tens.put(Math.floorDiv(second, 10), series.ten::value);
        series.ten.clear();
      }
      if (minutes && !series.minute.isEmpty()) {
        long minute = Math.floorDiv(second, MINUTE);
        over.add(Minute.of(entry.getKey().toString(), minute, series.minute::value));
        series.minute.clear();
      }
    }
    if (minutes) {
      store.add(over);
      known.values().removeIf(series -> series.newest < second - TENS_KEPT.toSeconds());
    }
  }

  /// The present minute goes to the store as far as it is.
  public void close() {
    if (newest != Ring.NONE) {
      close(newest, true, true);
    }
  }

  /// Forgets the steps of those that ended first, as many as there are new ones.
  private void makeRoom(List<Sample> live) {
    Set<StreamKey> present = new HashSet<>();
    live.forEach(sample -> present.add(sample.key()));
    long fresh = present.stream().filter(key -> !known.containsKey(key)).count();
    int room = MAX_STREAMS - known.size();
    if (fresh > room) {
      known.entrySet().stream()
          .filter(entry -> !present.contains(entry.getKey()))
          .sorted(Comparator.comparingLong(entry -> entry.getValue().newest))
          .limit(fresh - room)
          .map(Map.Entry::getKey)
          .toList()
          .forEach(known::remove);
    }
  }

  /// The finest tier that reaches back to the beginning; of those that are finer than asked for the
  /// coarsest. Any thread.
  ///
  /// @param owner runs tasks on this history's thread
  public CompletableFuture<Table> read(Executor owner, Query query) {
    return CompletableFuture.supplyAsync(() -> recent(query), owner)
        .thenCompose(recent -> {
          if (recent != null && recent.whole()) {
            return CompletableFuture.completedFuture(recent.table());
          }
          long fromHour = Math.floorDiv(query.fromSecond(), HourBlock.MINUTES * MINUTE);
          long toHour = Math.floorDiv(query.toSecond(), HourBlock.MINUTES * MINUTE);
          return store
              .read(query.key().toString(), fromHour, toHour)
              .thenApply(hours -> stored(query, hours, recent));
        });
  }

  /// Out of memory.
  ///
  /// @param whole false when the stream was not known from the beginning: the store may know more
  /// @param since the first second that is known
  private record Recent(Table table, boolean whole, long since) {}

  private @Nullable Recent recent(Query query) {
    Series series = known.get(query.key());
    if (series == null) {
      return null;
    }
    Ring ring =
        reaches(series.tens, query) && query.stepSeconds() >= series.tens.stepSeconds()
            ? series.tens
            : series.seconds;
    if (!reaches(ring, query)) {
      ring = series.tens;
    }
    if (!reaches(ring, query) || query.stepSeconds() >= MINUTE) {
      return null;
    }
    int step = ring.stepSeconds();
    Table table = Table.of(query, step, query.fold(step), ring.columns(), ring::get);
    long since = ring.first() == Ring.NONE ? newest : ring.first() * step;
    return new Recent(table, since <= query.fromSecond() + step, since);
  }

  /// A step is granted to whoever asks for exactly what is kept.
  private boolean reaches(Ring ring, Query query) {
    return query.fromSecond() >= newest - ring.windowSeconds() - MINUTE / 2;
  }

  private static Table stored(
      Query query, NavigableMap<Long, HourBlock> hours, @Nullable Recent recent) {
    if (recent != null && !knowsMore(query, hours, recent.since())) {
      return recent.table();
    }
    return table(query, hours);
  }

  /// Whether something is stored of before `since`; the minute in which that lies is no more of it.
  private static boolean knowsMore(Query query, NavigableMap<Long, HourBlock> hours, long since) {
    long until = Math.min(query.toSecond(), Math.floorDiv(since, MINUTE) * MINUTE);
    return until > query.fromSecond() && table(query.until(until), hours).knowsAnything();
  }

  private static Table table(Query query, NavigableMap<Long, HourBlock> hours) {
    return Table.of(
        query,
        MINUTE,
        query.fold(MINUTE),
        Column.ALL,
        (slot, column) -> {
          HourBlock hour = hours.get(Math.floorDiv(slot, HourBlock.MINUTES));
          return hour == null
              ? Double.NaN
              : hour.get(Math.floorMod(slot, HourBlock.MINUTES), column);
        });
  }

  /// Bytes of the arrays of one stream, 0 for an unknown one.
  int bytes(StreamKey key) {
    Series series = known.get(key);
    return series == null ? 0 : series.seconds.bytes() + series.tens.bytes();
  }
}
