package io.tidegate.hls;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamObserver;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Packages every stream that has HLS switched on, from its first frame. Any thread.
///
/// 1. `StreamRegistry.observe(packaging)` before the first publisher;
/// 2. [HlsRoutes] serves what it makes.
public final class HlsPackaging implements StreamObserver {
  private final ConcurrentHashMap<StreamKey, HlsStream> streams = new ConcurrentHashMap<>();
  private final Function<StreamKey, Optional<HlsOptions>> optionsOf;
  private final HlsContext context;

  /// @param optionsOf how to package a stream, empty for not at all; asked once per stream, never
  ///   blocks
  public HlsPackaging(
      Loops loops, SessionRegistry sessions, Function<StreamKey, Optional<HlsOptions>> optionsOf) {
    this(loops, sessions, optionsOf, Renditions.NONE);
  }

  /// @param renditions which streams show the same
  public HlsPackaging(
      Loops loops,
      SessionRegistry sessions,
      Function<StreamKey, Optional<HlsOptions>> optionsOf,
      Renditions renditions) {
    this(loops, sessions, optionsOf, renditions, DateRanges.NONE);
  }

  /// @param ranges what is on the timelines of streams
  public HlsPackaging(
      Loops loops,
      SessionRegistry sessions,
      Function<StreamKey, Optional<HlsOptions>> optionsOf,
      Renditions renditions,
      DateRanges ranges) {
    this(
        optionsOf,
        new HlsContext(
            loops,
            sessions,
            renditions,
            new Continuity(),
            ranges,
            System::nanoTime,
            Instant::now,
            new LongAdder(),
            MemoryBudget.ofHeap(),
            new ChunkPool()));
  }

  HlsPackaging(
      Loops loops,
      SessionRegistry sessions,
      Function<StreamKey, Optional<HlsOptions>> optionsOf,
      Renditions renditions,
      LongSupplier nanoTime,
      Supplier<Instant> now) {
    this(
        optionsOf,
        new HlsContext(
            loops,
            sessions,
            renditions,
            new Continuity(),
            DateRanges.NONE,
            nanoTime,
            now,
            new LongAdder(),
            MemoryBudget.ofHeap(),
            new ChunkPool()));
  }

  private HlsPackaging(Function<StreamKey, Optional<HlsOptions>> optionsOf, HlsContext context) {
    this.optionsOf = optionsOf;
    this.context = context;
  }

  @Override
  public void opened(StreamHub hub) {
    optionsOf.apply(hub.key()).ifPresent(options -> open(hub, options));
  }

  /// A live stream that was not packaged may have to be from now on. On the hub's loop.
  public void reconsider(StreamHub hub) {
    if (!streams.containsKey(hub.key())) {
      opened(hub);
    }
  }

  /// Tracks that were left out so far because HLS cannot carry their coding.
  public long tracksLeftOut() {
    return context.tracksLeftOut().sum();
  }

  /// Bytes of all segments kept for viewers.
  public long segmentBytes() {
    return context.budget().usedBytes();
  }

  /// The stream of this key, for a while also after its end; null when there is none.
  @Nullable
  HlsStream find(StreamKey key) {
    return streams.get(key);
  }

  HlsContext context() {
    return context;
  }

  /// How streams that are packaged from here on are counted.
  public void number(Numberings by) {
    context.continuity().number(by);
  }

  /// Who hears of the segments that are made of this node's own streams.
  public void mark(HlsCuts.Marked to) {
    context.continuity().mark(to);
  }

  /// Which streams other nodes have: the segment that is open when one goes there is not offered.
  public void elsewhere(Predicate<StreamKey> by) {
    context.continuity().elsewhere(by);
  }

  /// What is published to `hub` is this node's from now on, and [Numberings] know what others have
  /// offered of it.
  public void claimed(StreamHub hub) {
    HlsStream stream = streams.get(hub.key());
    if (stream != null && stream.isOf(hub)) {
      hub.loop().execute(stream::claimed);
    }
  }

  /// What the names of the files of `hub` begin with, null where it is not packaged.
  public @Nullable String token(StreamHub hub) {
    HlsStream stream = streams.get(hub.key());
    return stream == null || !stream.isOf(hub) ? null : stream.token();
  }

  /// Another node has the stream of `hub` from now on: its segments end with what there is. On the
  /// hub's loop.
  ///
  /// @param last told of the last one, where there is one
  public void handOver(StreamHub hub, HlsCuts.Marked last) {
    HlsStream stream = streams.get(hub.key());
    if (stream != null && stream.isOf(hub)) {
      stream.handOver(last);
    }
  }

  private void open(StreamHub hub, HlsOptions options) {
    HlsStream before = streams.get(hub.key());
    StreamKey origin = context.renditions().sourceOf(hub.key());
    HlsStream source = origin == null ? null : streams.get(origin);
    HlsOptions as = source == null ? options : source.options();
    HlsStream stream =
        new HlsStream(hub, as, context, source, before, gone -> streams.remove(hub.key(), gone));
    streams.put(hub.key(), stream);
    stream.start();
  }
}
