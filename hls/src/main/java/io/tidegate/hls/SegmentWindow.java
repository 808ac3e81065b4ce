package io.tidegate.hls;

import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/// The segments of one packager: those in the playlist, and those that left it but can still be
/// fetched. Loop-confined; what it shows others is the immutable [#snapshot()].
///
/// A segment leaves the playlist when there are more than wanted and three target durations remain,
/// and memory after its own duration and that of the longest playlist that listed it, no later (RFC
/// 8216 §6.2.2). Where the limit on memory is reached both happen earlier.
final class SegmentWindow {
  /// What stays listed when memory is short.
  private static final int FEWEST_LISTED = 3;

  private static final int LISTED_TARGETS = 3;

  private final HlsOptions options;
  private volatile SegmentNames names;
  private final MemoryBudget budget;
  private final ContentStore store;
  private final ArrayList<Stay> stays = new ArrayList<>();

  /// How many of [#stays], the oldest, have left the playlist.
  private int unlisted;

  private final Function<Instant, List<DateRange>> ranges;
  private final ArrayList<Part> openParts = new ArrayList<>();
  private List<Segment> shown = List.of();
  private long openNumber;
  private long openBytes;
  private long discontinuitySequence;
  private long bytes;

  /// Other nodes offer the same under the same names, and may offer it sooner or later.
  private long version = ThreadLocalRandom.current().nextLong(1L << 40);

  private long evictedForMemory;
  private volatile @Nullable PlaylistSnapshot snapshot;

  /// @param start number of the first segment
  SegmentWindow(
      HlsOptions options,
      SegmentNames names,
      Continuation start,
      MemoryBudget budget,
      ChunkPool chunks) {
    this(options, names, start, budget, chunks, _ -> List.of());
  }

  /// @param ranges what is on the timeline from a time on
  SegmentWindow(
      HlsOptions options,
      SegmentNames names,
      Continuation start,
      MemoryBudget budget,
      ChunkPool chunks,
      Function<Instant, List<DateRange>> ranges) {
    this.ranges = ranges;
    this.budget = budget;
    this.store = new ContentStore(chunks);
    this.options = options;
    this.names = names;
    this.openNumber = start.nextNumber();
    this.discontinuitySequence = start.discontinuitySequence();
  }

  /// A segment, and how long it can be fetched.
  private static final class Stay {
    final Segment segment;
    long longestPlaylistNanos;

    /// Nano time at which it may go, when it has left the playlist.
    long untilNanos;

    Stay(Segment segment) {
      this.segment = segment;
    }

    long durationNanos() {
      return segment.duration().nanos();
    }
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

  /// The next part of the open segment.
  ///
  /// @param written its content, copied
  Part add(MediaWriter.Written written, PartDraft draft) {
    return add(written, draft.duration(), draft.independent());
  }

  Part add(MediaWriter.Written written, MediaTime duration, boolean independent) {
    Content content = store.store(written.pieces());
    Part part = new Part(content, duration, independent, written.video(), written.audio());
    openParts.add(part);
    openBytes += content.length();
    return part;
  }

  /// A part of the open segment of which nothing came.
  void addGap(MediaTime duration) {
    openParts.add(new Part(new Content(List.of(), List.of(), 0), duration, false));
  }

  /// Begins with another segment than said at first. Before the first one.
  void startAt(Continuation start) {
    openNumber = start.nextNumber();
    discontinuitySequence = start.discontinuitySequence();
  }

  /// What there is of the open segment will not be part of it.
  void discardOpen() {
    release(openParts);
    openParts.clear();
    openBytes = 0;
  }

  /// The numbers do not go on from those before, or the names are others: nothing before it is
  /// offered any more.
  ///
  /// @param token in the names
  void startAnew(String token, Continuation start) {
    discardOpen();
    names = new SegmentNames(token, names.extension());
    moveTo(start);
  }

  /// The open segment has another number: nothing before it is offered any more.
  void moveTo(Continuation start) {
    forgetAll();
    snapshot = null;
    show();
    startAt(start);
  }

  private void forgetAll() {
    budget.use(-bytes);
    bytes = 0;
    stays.forEach(stay -> release(stay.segment.parts()));
    stays.clear();
    unlisted = 0;
  }

  /// The segments in the playlist.
  List<Segment> listedSegments() {
    return listed().stream().map(stay -> stay.segment).toList();
  }

  /// How many discontinuities there were, those of the listed segments included.
  long discontinuitiesSoFar() {
    return discontinuitySequence
        + listed().stream().filter(stay -> stay.segment.discontinuity()).count();
  }

  boolean isEmpty() {
    return stays.isEmpty();
  }

  /// The open segment is complete: `segment` takes over its parts.
  ///
  /// @param now nano time of the stream
  void close(Segment segment, int targetSeconds, long now) {
    stays.add(new Stay(segment));
    bytes += segment.bytes();
    budget.use(segment.bytes());
    openNumber++;
    openParts.clear();
    openBytes = 0;
    unlist(targetSeconds, now);
    show();
  }

  /// Shows the present state to the viewers; nothing before the first segment is complete.
  ///
  /// @param now nano time of the stream
  void publish(PlaylistSnapshot.State state, long now) {
    if (!stays.isEmpty()) {
      int before = stays.size();
      expire(now);
      if (stays.size() != before) {
        show();
      }
      List<DateRange> there = ranges.apply(shown.get(unlisted).programTime());
      snapshot = new PlaylistSnapshot(names, shown, unlisted, openParts, state, ++version, there);
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

  /// Nobody will ask any more, and nothing comes: the segments give their memory back.
  void release() {
    forgetAll();
    discardOpen();
    store.close();
  }

  private void show() {
    shown = stays.stream().map(stay -> stay.segment).toList();
  }

  private void unlist(int targetSeconds, long now) {
    long least = (long) LISTED_TARGETS * targetSeconds * 1_000_000_000L;
    long listed = listed().stream().mapToLong(Stay::durationNanos).sum();
    while (stays.size() - unlisted > options.windowSegments()) {
      Stay first = stays.get(unlisted);
      if (listed - first.durationNanos() < least) {
        break;
      }
      listed -= first.durationNanos();
      unlist(first, now);
    }
    for (Stay stay : listed()) {
      stay.longestPlaylistNanos = Math.max(stay.longestPlaylistNanos, listed);
    }
  }

  private List<Stay> listed() {
    return stays.subList(unlisted, stays.size());
  }

  private void unlist(Stay first, long now) {
    unlisted++;
    first.untilNanos = now + first.durationNanos() + first.longestPlaylistNanos;
    discontinuitySequence += first.segment.discontinuity() ? 1 : 0;
  }

  private void expire(long now) {
    while (unlisted > 0 && stays.get(0).untilNanos - now <= 0) {
      forgetOldest();
    }
    while (unlisted > 0 && budget.isExceeded()) {
      forgetOldest();
      evictedForMemory++;
    }
    while (bytes > options.memory().bytes() && stays.size() > FEWEST_LISTED) {
      if (unlisted == 0) {
        unlist(stays.get(0), now);
      }
      forgetOldest();
      evictedForMemory++;
    }
  }

  private void forgetOldest() {
    unlisted--;
    Segment oldest = stays.remove(0).segment;
    bytes -= oldest.bytes();
    budget.use(-oldest.bytes());
    release(oldest.parts());
  }

  private static void release(List<Part> parts) {
    parts.forEach(part -> part.content().release());
  }
}
