package io.tidegate.srt;

import io.tidegate.media.Bytes;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.srt.lib.SrtReceiver;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Streams that leave over SRT: to callers that read, and to remote listeners. Any thread, unless
/// [SrtOutputs] says otherwise.
///
/// 1. Made before the endpoint, which is given it.
/// 2. [#push] for each remote listener.
/// 3. [#close] before the endpoint is closed.
public final class SrtDelivery implements SrtOutputs, AutoCloseable {
  private final SrtService service;
  private final SrtFeeds feeds;
  private final Set<SrtOutlet> readers = ConcurrentHashMap.newKeySet();
  private final Set<SrtPush> pushes = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  public SrtDelivery(SrtService service, SrtDeliveryOptions options) {
    this.service = service;
    this.feeds = new SrtFeeds(service, options);
    service.streams().observe(this::opened);
  }

  /// Sends the stream of `target.key()` to a remote peer whenever it is live, until the push or
  /// this is closed. Its stream id and profile are those of `target`.
  public SrtPush push(SrtCallTarget target, TransportForm form, SrtEndpoint endpoint) {
    SrtPush push = new SrtPush(target, form, endpoint, feeds, pushes::remove);
    pushes.add(push);
    StreamHub live = service.streams().find(target.key());
    if (live != null) {
      push.streamOpened(live);
    }
    return push;
  }

  /// How every push stands, by key.
  public List<SrtPushView> pushes() {
    return pushes.stream()
        .map(SrtPush::view)
        .sorted(Comparator.comparing(SrtPushView::key).thenComparing(SrtPushView::target))
        .toList();
  }

  @Override
  public void reader(SrtConnection connection) {
    if (closed) {
      connection.poller().close(connection.socket());
    } else {
      new SrtReader(connection, service, (hub, by) -> serve(connection, hub, by)).start();
    }
  }

  private SrtReceiver serve(SrtConnection connection, StreamHub hub, Admission.Granted by) {
    SrtOutlet[] self = new SrtOutlet[1];
    SrtOutlet reader = new SrtOutlet(connection, hub, feeds, _ -> readers.remove(self[0]));
    self[0] = reader;
    readers.add(reader);
    reader.start(service.profiles().form(hub.key()), by);
    return reader;
  }

  @Override
  public void transport(StreamKey key, Bytes joined, long receivedNanos) {
    feeds.transport(key, joined, receivedNanos);
  }

  /// Viewers wait through the grace period, and hear of the end from the hub.
  @Override
  public void transportEnded(StreamKey key) {
    feeds.transportEnded(key);
  }

  private void opened(StreamHub hub) {
    for (SrtPush push : pushes) {
      if (push.target().key().equals(hub.key())) {
        push.streamOpened(hub);
      }
    }
  }

  /// Ends readers and pushes as `SHUTTING_DOWN`, then the threads; not on an event loop.
  @Override
  public void close() {
    closed = true;
    pushes.forEach(SrtPush::close);
    readers.forEach(reader -> reader.closeFromAnywhere(CloseReason.SHUTTING_DOWN));
    feeds.close();
  }
}
