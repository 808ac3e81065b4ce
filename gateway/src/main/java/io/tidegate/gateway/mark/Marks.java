package io.tidegate.gateway.mark;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// The marks of all streams, for a while. Of a stream the oldest go first; of all, those of the app
/// and the stream that have the most. Any thread.
public final class Marks {
  /// Of one stream: a day with one in 40 s, or an hour and more with one every 2 s.
  public static final int MOST_OF_STREAM = 2_000;

  /// Of all streams, with at most 3 kB each.
  public static final int MOST = 20_000;

  /// As long as they are of use to somebody who looks back.
  public static final Duration AGE = Duration.ofDays(7);

  /// So many more go when there are too many.
  private static final int SPARE = 200;

  private static final long TIDY_MS = 1_000;

  /// By which clocks of programs may be ahead of ours.
  private static final Duration AHEAD = Duration.ofMinutes(1);

  /// Ids go on after those of the last run: so many in a millisecond.
  private static final long IDS = 1_000;

  private final Map<StreamKey, OfStream> streams = new ConcurrentHashMap<>();
  private final List<Consumer<Mark>> observers = new CopyOnWriteArrayList<>();
  private final List<Consumer<Mark>> leavers = new CopyOnWriteArrayList<>();
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicLong tidied = new AtomicLong();
  private final AtomicBoolean making = new AtomicBoolean();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong unstored = new AtomicLong();
  private final AtomicLong added = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong lastId;
  private final InstantSource clock;

  /// In the order of time.
  private static final class OfStream {
    final StreamKey key;
    final ConcurrentSkipListSet<Mark> marks = new ConcurrentSkipListSet<>(Mark.BY_TIME);
    final AtomicInteger size = new AtomicInteger();
    final AtomicLong longestNanos = new AtomicLong();

    OfStream(StreamKey key) {
      this.key = key;
    }
  }

  public Marks(InstantSource clock) {
    this.clock = clock;
    this.lastId = new AtomicLong(clock.millis() * IDS);
  }

  /// @param observer hears of each new mark; must not wait
  public void observe(Consumer<Mark> observer) {
    observers.add(observer);
  }

  /// @param observer hears of each mark that went before its time; must not wait
  public void observeDropped(Consumer<Mark> observer) {
    leavers.add(observer);
  }

  /// So many were not set because they came too fast.
  public void refuse(int marks) {
    refused.addAndGet(marks);
  }

  /// One was set that no disk took.
  public void notStored() {
    unstored.incrementAndGet();
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
    OfStream[] kept = new OfStream[1];
    streams.compute(
        mark.key(),
        (key, present) -> {
          OfStream stream = present == null ? new OfStream(key) : present;
          if (stream.marks.add(mark)) {
            stream.longestNanos.accumulateAndGet(mark.finding().duration().toNanos(), Math::max);
            stream.size.incrementAndGet();
            size.incrementAndGet();
            kept[0] = stream;
          }
          return stream;
        });
    OfStream stream = kept[0];
    if (stream != null && stream.size.get() > MOST_OF_STREAM) {
      drop(stream);
    }
    tidy();
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

  /// How many came too fast.
  public long refused() {
    return refused.get();
  }

  /// How many no disk took, so that they are not there after a restart.
  public long unstored() {
    return unstored.get();
  }

  /// Streams that have some.
  int streams() {
    return streams.size();
  }

  /// Before all marks of its time.
  private static Mark before(StreamKey key, Instant at) {
    Mark.Finding nothing = new Mark.Finding(Duration.ZERO, "", "", null, null, "");
    return new Mark(Long.MIN_VALUE, key, at, nothing, "");
  }

  private void tidy() {
    long now = clock.millis();
    long last = tidied.get();
    boolean isTime = Math.abs(now - last) >= TIDY_MS;
    if (isTime && tidied.compareAndSet(last, now)) {
      Instant oldest = clock.instant().minus(AGE);
      streams.values().forEach(stream -> forget(stream, oldest));
    }
    if (size.get() > MOST && making.compareAndSet(false, true)) {
      try {
        makeRoom();
      } finally {
        making.set(false);
      }
    }
  }

  private void forget(OfStream stream, Instant oldest) {
    Mark first = first(stream);
    while (first != null && !first.at().isAfter(oldest)) {
      if (stream.marks.remove(first)) {
        stream.size.decrementAndGet();
        size.decrementAndGet();
      }
      first = first(stream);
    }
    if (first == null) {
      leave(stream);
    }
  }

  /// Nobody's marks go because of somebody else's: those of the app that has the most, and of its
  /// stream that has the most. Some more than has to be, for each look at all of them costs.
  private void makeRoom() {
    Map<String, Share> apps = new HashMap<>();
    streams
        .values()
        .forEach(stream ->
            apps.computeIfAbsent(stream.key.app(), _ -> new Share())
                .add(stream, stream.size.get()));
    PriorityQueue<Share> most =
        new PriorityQueue<>(Comparator.comparingInt((Share share) -> -share.total));
    most.addAll(apps.values());
    while (size.get() > MOST - SPARE && !most.isEmpty()) {
      Share share = most.remove();
      drop(share.take());
      if (share.total > 0) {
        most.add(share);
      }
    }
  }

  /// What an app has. Confined to one call.
  private static final class Share {
    private record Part(OfStream stream, int size) {}

    final PriorityQueue<Part> parts =
        new PriorityQueue<>(Comparator.comparingInt((Part part) -> -part.size()));
    int total;

    void add(OfStream stream, int marks) {
      if (marks > 0) {
        parts.add(new Part(stream, marks));
        total += marks;
      }
    }

    /// The stream that has the most, which has one fewer from here on.
    OfStream take() {
      Part most = parts.remove();
      add(most.stream(), most.size() - 1);
      total -= most.size();
      return most.stream();
    }
  }

  private static @Nullable Mark first(OfStream stream) {
    var marks = stream.marks.iterator();
    return marks.hasNext() ? marks.next() : null;
  }

  private void drop(OfStream stream) {
    Mark gone = stream.marks.pollFirst();
    if (gone != null) {
      stream.size.decrementAndGet();
      size.decrementAndGet();
      dropped.incrementAndGet();
      leavers.forEach(leaver -> leaver.accept(gone));
    }
    if (stream.marks.isEmpty()) {
      leave(stream);
    }
  }

  private void leave(OfStream stream) {
    streams.computeIfPresent(stream.key, (_, present) -> present.marks.isEmpty() ? null : present);
  }
}
