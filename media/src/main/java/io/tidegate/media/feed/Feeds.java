package io.tidegate.media.feed;

import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.StreamHub;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// Every feed that somebody watches: one for each stream and format, made for its first viewer and
/// gone soon after its last. Any thread; what belongs to one stream happens on its loop.
///
/// Each frame is muxed once, and its bytes are handed once to each event loop that has viewers.
///
/// @param <F> a format; equal values share one feed
/// @param <T> what parcels hold
public final class Feeds<F, T> {
  private record Key<F>(StreamHub hub, F format) {}

  private final ConcurrentHashMap<Key<F>, Feed<T>> feeds = new ConcurrentHashMap<>();
  private final Loops loops;
  private final FeedOptions options;
  private final FeedContent<T> content;
  private final Function<F, FeedMuxer> muxers;

  /// @param muxers makes the muxer of a format
  public Feeds(
      Loops loops, FeedOptions options, FeedContent<T> content, Function<F, FeedMuxer> muxers) {
    this.loops = loops;
    this.options = options;
    this.content = content;
    this.muxers = muxers;
  }

  /// `viewer` gets everything since the last key frame, then what comes, until it leaves.
  public void join(StreamHub hub, F format, FeedViewer<T> viewer) {
    hub.loop()
        .run(() -> {
          Key<F> key = new Key<>(hub, format);
          Feed<T> feed = feeds.get(key);
          if (feed == null) {
            feed = new Feed<>(hub, muxers.apply(format), loops, content, options);
            feeds.put(key, feed);
            feed.open();
          }
          feed.stay();
          feed.join(viewer);
          closeIfUnused(key, feed);
        });
  }

  /// `viewer` gets nothing more, apart from what is on its way. Does nothing when it has left.
  public void leave(StreamHub hub, F format, FeedViewer<T> viewer) {
    hub.loop()
        .run(() -> {
          Key<F> key = new Key<>(hub, format);
          Feed<T> feed = feeds.get(key);
          if (feed != null) {
            feed.leave(viewer);
            closeIfUnused(key, feed);
          }
        });
  }

  /// Feeds that somebody watches now.
  public int size() {
    return (int) feeds.values().stream().filter(feed -> !feed.isLingering()).count();
  }

  private void closeIfUnused(Key<F> key, Feed<T> feed) {
    if (feed.hasViewers() || feed.isLingering()) {
      return;
    }
    if (feed.isEnded() || options.linger().isZero()) {
      close(key, feed);
    } else {
      long delay = options.linger().toMillis();
      feed.linger(loops.schedule(key.hub().loop(), delay, () -> close(key, feed)));
    }
  }

  private void close(Key<F> key, Feed<T> feed) {
    feeds.remove(key);
    feed.close();
  }
}
