package io.tidegate.srt;

import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Outbox;
import io.tidegate.media.hub.Parcel;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.SessionView;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.srt.lib.SrtReceiver;
import io.tidegate.srt.lib.SrtStat;
import io.tidegate.srt.lib.SrtStats;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A connection that a stream is sent over: one that reads, or one of a push. Confined to its loop.
///
/// 1. the poller is told of it, then [#start] joins the feed; parcels wait in the outbox until the
///    [SendLane] has room;
/// 2. the poller calls [#measured] once a second, which also looks for a peer that is too slow;
/// 3. [#close] ends it, once, for whatever reason.
final class SrtOutlet implements SrtReceiver, SendLane.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(SrtOutlet.class);

  /// After the last byte, beyond the peer's latency, so that losses are still repaired.
  private static final Duration FAREWELL = Duration.ofMillis(200);

  private final SrtConnection connection;
  private final StreamHub hub;
  private final SrtFeeds feeds;
  private final SrtService service;
  private final Consumer<CloseReason> onClosed;
  private final SendLane lane;
  private final Outbox<Bytes> outbox;
  private final Duration patience;
  private final Instant since = Instant.now();
  private final long startNanos;
  private SrtStats stats = SrtStats.NONE;
  private @Nullable Stay stay;
  private int losingSeconds;
  private long lastSentBytes;
  private long skippedFrames;
  private long lastFrameNanos;
  private boolean hasFrames;
  private boolean finishing;
  private boolean leaving;
  private boolean closed;

  /// @param onClosed hears the end, once, on the loop
  SrtOutlet(
      SrtConnection connection, StreamHub hub, SrtFeeds feeds, Consumer<CloseReason> onClosed) {
    this.connection = connection;
    this.hub = hub;
    this.feeds = feeds;
    this.service = feeds.service();
    this.onClosed = onClosed;
    this.startNanos = service.loops().nanoTime();
    this.lane = feeds.lane(connection, this);
    SrtCallTarget called = connection.peer().target();
    this.patience = called == null ? feeds.limits().patience() : called.dial().noFrame();
    Outbox.Limits limits = feeds.limits();
    this.outbox =
        new Outbox<>(new Outbox.Limits(limits.bytes(), limits.duration(), patience), startNanos);
    this.lastFrameNanos = startNanos;
  }

  /// @param by the right that it reads by
  void start(TransportForm form, Admission.Granted by) {
    service.links().connectionOpened();
    LOG.info(
        "srt session {} is sent a stream of app {}, to {}, latency {} ms, {}",
        connection.sessionId(),
        hub.key().app(),
        connection.peer().remoteText(),
        connection.link().sendLatencyMs(),
        connection.link().protection());
    stayIn(form);
    service.sessions().closable(connection.sessionId(), by, this::closeFromAnywhere);
    hub.viewerOpened(); // who sees it counted knows that what comes now comes to it
    describe();
  }

  private void stayIn(TransportForm form) {
    Stay next = new Stay(form);
    stay = next;
    feeds.join(hub, form, next);
  }

  /// What a peer sends that only listens means nothing.
  @Override
  public void received(Bytes joined, int messages, long receivedNanos) {}

  @Override
  public void measured(SrtStats reading) {
    if (closed) {
      return;
    }
    stats = reading;
    countLosses(reading);
    boolean losesAll = losingSeconds >= Math.max(1, patience.toSeconds());
    long now = service.loops().nanoTime();
    if (losesAll || outbox.isStuck(now)) {
      close(CloseReason.SLOW_VIEWER);
    } else if (hasNothingToSend(now)) {
      close(CloseReason.IDLE_TIMEOUT);
    } else {
      describe();
    }
  }

  /// A reader waits for as long as it likes, a push as long as its route says.
  private boolean hasNothingToSend(long now) {
    SrtCallTarget called = connection.peer().target();
    if (called == null) {
      return false;
    }
    Duration limit = hasFrames ? called.dial().noFrame() : called.dial().firstFrame();
    return now - lastFrameNanos > limit.toNanos();
  }

  /// libsrt takes whatever it is given and drops what is a second too late (its option TLPKTDROP),
  /// so a peer that does not read shows in what it dropped alone. A second in which nothing was
  /// sent says nothing.
  private void countLosses(SrtStats reading) {
    long sent = lane.sentBytes();
    if (reading.count(SrtStat.SEND_DROPPED) > 0) {
      losingSeconds++;
    } else if (sent > lastSentBytes) {
      losingSeconds = 0;
    }
    lastSentBytes = sent;
  }

  /// A peer that reads says goodbye or falls silent; libsrt does not tell which.
  @Override
  public void ended(long silentNanos) {
    close(CloseReason.ENDED_BY_PEER);
  }

  @Override
  public void drained() {
    drain();
  }

  @Override
  public void failed(String why) {
    LOG.debug("srt session {}: {}", connection.sessionId(), why);
    close(CloseReason.CONNECTION_LOST);
  }

  long sentBytes() {
    return lane.sentBytes();
  }

  /// The same from any thread.
  void closeFromAnywhere(CloseReason reason) {
    connection.loop().run(() -> close(reason));
  }

  /// On the loop; later calls do nothing.
  void close(CloseReason reason) {
    if (closed) {
      return;
    }
    closed = true;
    Stay last = stay;
    if (last != null) {
      last.leave();
    }
    lane.close();
    connection.poller().close(connection.socket());
    hub.viewerClosed();
    service.sessions().remove(connection.sessionId(), reason);
    service.links().connectionClosed(connection.sessionId(), reason);
    LOG.info(
        "srt session {} closed: {} after {} s, {} bytes out, {} frames dropped, to {}",
        connection.sessionId(),
        reason,
        (service.loops().nanoTime() - startNanos) / 1_000_000_000L,
        lane.sentBytes(),
        droppedFrames(),
        connection.peer().remoteText());
    onClosed.accept(reason);
  }

  private void drain() {
    long now = service.loops().nanoTime();
    while (!closed && lane.waitingBytes() < SendLane.WINDOW_BYTES) {
      Parcel<Bytes> parcel = outbox.poll(now);
      if (parcel == null) {
        break;
      }
      lane.send(parcel.content());
      if (parcel.frames() > 0) {
        noteFrame(now);
      }
    }
    if (finishing && !leaving && outbox.isEmpty() && lane.waitingBytes() == 0) {
      leaving = true;
      long delayMs = FAREWELL.toMillis() + connection.link().sendLatencyMs();
      service.loops().schedule(connection.loop(), delayMs, () -> close(CloseReason.STREAM_ENDED));
    }
  }

  private void noteFrame(long now) {
    if (!hasFrames && connection.peer().target() == null) {
      service.sessions().firstFrame(connection.sessionId(), Protocol.SRT, now - startNanos);
    }
    hasFrames = true;
    lastFrameNanos = now;
  }

  private long droppedFrames() {
    return outbox.droppedFrames() + skippedFrames;
  }

  private void describe() {
    SrtConnection.Peer peer = connection.peer();
    service
        .sessions()
        .update(
            new SessionView(
                connection.sessionId(),
                hub.key(),
                peer.target() == null ? SessionView.Kind.VIEWER : SessionView.Kind.PUSH,
                Protocol.SRT,
                peer.remoteText(),
                since,
                SessionState.STREAMING,
                lane.sentBytes(),
                droppedFrames(),
                null));
    service
        .links()
        .update(
            new SrtLinkView(
                connection.sessionId(),
                hub.key(),
                false,
                peer.port(),
                peer.remoteText(),
                since,
                peer.profile(),
                connection.link(),
                peer.latencyReason(),
                stats));
  }

  /// One stay in a feed; what is on its way when it ends is dropped.
  private final class Stay implements TransportViewer {
    private final TransportForm form;
    private boolean open = true;

    Stay(TransportForm form) {
      this.form = form;
    }

    void leave() {
      if (open) {
        open = false;
        feeds.leave(hub, form, this);
      }
    }

    @Override
    public Loop loop() {
      return connection.loop();
    }

    @Override
    public void offer(Parcel<Bytes> parcel, long nowNanos) {
      if (open) {
        outbox.offer(parcel, nowNanos);
        drain();
      }
    }

    /// The poller's reading of every second does it.
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
    public void skipped(int frames) {
      skippedFrames += frames;
    }

    @Override
    public void notTransport() {
      if (open) {
        leave();
        stayIn(TransportForm.REMUXED);
      }
    }

    @Override
    public boolean isClosed() {
      return !open;
    }
  }
}
