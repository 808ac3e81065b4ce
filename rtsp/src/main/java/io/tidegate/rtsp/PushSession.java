package io.tidegate.rtsp;

import io.tidegate.media.Nullable;
import io.tidegate.media.ReasonCounters;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.DialOptions;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.SessionView;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.rtsp.message.Interleaved;
import io.tidegate.rtsp.rtp.RtcpPacket;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;

/// One stay at another server that records a stream of ours, from the connection to its end.
/// Confined to the loop of its context.
///
/// 1. [#start] connects and announces; [Owner#streams] when the server records;
/// 2. [#close], or whatever ends it, once; then [Owner#ended].
final class PushSession implements RtspClient.Listener, PushSender.Listener {
  /// Time limits are looked after so often, at least.
  private static final long TICK_MS = 500;

  /// A server that does not take our goodbye is cut off.
  private static final long CUT_MS = 2_000;

  private final Vertx vertx;
  private final RtspPushTarget target;
  private final StreamHub hub;
  private final PlayDescription description;
  private final RtspServerService service;
  private final Owner owner;
  private final PushTalk talk;
  private final ReasonCounters reasons = new ReasonCounters();
  private String id = "";
  private String remote = "";
  private Instant since = Instant.EPOCH;
  private @Nullable PushSender sender;
  private long connectTimer = -1;
  private long timer = -1;
  private CloseReason endedBy = CloseReason.CONNECTION_LOST;
  private boolean closed;

  /// Whom the session belongs to. On the loop.
  interface Owner {
    /// The server records.
    void streams();

    /// About twice a second while it does.
    void measured(long bytes, long drops);

    /// It is over; not after [PushSession#close].
    void ended(End end);
  }

  /// @param why in words, empty when nothing went wrong
  /// @param refused name or password
  record End(String why, boolean refused) {}

  /// What is pushed.
  record Stream(StreamHub hub, PlayDescription description) {}

  PushSession(
      Vertx vertx,
      Dialer dialer,
      RtspPushTarget target,
      Stream stream,
      RtspServerService service,
      Owner owner) {
    this.vertx = vertx;
    this.target = target;
    this.hub = stream.hub();
    this.description = stream.description();
    this.service = service;
    this.owner = owner;
    this.talk = new PushTalk(vertx, dialer, target, description, this);
  }

  void start() {
    Duration limit = target.dial().connect();
    connectTimer =
        vertx.setTimer(
            limit.toMillis(), _ -> end(talk.late() + " in " + DialOptions.inWords(limit)));
    talk.record().onSuccess(this::records).onFailure(this::failed);
  }

  private void failed(Throwable cause) {
    PullFailure failure = PullFailure.of(cause);
    boolean refused = failure.kind() == PullFailure.Kind.PASSWORD;
    end(new End(String.valueOf(failure.getMessage()), refused));
  }

  private void records(RtspClient client) {
    if (closed) {
      return;
    }
    vertx.cancelTimer(connectTimer);
    if (hub.isEnded() || !description.fits(hub.tracks())) {
      end("");
      return;
    }
    Loop loop = service.loops().current();
    since = Instant.now();
    remote = client.connection().remote();
    id = service.sessions().nextId();
    service
        .sessions()
        .closable(id, reason -> loop.run(() -> end("closed: " + reason.words(), reason)));
    PushSender.Way way = new PushSender.Way(client.connection(), talk.channels(), target.dial());
    PushSender sending = new PushSender(hub, service.feeds(), loop, way, this);
    sender = sending;
    describe(sending);
    timer = vertx.setPeriodic(tickMs(), _ -> tick(sending));
    owner.streams();
    sending.start();
  }

  /// Short limits are kept, too.
  private long tickMs() {
    DialOptions dial = target.dial();
    long shortest = Math.min(dial.firstFrame().toMillis(), dial.noFrame().toMillis());
    return Math.clamp(shortest / 2, 50, TICK_MS);
  }

  private void tick(PushSender sending) {
    long now = System.nanoTime();
    describe(sending);
    owner.measured(sending.bytes(), sending.drops());
    sending.tick(now);
    if (!closed) {
      talk.keepAlive(now).onFailure(this::failed);
    }
  }

  /// Reports of the server, and its wishes for a key frame.
  @Override
  public void packet(Interleaved packet) {
    if (closed || talk.channels().mediaOf(packet.channel()) == null) {
      return;
    }
    for (RtcpPacket part : RtcpPacket.parse(packet.payload(), reasons)) {
      if (part instanceof RtcpPacket.PictureLoss || part instanceof RtcpPacket.FullIntraRequest) {
        hub.requestKeyFrame();
      }
    }
  }

  @Override
  public void read() {}

  @Override
  public void ended(String why) {
    end(why);
  }

  @Override
  public void finished() {
    end("", CloseReason.STREAM_ENDED);
  }

  @Override
  public void changed() {
    end("", CloseReason.STREAM_ENDED);
  }

  @Override
  public void stuck(String why) {
    end(why, CloseReason.IDLE_TIMEOUT);
  }

  private void end(String why) {
    end(why, CloseReason.CONNECTION_LOST);
  }

  private void end(String why, CloseReason reason) {
    if (!closed) {
      endedBy = reason;
      end(new End(why, false));
    }
  }

  private void end(End end) {
    if (!closed) {
      leave();
      owner.ended(end);
    }
  }

  /// For good. Later calls do nothing.
  void close() {
    if (!closed) {
      endedBy = CloseReason.SHUTTING_DOWN;
      leave();
    }
  }

  private void leave() {
    closed = true;
    vertx.cancelTimer(connectTimer);
    vertx.cancelTimer(timer);
    if (sender != null) {
      sender.close();
      service.sessions().remove(id, endedBy);
    }
    talk.close();
    vertx.setTimer(CUT_MS, _ -> talk.cut());
  }

  private void describe(PushSender sending) {
    service
        .sessions()
        .update(
            new SessionView(
                id,
                target.key(),
                SessionView.Kind.PUSH,
                target.url().tls() ? Protocol.RTSPS : Protocol.RTSP,
                remote,
                since,
                SessionState.STREAMING,
                sending.bytes(),
                sending.drops(),
                null));
  }
}
