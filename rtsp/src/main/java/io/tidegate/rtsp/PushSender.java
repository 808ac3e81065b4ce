package io.tidegate.rtsp;

import io.tidegate.media.Bytes;
import io.tidegate.media.ReasonCounters;
import io.tidegate.media.feed.FeedViewer;
import io.tidegate.media.feed.Feeds;
import io.tidegate.media.hub.DialOptions;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Outbox;
import io.tidegate.media.hub.Parcel;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.rtsp.rtp.RtpTransmission;
import java.time.Duration;

/// What a push takes from the stream's feed and writes while the connection accepts: from the
/// newest key frame on, and where the server is too slow, on from a newer one. Loop-confined.
///
/// 1. [#start] joins the feed;
/// 2. [#tick] looks at the time limits;
/// 3. [#close] leaves.
final class PushSender implements FeedViewer<Bytes> {
  private final StreamHub hub;
  private final Feeds<Integer, Bytes> feeds;
  private final Loop loop;
  private final RtspConnection connection;
  private final InterleavedChannels channels;
  private final DialOptions limits;
  private final Listener listener;
  private final Outbox<Bytes> outbox;
  private final ReasonCounters reasons = new ReasonCounters();
  private final long startNanos = System.nanoTime();
  private long lastWritableNanos = startNanos;
  private long lastFrameNanos = startNanos;
  private long bytes;
  private boolean hasFrames;
  private boolean seesPicture;
  private boolean finishing;
  private boolean closed;

  /// Hears the end, once.
  interface Listener {
    /// Nothing comes any more.
    void finished();

    /// What follows needs another description.
    void changed();

    /// @param why in words
    void stuck(String why);
  }

  /// Where it sends to.
  record Way(RtspConnection connection, InterleavedChannels channels, DialOptions limits) {}

  PushSender(StreamHub hub, Feeds<Integer, Bytes> feeds, Loop loop, Way way, Listener listener) {
    this.hub = hub;
    this.feeds = feeds;
    this.loop = loop;
    this.connection = way.connection();
    this.channels = way.channels();
    this.limits = way.limits();
    this.listener = listener;
    this.outbox = new Outbox<>(RtspServerOptions.PLAYER_LIMITS, startNanos);
  }

  void start() {
    connection.onDrain(this::drain);
    hub.viewerOpened();
    feeds.join(hub, RtpTransmission.DEFAULT_MAX_PACKET, this);
  }

  void tick(long nowNanos) {
    Duration limit = hasFrames ? limits.noFrame() : limits.firstFrame();
    if (closed) {
      return;
    }
    if (!connection.isCongested()) {
      lastWritableNanos = nowNanos;
    }
    if (nowNanos - lastWritableNanos > limits.noFrame().toNanos()) {
      listener.stuck("the server does not take what is sent");
    } else if (nowNanos - lastFrameNanos > limit.toNanos()) {
      listener.stuck("no frame to send for " + DialOptions.inWords(limit));
    }
  }

  long bytes() {
    return bytes;
  }

  long drops() {
    return outbox.droppedFrames();
  }

  void close() {
    if (!closed) {
      closed = true;
      feeds.leave(hub, RtpTransmission.DEFAULT_MAX_PACKET, this);
      hub.viewerClosed();
    }
  }

  private void drain() {
    long now = System.nanoTime();
    while (!closed && !outbox.isEmpty() && !connection.isCongested()) {
      Parcel<Bytes> parcel = outbox.poll(now);
      lastWritableNanos = now;
      if (parcel != null) {
        send(parcel, now);
      }
    }
    if (finishing && !closed && outbox.isEmpty()) {
      listener.finished();
    }
  }

  private void send(Parcel<Bytes> parcel, long now) {
    if (parcel.kind() == Parcel.Kind.HEADER
        && FramedPackets.sayGoodbye(parcel.content(), reasons)) {
      listener.changed();
      return;
    }
    Bytes out = channels.of(parcel.content());
    if (!out.isEmpty()) {
      bytes += out.length();
      connection.send(out);
    }
    if (parcel.frames() > 0) {
      hasFrames = true;
      lastFrameNanos = now;
    }
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

  /// The push's own tick does it.
  @Override
  public void review(long nowNanos) {}

  @Override
  public void finish() {
    if (!closed) {
      finishing = true;
      drain();
    }
  }

  @Override
  public boolean isClosed() {
    return closed;
  }
}
