package io.tidegate.udp;

import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.feed.FeedContent;
import io.tidegate.media.feed.FeedOptions;
import io.tidegate.media.feed.Feeds;
import io.tidegate.media.feed.TsFeedMuxer;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamObserver;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// All sources and pushes of a process. Any thread.
///
/// 1. [#listen] and [#push] for each, with the loop that it is to live on; [#end] takes one away;
/// 2. [#opened] tells it of streams: observe the registry with it;
/// 3. [#close].
public final class UdpEndpoint implements StreamObserver, AutoCloseable {
  private final UdpOptions options;
  private final UdpService service;
  private final Feeds<UdpOutlet.Form, Bytes> feeds;
  private final ConcurrentHashMap<UdpListenTarget, UdpSource> sources = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<UdpPushTarget, UdpPush> pushes = new ConcurrentHashMap<>();
  private volatile @Nullable UdpReader reader;

  public UdpEndpoint(UdpOptions options, UdpService service) {
    this.options = options;
    this.service = service;
    this.feeds =
        new Feeds<>(
            service.loops(),
            new FeedOptions(Duration.ZERO, options.limits()),
            FeedContent.BYTES,
            (UdpOutlet.Form _) -> new TsFeedMuxer());
  }

  /// Listens for a source, for ever. Called by one thread at a time.
  public void listen(UdpListenTarget target, Loop loop) {
    UdpReader reading = reader;
    if (reading == null) {
      reading = new UdpReader();
      reader = reading;
    }
    UdpSource source = new UdpSource(target, options, service, reading, loop);
    if (sources.putIfAbsent(target, source) == null) {
      source.start();
    }
  }

  /// Sends a stream there whenever it is live, for ever.
  public void push(UdpPushTarget target, Loop loop) {
    UdpPush push = new UdpPush(target, options, service, feeds, loop);
    if (pushes.putIfAbsent(target, push) == null) {
      StreamHub live = service.streams().find(target.key());
      if (live != null) {
        push.streamOpened(live);
      }
    }
  }

  /// Ends it, soon; without one nothing happens.
  public void end(UdpListenTarget target) {
    UdpSource source = sources.remove(target);
    if (source != null) {
      source.close();
    }
  }

  /// Ends it, soon; without one nothing happens.
  public void end(UdpPushTarget target) {
    UdpPush push = pushes.remove(target);
    if (push != null) {
      push.close();
    }
  }

  /// How the sources stand, by key.
  public List<UdpSourceView> sources() {
    return sources.values().stream()
        .map(UdpSource::view)
        .sorted(Comparator.comparing(UdpSourceView::key).thenComparing(UdpSourceView::target))
        .toList();
  }

  /// How the pushes stand, by key.
  public List<UdpPushView> pushes() {
    return pushes.values().stream()
        .map(UdpPush::view)
        .sorted(Comparator.comparing(UdpPushView::key).thenComparing(UdpPushView::target))
        .toList();
  }

  /// The same by what they go to.
  public Map<UdpPushTarget, UdpPushView> pushesByTarget() {
    return pushes.values().stream().collect(Collectors.toMap(UdpPush::target, UdpPush::view));
  }

  /// On the hub's loop.
  @Override
  public void opened(StreamHub hub) {
    StreamKey key = hub.key();
    for (UdpPush push : pushes.values()) {
      if (push.target().key().equals(key)) {
        push.streamOpened(hub);
      }
    }
  }

  /// Ends sources and pushes, soon.
  @Override
  public void close() {
    sources.keySet().forEach(this::end);
    pushes.keySet().forEach(this::end);
    UdpReader reading = reader;
    if (reading != null) {
      reading.close();
    }
  }
}
