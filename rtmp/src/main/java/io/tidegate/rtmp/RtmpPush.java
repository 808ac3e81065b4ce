package io.tidegate.rtmp;

import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.media.flv.FlvTag;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.DialOptions;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Outbox;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.SessionView;
import io.tidegate.media.hub.StreamHub;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;

/// Publishes a stream at another server whenever it is live, for ever. Headers and a key frame come
/// first; where the server reads too slowly, frames are left out up to the newest key frame.
///
/// Confined to the loop of its context; [#view] may be called from any thread.
final class RtmpPush implements RtmpCaller.Job {
  private final RtmpTarget target;
  private final RtmpService service;
  private final RtmpCaller caller;
  private @Nullable StreamHub stream;

  /// Why the present session will have ended, where we end it.
  private CloseReason endedBy = CloseReason.CONNECTION_LOST;

  private @Nullable Player player;
  private volatile long bytes;
  private String id = "";
  private String remote = "";
  private Instant since = Instant.EPOCH;
  private long startNanos;

  RtmpPush(
      Vertx vertx,
      RtmpDialer dialer,
      RtmpTarget target,
      RtmpCallOptions options,
      RtmpService service) {
    this.target = target;
    this.service = service;
    this.caller = new RtmpCaller(vertx, dialer, target, RtmpCall.Purpose.PUBLISH, options, this);
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
            limits(),
            this::stopped);
    player = sending;
    bytes = 0;
    startNanos = System.nanoTime();
    since = Instant.now();
    remote = call.socket().remoteAddress().toString();
    id = service.sessions().nextId();
    Loop mine = service.loops().current();
    service.sessions().closable(id, reason -> mine.run(() -> ended(sending, reason)));
    caller.streams();
    describe(sending);
    sending.start();
  }

  /// A server that takes nothing is as bad as a stream that has nothing.
  private Outbox.Limits limits() {
    Outbox.Limits usual = RtmpOptions.PLAYER_LIMITS;
    return new Outbox.Limits(usual.bytes(), usual.duration(), target.dial().noFrame());
  }

  /// From outside: called again after a while.
  private void ended(Player which, CloseReason reason) {
    if (which.equals(player)) {
      endedBy = reason;
      caller.hangUp("closed: " + reason.words());
    }
  }

  @Override
  public void media(FlvTag.Type type, int timestampMs, Bytes body) {}

  @Override
  public void over() {
    Player sending = player;
    if (sending != null) {
      player = null;
      sending.close();
      service.sessions().remove(id, endedBy);
      endedBy = CloseReason.CONNECTION_LOST;
    }
  }

  @Override
  public void tick(long nowNanos) {
    Player sending = player;
    if (sending != null) {
      bytes = sending.bytesSent();
      describe(sending);
      sending.checkProgress(nowNanos);
      watch(sending, nowNanos);
    }
  }

  private void watch(Player sending, long nowNanos) {
    long last = sending.lastFrameNanos();
    Duration limit = last == 0 ? target.dial().firstFrame() : target.dial().noFrame();
    if (sending.equals(player) && nowNanos - (last == 0 ? startNanos : last) > limit.toNanos()) {
      caller.hangUp("no frame to send for " + DialOptions.inWords(limit));
    }
  }

  private void describe(Player sending) {
    service
        .sessions()
        .update(
            new SessionView(
                id,
                target.key(),
                SessionView.Kind.PUSH,
                target.address().tls() ? Protocol.RTMPS : Protocol.RTMP,
                remote,
                since,
                SessionState.STREAMING,
                sending.bytesSent(),
                sending.droppedFrames(),
                null));
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
