package io.tidegate.rtmp;

import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.media.flv.FlvTag;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.DialOptions;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Publication;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.PublishResult;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.SessionView;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;

/// Plays a stream of another server and publishes it here, for ever. It publishes with the first
/// media, so a server that lets us play and sends nothing takes no key.
///
/// Confined to the loop of its context; [#view] may be called from any thread.
final class RtmpPull implements RtmpCaller.Job {
  private final RtmpTarget target;
  private final RtmpService service;
  private final RtmpCaller caller;
  private volatile long bytes;
  private long received;
  private String id = "";
  private String remote = "";
  private Instant since = Instant.EPOCH;
  private long lastMediaNanos;
  private @Nullable Loop loop;
  private @Nullable Publisher publisher;

  RtmpPull(
      Vertx vertx,
      RtmpDialer dialer,
      RtmpTarget target,
      RtmpCallOptions options,
      RtmpService service) {
    this.target = target;
    this.service = service;
    this.caller = new RtmpCaller(vertx, dialer, target, RtmpCall.Purpose.PLAY, options, this);
  }

  RtmpTarget target() {
    return target;
  }

  RtmpCallView view() {
    return caller.view();
  }

  void start() {
    loop = service.loops().current();
    caller.wake();
  }

  void close() {
    caller.close();
  }

  @Override
  public boolean isWanted() {
    return true;
  }

  @Override
  public void begin(RtmpCall call, int streamId) {
    id = service.sessions().nextId();
    remote = call.socket().remoteAddress().toString();
    since = Instant.now();
    received = 0;
    bytes = 0;
    lastMediaNanos = System.nanoTime();
  }

  @Override
  public void media(FlvTag.Type type, int timestampMs, Bytes body) {
    received += body.length();
    bytes = received;
    if (publisher == null && type != FlvTag.Type.SCRIPT && !body.isEmpty()) {
      publish();
    }
    Publisher publishing = publisher;
    if (publishing != null) {
      lastMediaNanos = System.nanoTime();
      publishing.accept(type, timestampMs, body);
    }
  }

  @Override
  public void over() {
    end(CloseReason.CONNECTION_LOST);
  }

  @Override
  public void tick(long nowNanos) {
    Publisher publishing = publisher;
    DialOptions dial = target.dial();
    Duration limit = publishing == null ? dial.firstFrame() : dial.noFrame();
    if (nowNanos - lastMediaNanos > limit.toNanos()) {
      caller.hangUp("no media for " + DialOptions.inWords(limit));
    } else if (publishing != null && publishing.carriesNothing(nowNanos)) {
      caller.hangUp(String.valueOf(publishing.unsupported()));
    } else if (publishing != null) {
      describe(publishing);
    }
  }

  @Override
  public long bytes() {
    return bytes;
  }

  private void publish() {
    PublishRequest request = PublishRequest.invited(id, target.key(), protocol(), remote, target);
    Publication.Owner owner = reason -> revoked(reason);
    switch (service.streams().publish(request, owner)) {
      case PublishResult.Accepted accepted -> {
        Publisher publishing = new Publisher(accepted.publication(), System.nanoTime());
        publisher = publishing;
        Loop mine = loop;
        if (mine != null) {
          service.sessions().closable(id, reason -> mine.run(() -> revoked(reason)));
        }
        caller.streams();
        describe(publishing);
      }
      case PublishResult.Refused refused -> caller.hangUp(refused.message());
    }
  }

  /// The key was taken away, or an operator ended the session: called again after a while.
  private void revoked(CloseReason reason) {
    if (publisher != null) {
      end(reason);
      caller.hangUp("closed: " + reason.words());
    }
  }

  private void end(CloseReason reason) {
    Publisher publishing = publisher;
    if (publishing != null) {
      publisher = null;
      publishing.close(reason);
      service.sessions().remove(id, reason);
    }
  }

  private Protocol protocol() {
    return target.address().tls() ? Protocol.RTMPS : Protocol.RTMP;
  }

  private void describe(Publisher publishing) {
    service
        .sessions()
        .update(
            new SessionView(
                id,
                target.key(),
                SessionView.Kind.PUBLISHER,
                protocol(),
                remote,
                since,
                SessionState.STREAMING,
                publishing.mediaBytes(),
                publishing.dropped(),
                null));
  }
}
