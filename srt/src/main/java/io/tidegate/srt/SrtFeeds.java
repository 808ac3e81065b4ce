package io.tidegate.srt;

import io.tidegate.media.Bytes;
import io.tidegate.media.StreamKey;
import io.tidegate.media.feed.FeedContent;
import io.tidegate.media.feed.FeedOptions;
import io.tidegate.media.feed.Feeds;
import io.tidegate.media.feed.TsFeedMuxer;
import io.tidegate.media.hub.Outbox;
import io.tidegate.media.hub.StreamHub;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// What outlets are fed with, and the threads that send it. Any thread.
final class SrtFeeds implements AutoCloseable {
  private final SrtService service;
  private final Outbox.Limits limits;
  private final Feeds<TransportForm, Bytes> remuxed;
  private final ConcurrentHashMap<StreamHub, TransportFeed> untouched = new ConcurrentHashMap<>();
  private final List<SrtSender> senders = new ArrayList<>();
  private final AtomicInteger nextSender = new AtomicInteger();

  SrtFeeds(SrtService service, SrtDeliveryOptions options) {
    this.service = service;
    this.limits = options.limits();
    FeedOptions feedOptions = new FeedOptions(Duration.ZERO, limits);
    this.remuxed =
        new Feeds<>(
            service.loops(),
            feedOptions,
            FeedContent.BYTES,
            (TransportForm _) -> new TsFeedMuxer());
    for (int i = 0; i < options.senders(); i++) {
      senders.add(new SrtSender(i));
    }
  }

  SrtService service() {
    return service;
  }

  Outbox.Limits limits() {
    return limits;
  }

  /// A way to the socket of `connection`, over the next sender.
  SendLane lane(SrtConnection connection, SendLane.Listener listener) {
    int next = Math.floorMod(nextSender.getAndIncrement(), senders.size());
    return senders.get(next).open(connection.socket(), connection.loop(), listener);
  }

  /// `viewer` gets the stream in this form until it leaves.
  void join(StreamHub hub, TransportForm form, TransportViewer viewer) {
    switch (form) {
      case UNTOUCHED -> hub.loop().run(() -> feed(hub).join(viewer));
      case REMUXED -> remuxed.join(hub, form, viewer);
    }
  }

  /// `viewer` gets nothing more, apart from what is on its way.
  void leave(StreamHub hub, TransportForm form, TransportViewer viewer) {
    switch (form) {
      case UNTOUCHED -> hub.loop().run(() -> leaveUntouched(hub, viewer));
      case REMUXED -> remuxed.leave(hub, form, viewer);
    }
  }

  /// What the publisher of `key` sent.
  void transport(StreamKey key, Bytes joined, long receivedNanos) {
    StreamHub hub = service.streams().find(key);
    if (hub != null) {
      feed(hub).take(joined, receivedNanos);
    }
  }

  /// The publisher of `key` is gone.
  void transportEnded(StreamKey key) {
    StreamHub hub = service.streams().find(key);
    TransportFeed feed = hub == null ? null : untouched.get(hub);
    if (feed != null) {
      feed.broken();
    }
  }

  private void leaveUntouched(StreamHub hub, TransportViewer viewer) {
    TransportFeed feed = untouched.get(hub);
    if (feed != null) {
      feed.leave(viewer);
    }
  }

  /// It lives as long as the stream: its tables are for those to come.
  private TransportFeed feed(StreamHub hub) {
    return untouched.computeIfAbsent(
        hub, _ -> new TransportFeed(hub, service.loops()::nanoTime, () -> untouched.remove(hub)));
  }

  /// Ends the threads.
  @Override
  public void close() {
    senders.forEach(SrtSender::close);
  }
}
