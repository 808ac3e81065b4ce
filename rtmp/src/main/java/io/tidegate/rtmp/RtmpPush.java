package io.tidegate.rtmp;

import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.media.flv.FlvTag;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.StreamHub;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;

/// Publishes a stream at another server whenever it is live, for ever. Headers and a key frame come
/// first; where the server reads too slowly, frames are left out up to the newest key frame.
///
/// Confined to the loop of its context; [#view] may be called from any thread.
final class RtmpPush implements RtmpCaller.Job {
  private final RtmpTarget target;
  private final RtmpService service;
  private final RtmpCaller caller;
  private @Nullable StreamHub stream;
  private @Nullable Player player;
  private volatile long bytes;

  RtmpPush(
      Vertx vertx,
      NetClient client,
      RtmpTarget target,
      RtmpCallOptions options,
      RtmpService service) {
    this.target = target;
    this.service = service;
    this.caller = new RtmpCaller(vertx, client, target, RtmpCall.Purpose.PUBLISH, options, this);
  }

  RtmpTarget target() {
    return target;
  }

  RtmpCallView view() {
    return caller.view();
  }

  /// The stream is live from here on.
  void streamOpened(StreamHub hub) {
    stream = hub;
    caller.wake();
  }

  void close() {
    caller.close();
  }

  @Override
  public boolean isWanted() {
    StreamHub hub = stream;
    return hub != null && !hub.isEnded();
  }

  @Override
  public void begin(RtmpCall call, int streamId) {
    StreamHub hub = stream;
    if (hub == null || hub.isEnded()) {
      caller.hangUp("");
      return;
    }
    Player sending =
        new Player(
            hub,
            service.feeds(),
            call.socket(),
            service.loops().current(),
            PlayFormat.ofPush(call.chunkSizeOut(), streamId),
            RtmpOptions.PLAYER_LIMITS,
            this::stopped);
    player = sending;
    bytes = 0;
    caller.streams();
    sending.start();
  }

  @Override
  public void media(FlvTag.Type type, int timestampMs, Bytes body) {}

  @Override
  public void over() {
    Player sending = player;
    if (sending != null) {
      player = null;
      sending.close();
    }
  }

  @Override
  public void tick(long nowNanos) {
    Player sending = player;
    if (sending != null) {
      bytes = sending.bytesSent();
      sending.checkProgress(nowNanos);
    }
  }

  @Override
  public long bytes() {
    return bytes;
  }

  private void stopped(CloseReason reason) {
    caller.hangUp(
        reason == CloseReason.STREAM_ENDED ? "" : "the server does not take what is sent");
  }
}
