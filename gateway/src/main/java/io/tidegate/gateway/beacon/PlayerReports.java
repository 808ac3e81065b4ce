package io.tidegate.gateway.beacon;

import io.tidegate.gateway.beacon.PlayerReport.Way;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.LatencyHistogram;
import io.tidegate.media.hub.StreamRegistry;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/// Adds up what player pages report: by way to play since the start, and by stream, until that is
/// over and somebody tells of another. Any thread.
///
/// Reports of streams that do not live are dropped, so that strangers make no names; and reports
/// past the limit of their address.
public final class PlayerReports {
  /// What became of a report.
  public enum Outcome {
    COUNTED,
    /// No such stream; who reports is not told.
    UNKNOWN_STREAM,
    /// No report, or one with wrong numbers.
    MALFORMED,
    /// Too many of one address.
    TOO_MANY
  }

  private final Map<Way, PlayerTotals> byWay = new EnumMap<>(Way.class);
  private final Map<Way, LatencyHistogram> firstFrames = new EnumMap<>(Way.class);
  private final Map<Outcome, LongAdder> outcomes = new EnumMap<>(Outcome.class);
  private final ConcurrentHashMap<StreamKey, PlayerTotals> byStream = new ConcurrentHashMap<>();
  private final Function<StreamKey, @Nullable StreamKey> liveOf;

  /// Of what `streams` has.
  public static PlayerReports of(StreamRegistry streams) {
    return new PlayerReports(asked -> {
      StreamKey key = streams.players().resolve(asked);
      return streams.find(key) == null ? null : key;
    });
  }

  /// @param liveOf the live stream that is meant by a key, null for none
  public PlayerReports(Function<StreamKey, @Nullable StreamKey> liveOf) {
    this.liveOf = liveOf;
    for (Way way : Way.values()) {
      byWay.put(way, new PlayerTotals());
      firstFrames.put(
          way,
          new LatencyHistogram(
              100_000, 250_000, 500_000, 1_000_000, 2_000_000, 4_000_000, 8_000_000, 16_000_000));
    }
    for (Outcome outcome : Outcome.values()) {
      outcomes.put(outcome, new LongAdder());
    }
  }

  /// Counts `report`, if its stream lives.
  public void add(PlayerReport report) {
    StreamKey live = liveOf.apply(report.key());
    if (live == null) {
      happened(Outcome.UNKNOWN_STREAM);
      return;
    }
    happened(Outcome.COUNTED);
    of(byWay, report.way()).add(report);
    if (!byStream.containsKey(live)) {
      byStream.keySet().removeIf(known -> liveOf.apply(known) == null);
    }
    byStream.computeIfAbsent(live, _ -> new PlayerTotals()).add(report);
    Integer first = report.firstFrameMs();
    if (first != null) {
      of(firstFrames, report.way()).add(first * 1_000_000L);
    }
  }

  /// A report was none.
  public void happened(Outcome outcome) {
    of(outcomes, outcome).increment();
  }

  /// Of a stream.
  public PlayerTotals.View of(StreamKey key) {
    PlayerTotals totals = byStream.get(key);
    return totals == null ? PlayerTotals.View.NONE : totals.view();
  }

  /// Streams that somebody told of.
  int streams() {
    return byStream.size();
  }

  public Map<Way, PlayerTotals> byWay() {
    return Collections.unmodifiableMap(byWay);
  }

  public Map<Way, LatencyHistogram> firstFrames() {
    return Collections.unmodifiableMap(firstFrames);
  }

  public long count(Outcome outcome) {
    return of(outcomes, outcome).sum();
  }

  private static <K, V> V of(Map<K, V> all, K key) {
    return Objects.requireNonNull(all.get(key), "one for each");
  }
}
