package io.tidegate.hls;

import io.tidegate.media.Nullable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// The segments of one packager: those in the playlist, and those that left it but can still be
/// fetched. Loop-confined; what it shows others is the immutable [#snapshot()].
///
/// A segment leaves the playlist when there are more than wanted and three target durations remain
/// (RFC 8216 §6.2.2), and memory after its own duration and that of the playlist. Where the limit
/// on memory is reached both happen earlier.
final class SegmentWindow {
  /// What stays listed when memory is short.
  private static final int FEWEST_LISTED = 3;

  private static final int LISTED_TARGETS = 3;

  private final HlsOptions options;
  private final SegmentNames names;
  private final MemoryBudget budget;
  private final ArrayList<Segment> segments = new ArrayList<>();

  /// For each segment that left the playlist, the nano time until which it can be fetched.
  private final ArrayDeque<Long> expiries = new ArrayDeque<>();

  private final ArrayList<Part> openParts = new ArrayList<>();
  private List<Segment> shown = List.of();
  private long openNumber;
  private long openBytes;
  private long discontinuitySequence;
  private long bytes;
  private long version;
  private long evictedForMemory;
  private volatile @Nullable PlaylistSnapshot snapshot;

  /// @param start number of the first segment
  SegmentWindow(HlsOptions options, SegmentNames names, Continuation start, MemoryBudget budget) {
    this.budget = budget;
    this.options = options;
    this.names = names;
    this.openNumber = start.nextNumber();
    this.discontinuitySequence = start.discontinuitySequence();
  }

  /// Where the playlist of a later packager of the same stream goes on.
  record Continuation(long nextNumber, long discontinuitySequence) {
    static final Continuation START = new Continuation(0, 0);

    /// After what a viewer may have seen last; the start when there was nothing.
    static Continuation after(@Nullable PlaylistSnapshot last) {
      if (last == null) {
        return START;
      }
      long tags = last.listed().stream().filter(Segment::discontinuity).count();
      return new Continuation(
          last.state().openNumber(), last.state().discontinuitySequence() + tags);
    }

    boolean continues() {
      return nextNumber > 0;
    }
  }

  SegmentNames names() {
    return names;
  }

  /// Number of the segment that is being made.
  long openNumber() {
    return openNumber;
  }

  /// Parts of the segment that is being made.
  List<Part> openParts() {
    return openParts;
  }

  long openBytes() {
    return openBytes;
  }

  void add(Part part) {
    openParts.add(part);
    openBytes += part.content().length();
  }

  /// The open segment is complete: `segment` takes over its parts.
  ///
  /// @param now nano time of the stream
  void close(Segment segment, int targetSeconds, long now) {
    segments.add(segment);
    bytes += segment.bytes();
    budget.use(segment.bytes());
    openNumber++;
    openParts.clear();
    openBytes = 0;
    unlist(targetSeconds, now);
    expire(now);
    shown = List.copyOf(segments);
  }

  /// Shows the present state to the viewers; nothing before the first segment is complete.
  void publish(PlaylistSnapshot.State state) {
    if (!segments.isEmpty()) {
      snapshot = new PlaylistSnapshot(names, shown, expiries.size(), openParts, state, ++version);
    }
  }

  /// Null before the first segment is complete. Any thread.
  @Nullable
  PlaylistSnapshot snapshot() {
    return snapshot;
  }

  long discontinuitySequence() {
    return discontinuitySequence;
  }

  /// Segments that went before their time because memory was short.
  long evictedForMemory() {
    return evictedForMemory;
  }

  /// Nobody will ask any more: the segments no longer count.
  void release() {
    budget.use(-bytes);
    bytes = 0;
  }

  private void unlist(int targetSeconds, long now) {
    long least = (long) LISTED_TARGETS * targetSeconds * 1_000_000_000L;
    long listed =
        segments.stream().skip(expiries.size()).mapToLong(one -> one.duration().nanos()).sum();
    while (segments.size() - expiries.size() > options.windowSegments()) {
      Segment first = segments.get(expiries.size());
      if (listed - first.duration().nanos() < least) {
        return;
      }
      unlist(first, now + first.duration().nanos() + listed);
      listed -= first.duration().nanos();
    }
  }

  private void unlist(Segment first, long expiry) {
    expiries.add(expiry);
    discontinuitySequence += first.discontinuity() ? 1 : 0;
  }

  private void expire(long now) {
    while (!expiries.isEmpty() && expiries.element() < now) {
      forgetOldest();
    }
    while (!expiries.isEmpty() && budget.isExceeded()) {
      forgetOldest();
      evictedForMemory++;
    }
    while (bytes > options.memory().bytes() && segments.size() > FEWEST_LISTED) {
      if (expiries.isEmpty()) {
        unlist(segments.get(0), now);
      }
      forgetOldest();
      evictedForMemory++;
    }
  }

  private void forgetOldest() {
    expiries.remove();
    long freed = segments.remove(0).bytes();
    bytes -= freed;
    budget.use(-freed);
  }
}
