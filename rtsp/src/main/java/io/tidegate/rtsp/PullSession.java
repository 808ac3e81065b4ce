package io.tidegate.rtsp;

import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.DialOptions;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Publication;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.PublishResult;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.SessionView;
import io.tidegate.rtsp.message.Interleaved;
import io.tidegate.rtsp.message.SessionHeader;
import io.tidegate.rtsp.rtp.ReceptionOptions;
import io.tidegate.rtsp.rtp.RtpReception;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One stay with a camera, from the connection to its end. Confined to the loop of its context.
///
/// 1. [#start] connects, describes, sets up and plays;
/// 2. the first frame's tracks make it publish; [Owner#streams] with the first frame;
/// 3. [#close], or a failure, ends it, once; then [Owner#ended].
final class PullSession implements RtspClient.Listener, TrackPath.Receiver {
  private static final Logger LOG = LoggerFactory.getLogger(PullSession.class);

  /// Time limits are looked after so often, at least.
  private static final long TICK_MS = 500;

  /// Over UDP, for packets that wait for others.
  private static final long POLL_MS = 20;

  private final Vertx vertx;
  private final RtspPullTarget target;
  private final Attempt attempt;
  private final RtspOptions options;
  private final RtspService service;
  private final Owner owner;
  private final CameraTalk talk;
  private final String id;
  private final Instant since = Instant.now();
  private final long startNanos = System.nanoTime();
  private String remote;
  private CameraTalk.@Nullable Described described;
  private @Nullable TrackSetup setup;
  private @Nullable PullControl control;
  private @Nullable RtpReception reception;
  private @Nullable Publication publication;
  private RtspTransport transport;
  private RtspQuirks quirks = RtspQuirks.NONE;
  private long playNanos;
  private long lastFrameNanos;
  private long bytes;
  private long packets;
  private boolean hasFrames;
  private boolean refused;
  private boolean closed;
  private long connectTimer = -1;
  private long timer = -1;
  private long pollTimer = -1;

  /// How this attempt goes about it.
  ///
  /// @param transport not [RtspTransport#AUTO]
  /// @param atLeast fewer tracks than these are a failure
  record Attempt(RtspTransport transport, TrackCount atLeast) {}

  /// How it goes on with a camera that is known.
  ///
  /// @param transport not [RtspTransport#AUTO]
  record Approach(RtspTransport transport, RtspQuirks quirks) {}

  /// Whom the session belongs to. On the loop.
  interface Owner {
    /// The camera has said who it is.
    Approach identified(CameraIdentity camera);

    /// The camera needs this, too.
    void learned(RtspQuirks quirks);

    /// The first frame is there.
    void streams(TrackCount offered);

    /// It is over; not after [PullSession#close].
    void ended(PullFailure failure);
  }

  PullSession(Vertx vertx, Dialer dialer, RtspPullTarget target, Attempt attempt, Context context) {
    this.vertx = vertx;
    this.target = target;
    this.attempt = attempt;
    this.transport = attempt.transport();
    this.options = context.options();
    this.service = context.service();
    this.owner = context.owner();
    this.talk = new CameraTalk(vertx, dialer, target, this);
    this.id = service.sessions().nextId();
    this.remote = target.url().host() + ":" + target.url().port();
  }

  /// What a session works with.
  record Context(RtspOptions options, RtspService service, Owner owner) {}

  /// A session that others see begins when the camera plays: calls that fail are many.
  void start() {
    Duration limit = target.dial().connect();
    connectTimer = vertx.setTimer(limit.toMillis(), _ -> tooLate(limit));
    talk.describe()
        .compose(this::setUp)
        .compose(this::play)
        .onSuccess(_ -> plays())
        .onFailure(cause -> fail(PullFailure.of(cause)));
  }

  private void tooLate(Duration limit) {
    String message = talk.late() + " in " + DialOptions.inWords(limit);
    fail(new PullFailure(PullFailure.Kind.AGAIN, message));
  }

  private Future<SessionHeader> setUp(CameraTalk.Described offered) {
    Approach approach = owner.identified(offered.camera());
    quirks = approach.quirks();
    transport = approach.transport();
    described = offered;
    remote = offered.client().connection().remote();
    MediaPlan plan = quirks.ignoresSprop() ? offered.plan().withoutParameterSets() : offered.plan();
    if (plan.tracks().isEmpty()) {
      return failed(
          PullFailure.Kind.AGAIN, "the camera offers nothing that is carried: " + plan.refused());
    }
    if (plan.count().isLessThan(attempt.atLeast())) {
      return failed(
          PullFailure.Kind.FEWER_TRACKS,
          "the camera offers " + plan.count() + ", before it was " + attempt.atLeast());
    }
    long ssrc = ThreadLocalRandom.current().nextLong(1L << 32);
    ReceptionOptions receiving =
        transport.isDatagrams() ? ReceptionOptions.overUdp(ssrc) : ReceptionOptions.overTcp(ssrc);
    receiving = quirks.arrivalTimes() ? receiving.withArrivalTimes() : receiving;
    TrackSetup tracks = new TrackSetup(vertx, offered.client(), plan, path(), this);
    setup = tracks;
    reception = new RtpReception(plan.media(), this::emit, receiving, tracks::rtcp);
    return tracks.run();
  }

  private TrackSetup.Way path() {
    DialOptions dial = target.dial();
    return new TrackSetup.Way(transport, !dial.networkInterface().isEmpty(), dial.trafficClass());
  }

  private static <T> Future<T> failed(PullFailure.Kind kind, String message) {
    return Future.failedFuture(new PullFailure(kind, message));
  }

  private Future<Void> play(SessionHeader agreed) {
    CameraTalk.Described with = described;
    if (with == null) {
      return failed(PullFailure.Kind.AGAIN, "no session");
    }
    PullControl controls = new PullControl(with, agreed, quirks, owner::learned);
    control = controls;
    return controls.play();
  }

  private void plays() {
    if (closed) {
      return;
    }
    vertx.cancelTimer(connectTimer);
    playNanos = System.nanoTime();
    lastFrameNanos = hasFrames ? lastFrameNanos : playNanos;
    timer = vertx.setPeriodic(tickMs(), _ -> tick());
    if (transport.isDatagrams()) {
      pollTimer = vertx.setPeriodic(POLL_MS, _ -> read());
    }
  }

  @Override
  public void packet(Interleaved packet) {
    if (setup != null) {
      setup.packet(packet);
    }
  }

  @Override
  public void packet(int media, boolean rtcp, Bytes packet) {
    RtpReception receiving = reception;
    if (closed || receiving == null) {
      return;
    }
    packets++;
    bytes += packet.length();
    long now = System.nanoTime();
    try {
      if (rtcp) {
        receiving.rtcp(media, packet, now);
      } else {
        receiving.rtp(media, packet, now);
      }
    } catch (RuntimeException bug) {
      LOG.error("rtsp session {} failed", id, bug);
      reception = null;
      String message = "a bug of ours: " + bug;
      fail(new PullFailure(PullFailure.Kind.AGAIN, message), CloseReason.INTERNAL_ERROR);
    }
  }

  /// What waits for a time comes now.
  @Override
  public void read() {
    if (!closed && reception != null) {
      reception.poll(System.nanoTime());
    }
  }

  /// The end of a pull is not the end of the stream: the camera may come back.
  private void emit(StreamEvent event) {
    if (closed || event instanceof StreamEvent.EndOfStream) {
      return;
    }
    Publication to = publication == null && !refused ? publish() : publication;
    if (to == null) {
      return;
    }
    if (event instanceof Frame) {
      lastFrameNanos = System.nanoTime();
      if (!hasFrames) {
        hasFrames = true;
        streams();
      }
    }
    to.emit(event);
  }

  private @Nullable Publication publish() {
    PublishRequest request =
        PublishRequest.invited(id, target.key(), Protocol.RTSP, remote, target);
    switch (service.streams().publish(request, new Owned())) {
      case PublishResult.Accepted accepted -> publication = accepted.publication();
      case PublishResult.Refused no -> {
        refused = true;
        // not from within the reception that calls here
        vertx.runOnContext(_ -> fail(new PullFailure(PullFailure.Kind.AGAIN, no.message())));
      }
    }
    return publication;
  }

  private final class Owned implements Publication.Owner {
    @Override
    public void closed(CloseReason reason) {
      fail(new PullFailure(PullFailure.Kind.AGAIN, "closed: " + reason.words()));
    }

    @Override
    public void keyFrameWanted() {
      RtpReception receiving = reception;
      if (!closed && receiving != null) {
        receiving.requestKeyFrame();
        receiving.poll(System.nanoTime());
      }
    }
  }

  private void streams() {
    CameraTalk.Described from = described;
    if (from != null) {
      LOG.info(
          "rtsp session {} pulls {} over {} into app {}, {}{}",
          id,
          target,
          transport.label(),
          target.key().app(),
          from.plan().count(),
          from.plan().refused().isEmpty() ? "" : "; left out: " + from.plan().refused());
      owner.streams(from.plan().count());
      describe();
    }
  }

  private void tick() {
    long now = System.nanoTime();
    read();
    boolean silent = transport.isDatagrams() && packets == 0;
    if (silent && isOver(options.datagramTimeout(), now - playNanos)) {
      String message = "no datagram in " + options.datagramTimeout().toSeconds() + " s";
      fail(new PullFailure(PullFailure.Kind.TRANSPORT, message));
    } else if (isOver(frameLimit(), now - lastFrameNanos)) {
      String message = "no frame for " + DialOptions.inWords(frameLimit());
      fail(new PullFailure(PullFailure.Kind.AGAIN, message), CloseReason.IDLE_TIMEOUT);
    } else if (!closed) {
      if (control != null) {
        control.keepAlive(now, lastFrameNanos).onFailure(cause -> fail(PullFailure.of(cause)));
      }
      describe();
    }
  }

  private Duration frameLimit() {
    return hasFrames ? target.dial().noFrame() : target.dial().firstFrame();
  }

  /// Short limits are kept, too.
  private long tickMs() {
    DialOptions dial = target.dial();
    long shortest = Math.min(dial.firstFrame().toMillis(), dial.noFrame().toMillis());
    return Math.clamp(shortest / 2, 50, TICK_MS);
  }

  private static boolean isOver(Duration limit, long nanos) {
    return nanos > limit.toNanos();
  }

  @Override
  public void ended(String why) {
    fail(new PullFailure(PullFailure.Kind.AGAIN, why));
  }

  private void fail(PullFailure failure) {
    fail(failure, CloseReason.CONNECTION_LOST);
  }

  private void fail(PullFailure failure, CloseReason reason) {
    if (!closed) {
      end(reason);
      owner.ended(failure);
    }
  }

  /// For good. Later calls do nothing.
  void close(CloseReason reason) {
    if (!closed) {
      end(reason);
    }
  }

  private void end(CloseReason reason) {
    if (control != null) {
      control.tearDown();
    }
    if (publication != null && reception != null) {
      reception.end(); // the last frame, if it is whole
    }
    closed = true;
    vertx.cancelTimer(connectTimer);
    vertx.cancelTimer(timer);
    vertx.cancelTimer(pollTimer);
    talk.close();
    if (setup != null) {
      setup.close();
    }
    if (publication != null) {
      publication.close(reason);
    }
    service.sessions().remove(id, reason);
    if (hasFrames) {
      LOG.info(
          "rtsp session {} closed: {} after {} s, {} bytes in, from {}",
          id,
          reason,
          (System.nanoTime() - startNanos) / 1_000_000_000L,
          bytes,
          remote);
    }
  }

  private void describe() {
    service
        .sessions()
        .update(
            new SessionView(
                id,
                target.key(),
                SessionView.Kind.PUBLISHER,
                Protocol.RTSP,
                remote,
                since,
                hasFrames ? SessionState.STREAMING : SessionState.CONNECTING,
                bytes,
                publication == null ? 0 : publication.dropped(),
                null));
  }
}
