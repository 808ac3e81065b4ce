package io.tidegate.rtmp;

import io.tidegate.media.Bytes;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Outbox;
import io.tidegate.media.hub.Parcel;
import io.tidegate.media.hub.StreamHub;
import io.vertx.core.net.NetSocket;
import java.util.function.Consumer;

/// A session that plays: takes parcels from its feed and writes them while the socket accepts.
/// Confined to the session's loop.
final class Player {
  /// What the socket may hold back before parcels wait in the outbox.
  private static final int WRITE_QUEUE_BYTES = 256 << 10;

  private final StreamHub hub;
  private final NetSocket socket;
  private final Outbox<Bytes> outbox;
  private final Consumer<CloseReason> onClose;
  private final RtmpFeed feed;
  private long bytesSent;
  private boolean paused;
  private boolean closed;

  Player(
      StreamHub hub,
      PeerConnection connection,
      Loop loop,
      RtmpOptions options,
      Consumer<CloseReason> onClose) {
    this.hub = hub;
    this.socket = connection.socket();
    this.outbox = new Outbox<>(options.outbox(), System.nanoTime());
    this.onClose = onClose;
    this.feed =
        new RtmpFeed(
            options.chunkSizeOut(),
            parcel -> loop.run(() -> take(parcel)),
            () -> loop.run(() -> onClose.accept(CloseReason.STREAM_ENDED)));
  }

  void start() {
    socket.setWriteQueueMaxSize(WRITE_QUEUE_BYTES);
    socket.drainHandler(_ -> drain());
    hub.viewerOpened();
    hub.loop().run(() -> hub.attach(feed));
  }

  /// Stops and starts media; what comes meanwhile is dropped by the outbox's rule.
  void pause(boolean stop) {
    paused = stop;
    drain();
  }

  /// Called about once a second.
  void checkProgress(long nowNanos) {
    if (!paused && outbox.isStuck(nowNanos)) {
      onClose.accept(CloseReason.SLOW_VIEWER);
    }
  }

  long bytesSent() {
    return bytesSent;
  }

  long droppedFrames() {
    return outbox.droppedFrames();
  }

  void close() {
    if (!closed) {
      closed = true;
      hub.viewerClosed();
      hub.loop().run(() -> hub.detach(feed));
    }
  }

  private void take(Parcel<Bytes> parcel) {
    if (!closed) {
      outbox.offer(parcel, System.nanoTime());
      drain();
    }
  }

  private void drain() {
    while (!closed && !paused && !outbox.isEmpty() && !socket.writeQueueFull()) {
      Parcel<Bytes> parcel = outbox.poll(System.nanoTime());
      if (parcel != null) {
        bytesSent += parcel.bytes();
        socket.write(PeerConnection.buffer(parcel.content()));
      }
    }
  }
}
