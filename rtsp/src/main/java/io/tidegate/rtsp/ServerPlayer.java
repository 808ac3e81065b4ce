package io.tidegate.rtsp;

import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.media.ReasonCounters;
import io.tidegate.media.StreamKey;
import io.tidegate.media.feed.FeedViewer;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Outbox;
import io.tidegate.media.hub.Parcel;
import io.tidegate.media.hub.SessionView;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.rtsp.message.Interleaved;
import io.tidegate.rtsp.message.RtpInfo;
import io.tidegate.rtsp.message.TransportHeader;
import io.tidegate.rtsp.rtp.RtcpPacket;
import io.tidegate.rtsp.rtp.RtpTransmission;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;

/// A session that plays: takes parcels from the stream's feed and hands them on while its output
/// accepts. Confined to the session's loop.
///
/// 1. [#setUp] for each track that the client wants;
/// 2. [#play] joins the feed; when what comes first is there, [#begin] sends it behind the answer;
/// 3. [#pause] leaves the feed; a later [#play] goes on at the newest key frame.
final class ServerPlayer implements ServerRole {
  private final StreamHub hub;
  private final Admission.Granted by;
  private final PlayDescription description;
  private final ServerSession session;
  private final Outbox<Bytes> outbox;
  private final long patienceNanos;
  private final ReasonCounters rtcpReasons = new ReasonCounters();
  private final List<@Nullable String> urls = new ArrayList<>();
  private @Nullable PlayOutput output;
  private @Nullable Subscription subscription;
  private @Nullable PlayStart start;
  private @Nullable Promise<RtpInfo> startPromise;
  private long startNanos;
  private boolean streaming;
  private boolean begun;
  private boolean hasFrames;
  private boolean finishing;
  private boolean closed;
  private long lastHeardNanos = System.nanoTime();
  private long lastWritableNanos = lastHeardNanos;
  private long keyFrameWantedNanos;
  private long bytesSent;

  ServerPlayer(
      StreamHub hub, Admission.Granted by, PlayDescription description, ServerSession session) {
    this.hub = hub;
    this.by = by;
    this.description = description;
    this.session = session;
    Outbox.Limits limits = RtspServerOptions.PLAYER_LIMITS;
    this.outbox = new Outbox<>(limits, lastHeardNanos);
    this.patienceNanos = limits.patience().toNanos();
    description.tracks().forEach(_ -> urls.add(null));
  }

  @Override
  public StreamKey key() {
    return hub.key();
  }

  @Override
  public SessionView.Kind kind() {
    return SessionView.Kind.VIEWER;
  }

  @Override
  public Admission.Granted by() {
    return by;
  }

  @Override
  public boolean isStreaming() {
    return streaming;
  }

  /// @param trackId of the request, or [StreamAddress#ALL]
  /// @param transport of the request, null without
  Future<TransportHeader> setUp(int trackId, @Nullable String transport) throws RequestRefused {
    if (streaming) {
      throw new RequestRefused(RtspStatus.NOT_VALID_IN_THIS_STATE, "PAUSE and TEARDOWN first");
    }
    int media = description.mediaOf(trackId);
    if (urls.get(media) != null) {
      throw new RequestRefused(RtspStatus.NOT_VALID_IN_THIS_STATE, "this track is set up");
    }
    TransportHeader chosen = ServerTransports.choose(transport, allowed());
    PlayOutput to = outputFor(chosen);
    return to.setUp(media, chosen)
        .map(answer -> {
          urls.set(media, description.urlOf(media));
          return answer;
        });
  }

  /// All tracks go one way.
  private ServerTransports.Allowed allowed() {
    boolean udp = !session.isTls();
    return switch (output) {
      case null -> new ServerTransports.Allowed(true, udp, udp && session.multicast() != null);
      case InterleavedOutput _ -> new ServerTransports.Allowed(true, false, false);
      case DatagramOutput _ -> new ServerTransports.Allowed(false, true, false);
      case MulticastOutput _ -> new ServerTransports.Allowed(false, false, true);
    };
  }

  private PlayOutput outputFor(TransportHeader chosen) throws RequestRefused {
    PlayOutput present = output;
    if (present != null) {
      return present;
    }
    PlayOutput fresh;
    if (chosen.isTcp()) {
      fresh = new InterleavedOutput(session.connection(), description.tracks().size());
    } else if (chosen.multicast()) {
      fresh = multicast();
    } else {
      fresh =
          DatagramOutput.toHost(session.vertx(), session.remoteHost(), this::heard, this::drain);
    }
    output = fresh;
    session.connection().onDrain(this::drain);
    return fresh;
  }

  private PlayOutput multicast() throws RequestRefused {
    MulticastGroups groups = session.service().groups();
    MulticastSender sender = groups.join(hub, description.tracks(), session);
    if (sender == null) {
      throw new RequestRefused(RtspStatus.UNAVAILABLE, "no group is left");
    }
    return new MulticastOutput(
        sender, session.vertx(), () -> groups.leave(hub, description.tracks()));
  }

  /// Where the first packets begin, as soon as that is known.
  Future<RtpInfo> play() throws RequestRefused {
    if (hub.isEnded()) {
      throw new RequestRefused(RtspStatus.NOT_FOUND, "the stream has ended");
    }
    if (!description.fits(hub.tracks())) {
      throw new RequestRefused(RtspStatus.GONE, "the tracks have changed, DESCRIBE again");
    }
    if (!streaming) {
      streaming = true;
      hub.viewerOpened();
    }
    if (subscription != null) {
      return Future.succeededFuture(new RtpInfo(List.of())); // it plays
    }
    Promise<RtpInfo> promise = Promise.promise();
    startPromise = promise;
    start = new PlayStart(description.hertz());
    startNanos = System.nanoTime();
    begun = false;
    Subscription joined = new Subscription();
    subscription = joined;
    session.service().feeds().join(hub, RtpTransmission.DEFAULT_MAX_PACKET, joined);
    return promise.future();
  }

  /// The answer to PLAY is written.
  void begin() {
    begun = true;
    if (output != null) {
      output.begin();
    }
    drain();
  }

  void pause() {
    Subscription left = subscription;
    if (left != null) {
      subscription = null;
      left.open = false;
      session.service().feeds().leave(hub, RtpTransmission.DEFAULT_MAX_PACKET, left);
      // the next one starts with reports and a key frame of its own
      for (boolean isMore = true; isMore; ) {
        isMore = outbox.poll(System.nanoTime()) != null;
      }
    }
    answerStart();
  }

  private void answerStart() {
    Promise<RtpInfo> promise = startPromise;
    PlayStart seen = start;
    if (promise != null && seen != null) {
      startPromise = null;
      start = null;
      boolean tells = output != null && output.tellsStart();
      promise.complete(tells ? seen.info(urls) : new RtpInfo(List.of()));
    }
  }

  @Override
  public void tick(long nowNanos) {
    if (startPromise != null && nowNanos - startNanos > session.startTimeoutNanos()) {
      answerStart();
    }
    PlayOutput to = output;
    if (!streaming || to == null || closed) {
      return;
    }
    if (subscription == null && hub.isEnded()) {
      session.close(CloseReason.STREAM_ENDED); // no feed tells a player that is paused
    } else if ((to.needsLife() || subscription == null)
        && nowNanos - lastHeardNanos > session.sessionTimeoutNanos()) {
      session.close(CloseReason.IDLE_TIMEOUT);
    } else if (!to.isFull()) {
      lastWritableNanos = nowNanos;
    } else if (nowNanos - lastWritableNanos > patienceNanos) {
      session.close(CloseReason.SLOW_VIEWER);
    }
  }

  @Override
  public void packet(Interleaved packet) {
    PlayOutput from = output;
    Integer media = from == null ? null : from.mediaOfRtcp(packet.channel());
    if (media != null) {
      heard(media, true, packet.payload());
    }
  }

  @Override
  public void read() {
    lastHeardNanos = System.nanoTime();
  }

  /// A report or a request of the player.
  private void heard(int media, boolean rtcp, Bytes compound) {
    if (!rtcp || closed) {
      return; // it opens the way through an address translator
    }
    long now = System.nanoTime();
    lastHeardNanos = now;
    for (RtcpPacket packet : RtcpPacket.parse(compound, rtcpReasons)) {
      switch (packet) {
        case RtcpPacket.GenericNack nack -> resend(media, nack.lost(), now);
        case RtcpPacket.PictureLoss _ -> wantKeyFrame(now);
        case RtcpPacket.FullIntraRequest _ -> wantKeyFrame(now);
        // the player may stay: TEARDOWN says that it goes
        case RtcpPacket.Bye _ -> {}
        // that it lives is all they tell us
        case RtcpPacket.ReceiverReport _ -> {}
        case RtcpPacket.SenderReport _ -> {}
        case RtcpPacket.Sdes _ -> {}
        case RtcpPacket.Unknown _ -> {}
      }
    }
  }

  private void resend(int media, List<Integer> lost, long now) {
    PlayOutput to = output;
    if (to != null && begun) {
      int packets = to.resend(media, lost);
      session.service().stats().resent(packets, System.nanoTime() - now);
    }
  }

  private void wantKeyFrame(long now) {
    keyFrameWantedNanos = keyFrameWantedNanos == 0 ? now : keyFrameWantedNanos;
    session.service().stats().keyFrameWanted();
    hub.requestKeyFrame();
  }

  private void drain() {
    PlayOutput to = output;
    long now = System.nanoTime();
    while (to != null && begun && !closed && !outbox.isEmpty() && !to.isFull()) {
      Parcel<Bytes> parcel = outbox.poll(now);
      lastWritableNanos = now;
      if (parcel != null) {
        bytesSent += parcel.bytes();
        to.write(parcel.content());
        noteKeyFrame(parcel, now);
        finishing |=
            parcel.kind() == Parcel.Kind.HEADER
                && FramedPackets.sayGoodbye(parcel.content(), rtcpReasons);
      }
    }
    boolean done = to == null || (outbox.isEmpty() && (!to.needsLife() || !to.isFull()));
    if (finishing && begun && !closed && done) {
      session.close(CloseReason.STREAM_ENDED);
    }
  }

  private void noteKeyFrame(Parcel<Bytes> parcel, long now) {
    if (parcel.kind() == Parcel.Kind.SYNC && !hasFrames) {
      hasFrames = true;
      session.service().sessions().firstFrame(session.id(), session.protocol(), now - startNanos);
    }
    if (parcel.kind() == Parcel.Kind.SYNC && keyFrameWantedNanos != 0) {
      session.service().stats().keyFrameCame(now - keyFrameWantedNanos);
      keyFrameWantedNanos = 0;
    }
  }

  @Override
  public long bytes() {
    return bytesSent;
  }

  @Override
  public long drops() {
    return outbox.droppedFrames();
  }

  @Override
  public void close(CloseReason reason) {
    if (closed) {
      return;
    }
    pause();
    closed = true;
    if (output != null) {
      output.close();
    }
    if (streaming) {
      hub.viewerClosed();
    }
  }

  /// One stay in the feed; what is on its way when it ends is dropped.
  private final class Subscription implements FeedViewer<Bytes> {
    private final Loop loop = session.loop();
    private boolean open = true;
    private boolean seesPicture;
    private boolean answers;

    @Override
    public Loop loop() {
      return loop;
    }

    @Override
    public void offer(Parcel<Bytes> parcel, long nowNanos) {
      seesPicture |= parcel.kind() == Parcel.Kind.SYNC;
      boolean usable = seesPicture || parcel.kind() == Parcel.Kind.HEADER;
      if (!open || !usable) {
        return;
      }
      PlayStart watching = start;
      if (watching != null) {
        watching.accept(parcel.content());
        answerSoon();
      }
      outbox.offer(parcel, nowNanos);
      drain();
    }

    /// All that comes first comes in one go.
    private void answerSoon() {
      if (!answers) {
        answers = true;
        loop.execute(() -> {
          if (open && !seesPicture && description.hasVideo()) {
            hub.requestKeyFrame();
          }
          answerStart();
        });
      }
    }

    /// The session's own tick looks after the player.
    @Override
    public void review(long nowNanos) {}

    @Override
    public void finish() {
      if (open) {
        finishing = true;
        answerStart();
        drain();
      }
    }

    @Override
    public boolean isClosed() {
      return !open;
    }
  }
}
