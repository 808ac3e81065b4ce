package io.tidegate.cluster.directory;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/// The latest segment of each stream, of those that have ended, too, for a while. Bounded. Any
/// thread.
final class Marks {
  /// So long a new owner may come after the old one.
  static final Duration KEPT = Duration.ofMinutes(10);

  /// Two for each stream of the largest installation that was reckoned with.
  private static final int MOST = 262_144;

  private static final int FIELDS = 6;

  private final ConcurrentHashMap<StreamKey, Mark> marks = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;

  private record Mark(long epoch, SegmentPlace place, long heardNanos) {
    boolean before(long otherEpoch, SegmentPlace other) {
      return epoch < otherEpoch
          || (epoch == otherEpoch && place.number() <= other.number() && !place.equals(other));
    }
  }

  Marks(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  Optional<SegmentPlace> find(StreamKey key) {
    return Optional.ofNullable(marks.get(key)).map(Mark::place);
  }

  /// Of whoever has marked it, 0 for nobody.
  long epoch(StreamKey key) {
    @Nullable Mark mark = marks.get(key);
    return mark == null ? 0 : mark.epoch();
  }

  /// The later one stays.
  void put(StreamKey key, long epoch, SegmentPlace place) {
    Mark mark = new Mark(epoch, place, nanoTime.getAsLong());
    if (marks.size() < MOST) {
      marks.merge(key, mark, (was, now) -> was.before(epoch, place) ? now : was);
    } else {
      marks.computeIfPresent(key, (_, was) -> was.before(epoch, place) ? mark : was);
    }
  }

  /// Forgets old ones of streams that nobody has.
  void prune(Predicate<StreamKey> placed) {
    long now = nanoTime.getAsLong();
    marks
        .entrySet()
        .removeIf(entry ->
            now - entry.getValue().heardNanos() > KEPT.toNanos() && !placed.test(entry.getKey()));
  }

  int size() {
    return marks.size();
  }

  /// Those of some streams, a line each.
  String page(Map<StreamKey, Long> epochs) {
    StringBuilder text = new StringBuilder();
    epochs.forEach((key, epoch) -> {
      @Nullable Mark mark = marks.get(key);
      if (mark != null && mark.epoch() == epoch) {
        text.append(key)
            .append('\t')
            .append(mark.epoch())
            .append('\t')
            .append(mark.place().number());
        text.append('\t').append(mark.place().discontinuity()).append('\t');
        text.append(mark.place().dateTime().toEpochMilli()).append('\t');
        text.append(mark.place().token()).append('\n');
      }
    });
    return text.toString();
  }

  /// Takes a page of another node; what is no mark is passed over.
  void read(String page) {
    page.lines().forEach(this::readLine);
  }

  private void readLine(String line) {
    List<String> fields = List.of(line.split("\t", FIELDS + 1));
    if (fields.size() != FIELDS) {
      return;
    }
    try {
      SegmentPlace place =
          new SegmentPlace(
              Long.parseLong(fields.get(2)),
              Long.parseLong(fields.get(3)),
              Instant.ofEpochMilli(Long.parseLong(fields.get(4))),
              fields.get(5));
      put(StreamKey.parse(fields.get(0)), Long.parseLong(fields.get(1)), place);
    } catch (IllegalArgumentException _) {
      // of a release that writes them otherwise
    }
  }
}
