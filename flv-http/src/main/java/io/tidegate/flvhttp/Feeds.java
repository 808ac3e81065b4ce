package io.tidegate.flvhttp;

import io.tidegate.media.hub.StreamHub;
import java.util.concurrent.ConcurrentHashMap;

/// Every feed that somebody watches. Any thread; what belongs to one stream happens on its loop.
final class Feeds {
  private record Key(StreamHub hub, FeedFormat format) {}

  private final ConcurrentHashMap<Key, Feed> feeds = new ConcurrentHashMap<>();
  private final FlvHttpOptions options;

  Feeds(FlvHttpOptions options) {
    this.options = options;
  }

  void join(StreamHub hub, FeedFormat format, FeedViewer viewer) {
    hub.loop()
        .run(() -> {
          Key key = new Key(hub, format);
          Feed feed = feeds.get(key);
          if (feed == null) {
            feed = new Feed(hub, format, options);
            feeds.put(key, feed);
            feed.open();
          }
          feed.join(viewer);
          closeIfUnused(key, feed);
        });
  }

  void leave(StreamHub hub, FeedFormat format, FeedViewer viewer) {
    hub.loop()
        .run(() -> {
          Key key = new Key(hub, format);
          Feed feed = feeds.get(key);
          if (feed != null) {
            feed.leave(viewer);
            closeIfUnused(key, feed);
          }
        });
  }

  private void closeIfUnused(Key key, Feed feed) {
    if (!feed.hasViewers()) {
      feeds.remove(key);
      feed.close();
    }
  }
}
