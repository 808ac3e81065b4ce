package io.tidegate.media.hub;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/// Counts durations by how long they were. Any thread; to add one allocates nothing and waits for
/// nobody.
public final class LatencyHistogram {
  private static final long NANOS_PER_MICRO = 1_000;

  private final long[] boundsNanos;
  private final LongAdder[] counts;
  private final LongAdder sumNanos = new LongAdder();

  /// @param boundsMicros upper bounds of the buckets, inclusive and ascending; what is longer than
  ///   the last is counted, too
  /// @throws IllegalArgumentException when they do not ascend from 0
  public LatencyHistogram(long... boundsMicros) {
    boolean ascends =
        boundsMicros.length > 0
            && boundsMicros[0] >= 0
            && IntStream.range(1, boundsMicros.length)
                .allMatch(i -> boundsMicros[i] > boundsMicros[i - 1]);
    if (!ascends) {
      throw new IllegalArgumentException("bounds ascend: " + Arrays.toString(boundsMicros));
    }
    boundsNanos = Arrays.stream(boundsMicros).map(bound -> bound * NANOS_PER_MICRO).toArray();
    counts = new LongAdder[boundsMicros.length + 1];
    Arrays.setAll(counts, _ -> new LongAdder());
  }

  /// @param nanos of less than nothing, as clocks of two threads may give, count as none
  public void add(long nanos) {
    long duration = Math.max(0, nanos);
    int bucket = 0;
    while (bucket < boundsNanos.length && duration > boundsNanos[bucket]) {
      bucket++;
    }
    counts[bucket].increment();
    sumNanos.add(duration);
  }

  /// How it stands; what is added meanwhile may be in a part of it.
  public View view() {
    List<Bucket> buckets = new ArrayList<>();
    for (int i = 0; i < boundsNanos.length; i++) {
      buckets.add(new Bucket(boundsNanos[i], counts[i].sum()));
    }
    return new View(buckets, counts[boundsNanos.length].sum(), sumNanos.sum());
  }

  /// @param upToNanos longest duration that is counted here and not in a bucket before
  public record Bucket(long upToNanos, long count) {}

  /// Immutable.
  ///
  /// @param longer durations beyond the last bucket
  /// @param sumNanos of all durations
  public record View(List<Bucket> buckets, long longer, long sumNanos) {
    public View {
      buckets = List.copyOf(buckets);
    }

    /// Half of all took no longer: the bound of the bucket in which the middle lies; 0 of none, and
    /// the last bound where it lies beyond.
    public long medianNanos() {
      long half = (count() + 1) / 2;
      long seen = 0;
      for (Bucket bucket : buckets) {
        seen += bucket.count();
        if (half > 0 && seen >= half) {
          return bucket.upToNanos();
        }
      }
      return half == 0 ? 0 : buckets.getLast().upToNanos();
    }

    /// Durations that were added.
    public long count() {
      return longer + buckets.stream().mapToLong(Bucket::count).sum();
    }
  }
}
