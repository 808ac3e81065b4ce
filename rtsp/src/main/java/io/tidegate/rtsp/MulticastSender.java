package io.tidegate.rtsp;

import io.tidegate.media.Bytes;
import io.tidegate.media.feed.FeedViewer;
import io.tidegate.media.feed.Feeds;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Outbox;
import io.tidegate.media.hub.Parcel;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.rtsp.message.PortPair;
import io.tidegate.rtsp.message.TransportHeader;
import io.tidegate.rtsp.rtp.RtpTransmission;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;

/// Sends a stream to a group, once for all who receive it. Confined to the loop of the session that
/// needed it first, which it may outlive.
///
/// 1. [#open] by each session that sets up; the first opens the sockets;
/// 2. [#start] by each that plays;
/// 3. [#close], on any thread.
final class MulticastSender implements FeedViewer<Bytes> {
  private final StreamHub hub;
  private final int mediaCount;
  private final RtspMulticast network;
  private final int index;
  private final Vertx vertx;
  private final Loop loop;
  private final Feeds<Integer, Bytes> feeds;
  private final DatagramOutput output;
  private final MulticastReports reports;
  private final RtspServerStats stats;
  private final Outbox<Bytes> outbox;
  private final Future<Void> opened;
  private boolean started;
  private boolean seesPicture;
  private volatile boolean closed;

  /// On the loop of `session`.
  MulticastSender(
      StreamHub hub, int mediaCount, RtspMulticast network, int index, ServerSession session) {
    this.hub = hub;
    this.mediaCount = mediaCount;
    this.network = network;
    this.index = index;
    this.vertx = session.vertx();
    this.loop = session.loop();
    this.feeds = session.service().feeds();
    this.outbox = new Outbox<>(RtspServerOptions.PLAYER_LIMITS, System.nanoTime());
    this.output = DatagramOutput.toGroup(vertx, network, network.group(index), this::drain);
    this.stats = session.service().stats();
    this.reports =
        new MulticastReports(
            vertx, network, network.group(index), this::resend, this::wantKeyFrame);
    this.opened = open(0);
  }

  int index() {
    return index;
  }

  private Future<Void> open(int media) {
    return media == mediaCount
        ? Future.succeededFuture()
        : output
            .setUp(media, TransportHeader.udp(ports(media), false))
            .compose(_ -> reports.open(media, ports(media).rtcp()))
            .compose(_ -> open(media + 1));
  }

  private void resend(int media, List<Integer> lost) {
    long now = System.nanoTime();
    if (!closed && started) {
      stats.resent(output.resend(media, lost), System.nanoTime() - now);
    }
  }

  private void wantKeyFrame() {
    if (!closed && started) {
      stats.keyFrameWanted();
      hub.requestKeyFrame();
    }
  }

  private PortPair ports(int media) {
    return new PortPair(network.port() + 2 * media, network.port() + 2 * media + 1);
  }

  /// What a session is told of a media, when everything is open. Any thread; the answer comes on
  /// the loop of `caller`.
  Future<TransportHeader> transport(int media, Vertx caller) {
    TransportHeader told =
        TransportHeader.multicast(network.group(index), ports(media), network.ttl());
    Promise<TransportHeader> answer = Promise.promise();
    Context context = caller.getOrCreateContext();
    opened.onComplete(result ->
        context.runOnContext(_ -> {
          if (result.succeeded()) {
            answer.complete(told);
          } else {
            answer.fail(result.cause());
          }
        }));
    return answer.future();
  }

  /// Somebody plays. Any thread.
  void start() {
    loop.run(() -> {
      if (!started && !closed) {
        started = true;
        feeds.join(hub, RtpTransmission.DEFAULT_MAX_PACKET, this);
      } else {
        hub.requestKeyFrame(); // who comes later has to begin at one
      }
    });
  }

  /// For good. Any thread.
  void close() {
    closed = true;
    loop.run(() -> {
      if (started) {
        feeds.leave(hub, RtpTransmission.DEFAULT_MAX_PACKET, this);
      }
      output.close();
      reports.close();
    });
  }

  @Override
  public Loop loop() {
    return loop;
  }

  @Override
  public void offer(Parcel<Bytes> parcel, long nowNanos) {
    seesPicture |= parcel.kind() == Parcel.Kind.SYNC;
    if (!closed && (seesPicture || parcel.kind() == Parcel.Kind.HEADER)) {
      outbox.offer(parcel, nowNanos);
      drain();
    }
  }

  private void drain() {
    while (!closed && !outbox.isEmpty() && !output.isFull()) {
      Parcel<Bytes> parcel = outbox.poll(System.nanoTime());
      if (parcel != null) {
        output.write(parcel.content());
      }
    }
  }

  @Override
  public void review(long nowNanos) {}

  /// The sessions hear of it themselves.
  @Override
  public void finish() {}

  @Override
  public boolean isClosed() {
    return closed;
  }
}
