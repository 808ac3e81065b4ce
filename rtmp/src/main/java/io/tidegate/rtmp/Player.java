package io.tidegate.rtmp;

import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.media.feed.FeedViewer;
import io.tidegate.media.feed.Feeds;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Outbox;
import io.tidegate.media.hub.Parcel;
import io.tidegate.media.hub.StreamHub;
import io.vertx.core.net.NetSocket;

/// A peer that is sent a stream, because it plays or because we publish to it: takes parcels from
/// the stream's feed and writes them while the socket accepts. Confined to the session's loop.
///
/// A pause leaves the feed, its end joins it anew: live goes on at the newest key frame. So does a
/// player that wants sound or picture no more, or again.
final class Player {
  /// Who has it. On the session's loop.
  @FunctionalInterface
  interface Owner {
    /// It cannot go on; once.
    void ended(CloseReason reason);

    /// The first frame is sent; once.
    default void firstFrame(long nowNanos) {}
  }

  /// What the socket may hold back before parcels wait in the outbox.
  private static final int WRITE_QUEUE_BYTES = 256 << 10;

  private final StreamHub hub;
  private final Feeds<PlayFormat, Bytes> feeds;
  private final NetSocket socket;
  private final Loop loop;
  private final Outbox<Bytes> outbox;
  private final long patienceNanos;
  private final Owner owner;
  private PlayFormat format;
  private @Nullable Subscription subscription;
  private long lastWritableNanos = System.nanoTime();
  private long lastFrameNanos;
  private long bytesSent;
  private boolean paused;
  private boolean finishing;
  private boolean closed;

  /// @param feeds of this protocol
  /// @param loop of the socket
  Player(
      StreamHub hub,
      Feeds<PlayFormat, Bytes> feeds,
      NetSocket socket,
      Loop loop,
      PlayFormat format,
      Outbox.Limits limits,
      Owner owner) {
    this.hub = hub;
    this.feeds = feeds;
    this.socket = socket;
    this.loop = loop;
    this.format = format;
    this.outbox = new Outbox<>(limits, lastWritableNanos);
    this.patienceNanos = limits.patience().toNanos();
    this.owner = owner;
  }

  void start() {
    socket.setWriteQueueMaxSize(WRITE_QUEUE_BYTES);
    socket.drainHandler(_ -> drain());
    hub.viewerOpened();
    subscribe();
  }

  /// Stops and starts media.
  void pause(boolean stop) {
    if (stop != paused) {
      paused = stop;
      subscribe();
    }
  }

  /// §7.2.2.4: with or without sound.
  void receiveAudio(boolean wanted) {
    receive(format.withAudio(wanted));
  }

  /// §7.2.2.5: with or without picture.
  void receiveVideo(boolean wanted) {
    receive(format.withVideo(wanted));
  }

  /// Called about once a second.
  void checkProgress(long nowNanos) {
    if (subscription == null && hub.isEnded()) {
      owner.ended(CloseReason.STREAM_ENDED); // no feed tells a player that is paused
    } else if (!socket.writeQueueFull()) {
      lastWritableNanos = nowNanos;
    } else if (nowNanos - lastWritableNanos > patienceNanos) {
      owner.ended(CloseReason.SLOW_VIEWER);
    }
  }

  long bytesSent() {
    return bytesSent;
  }

  /// When a frame was sent last; 0 before the first one.
  long lastFrameNanos() {
    return lastFrameNanos;
  }

  long droppedFrames() {
    return outbox.droppedFrames();
  }

  void close() {
    if (!closed) {
      closed = true;
      unsubscribe();
      hub.viewerClosed();
    }
  }

  private void receive(PlayFormat wanted) {
    if (!wanted.equals(format)) {
      unsubscribe();
      format = wanted;
      subscribe();
    }
  }

  /// Anew, or not at all while there is nothing to play.
  private void subscribe() {
    unsubscribe();
    boolean wantsNothing = !format.audio() && !format.video();
    if (!closed && !paused && !wantsNothing) {
      Subscription joined = new Subscription();
      subscription = joined;
      feeds.join(hub, format, joined);
    }
  }

  private void unsubscribe() {
    Subscription left = subscription;
    if (left != null) {
      subscription = null;
      left.open = false;
      feeds.leave(hub, format, left);
      // the next one starts with headers and a key frame of its own
      for (boolean isMore = true; isMore; ) {
        isMore = outbox.poll(System.nanoTime()) != null;
      }
    }
  }

  private void drain() {
    long now = System.nanoTime();
    while (!closed && !outbox.isEmpty() && !socket.writeQueueFull()) {
      Parcel<Bytes> parcel = outbox.poll(now);
      lastWritableNanos = now;
      if (parcel != null) {
        bytesSent += parcel.bytes();
        if (parcel.frames() > 0) {
          noteFrame(now);
        }
        socket.write(PeerConnection.buffer(parcel.content()));
      }
    }
    if (finishing && !closed && outbox.isEmpty()) {
      owner.ended(CloseReason.STREAM_ENDED);
    }
  }

  private void noteFrame(long now) {
    if (lastFrameNanos == 0) {
      owner.firstFrame(now);
    }
    lastFrameNanos = now;
  }

  /// One stay in a feed; what is on its way when it ends is dropped.
  private final class Subscription implements FeedViewer<Bytes> {
    private boolean open = true;
    private boolean seesPicture;

    @Override
    public Loop loop() {
      return loop;
    }

    @Override
    public void offer(Parcel<Bytes> parcel, long nowNanos) {
      seesPicture |= parcel.kind() == Parcel.Kind.SYNC;
      boolean usable = seesPicture || parcel.kind() == Parcel.Kind.HEADER;
      if (open && usable) {
        outbox.offer(parcel, nowNanos);
        drain();
      }
    }

    /// The session's own tick looks after the player.
    @Override
    public void review(long nowNanos) {}

    @Override
    public void finish() {
      if (open) {
        finishing = true;
        drain();
      }
    }

    @Override
    public boolean isClosed() {
      return !open;
    }
  }
}
