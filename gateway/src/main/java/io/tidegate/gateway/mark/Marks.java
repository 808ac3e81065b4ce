package io.tidegate.gateway.mark;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// The marks of all streams, for a while: of a stream, and of all, the oldest go first. Any thread.
public final class Marks {
  /// Of one stream: a day with one in 40 s, or an hour and more with one every 2 s.
  public static final int MOST_OF_STREAM = 2_000;

  /// Of all streams, with at most 3 kB each.
  public static final int MOST = 20_000;

  /// As long as they are of use to somebody who looks back.
  public static final Duration AGE = Duration.ofDays(7);

  /// By which clocks of programs may be ahead of ours.
  private static final Duration AHEAD = Duration.ofMinutes(1);

  /// Ids go on after those of the last run: so many in a millisecond.
  private static final long IDS = 1_000;

  private final Map<StreamKey, OfStream> streams = new ConcurrentHashMap<>();
  private final List<Consumer<Mark>> observers = new CopyOnWriteArrayList<>();
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicLong added = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong lastId;
  private final InstantSource clock;

  /// In the order of time.
  private static final class OfStream {
    final ConcurrentSkipListSet<Mark> marks = new ConcurrentSkipListSet<>(Mark.BY_TIME);
    final AtomicInteger size = new AtomicInteger();
    final AtomicLong longestNanos = new AtomicLong();
  }

  public Marks(InstantSource clock) {
    this.clock = clock;
    this.lastId = new AtomicLong(clock.millis() * IDS);
  }

  /// @param observer hears of each new mark; must not wait
  public void observe(Consumer<Mark> observer) {
    observers.add(observer);
  }

  public Instant now() {
    return clock.instant();
  }

  /// Whether a mark may have this time: neither to come, nor too long ago.
  public boolean isTime(Instant at) {
    Instant now = clock.instant();
    return !at.isAfter(now.plus(AHEAD)) && at.isAfter(now.minus(AGE));
  }

  /// @param at a time of [#isTime], of which milliseconds count
  /// @param by a user, a token, or a tap
  public Mark add(StreamKey key, Instant at, Mark.Finding finding, String by) {
    Mark mark =
        new Mark(lastId.incrementAndGet(), key, at.truncatedTo(ChronoUnit.MILLIS), finding, by);
    keep(mark);
    added.incrementAndGet();
    observers.forEach(observer -> observer.accept(mark));
    return mark;
  }

  /// One of an earlier run; observers do not hear of it.
  public void restore(Mark mark) {
    keep(mark);
  }

  private void keep(Mark mark) {
    OfStream stream = streams.computeIfAbsent(mark.key(), _ -> new OfStream());
    if (stream.marks.add(mark)) {
      stream.longestNanos.accumulateAndGet(mark.finding().duration().toNanos(), Math::max);
      size.incrementAndGet();
      if (stream.size.incrementAndGet() > MOST_OF_STREAM) {
        drop(stream);
      }
      tidy();
    }
  }

  /// Those of which some is from `from` on and before `to`, by their times.
  public List<Mark> find(StreamKey key, Instant from, Instant to) {
    OfStream stream = streams.get(key);
    if (stream == null) {
      return List.of();
    }
    Instant oldest = clock.instant().minus(AGE);
    Instant first = from.isBefore(oldest) ? oldest : from;
    Instant begin = first.minusNanos(stream.longestNanos.get());
    List<Mark> found = new ArrayList<>();
    for (Mark mark : stream.marks.tailSet(before(key, begin))) {
      if (!mark.at().isBefore(to)) {
        break;
      }
      if (mark.at().isAfter(oldest) && mark.isWithin(from, to)) {
        found.add(mark);
      }
    }
    return found;
  }

  /// How many there are.
  public int size() {
    return size.get();
  }

  /// How many came since the start.
  public long added() {
    return added.get();
  }

  /// How many went before their time because there were too many.
  public long dropped() {
    return dropped.get();
  }

  /// Before all marks of its time.
  private static Mark before(StreamKey key, Instant at) {
    Mark.Finding nothing = new Mark.Finding(Duration.ZERO, "", "", null, null, "");
    return new Mark(Long.MIN_VALUE, key, at, nothing, "");
  }

  private void tidy() {
    Instant oldest = clock.instant().minus(AGE);
    streams.forEach((key, stream) -> {
      Mark first = first(stream);
      while (first != null && !first.at().isAfter(oldest)) {
        if (stream.marks.remove(first)) {
          stream.size.decrementAndGet();
          size.decrementAndGet();
        }
        first = first(stream);
      }
    });
    while (size.get() > MOST) {
      streams.values().stream()
          .filter(stream -> first(stream) != null)
          .min(Comparator.comparing(stream -> at(first(stream))))
          .ifPresent(this::drop);
    }
  }

  private static Instant at(@Nullable Mark mark) {
    return mark == null ? Instant.MAX : mark.at();
  }

  private static @Nullable Mark first(OfStream stream) {
    var marks = stream.marks.iterator();
    return marks.hasNext() ? marks.next() : null;
  }

  private void drop(OfStream stream) {
    if (stream.marks.pollFirst() != null) {
      stream.size.decrementAndGet();
      size.decrementAndGet();
      dropped.incrementAndGet();
    }
  }
}
