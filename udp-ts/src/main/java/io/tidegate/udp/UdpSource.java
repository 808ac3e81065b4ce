package io.tidegate.udp;

import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.hub.Backoff;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Publication;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.PublishResult;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.SessionView;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Listens for a transport stream and publishes it, for ever.
///
/// It publishes with the first tracks, so that a group where nothing is sent takes no key. When no
/// frame has come for too long it gives the key back, and joins its group anew. State is confined
/// to its loop; [#view] may be called from any thread.
final class UdpSource implements UdpReader.Owner {
  private static final Logger LOG = LoggerFactory.getLogger(UdpSource.class);

  private static final long TICK_MS = 500;

  /// Of two senders the first is heard until it was silent for so long: their packets mixed would
  /// be of no use, and one of a pair that stands by takes over soon enough.
  private static final long SENDER_NANOS = Duration.ofSeconds(1).toNanos();

  private final UdpListenTarget target;
  private final UdpOptions options;
  private final UdpService service;
  private final UdpReader reader;
  private final Loop loop;
  private final Backoff backoff;
  private volatile UdpSourceView view;
  private Instant stateSince = Instant.now();
  private UdpReader.@Nullable Lane lane;
  private @Nullable Reception reception;
  private @Nullable Publication publication;
  private @Nullable InetSocketAddress sender;
  private Loops.@Nullable Timer retry;
  private Loops.@Nullable Timer ticking;
  private String id = "";
  private Instant since = Instant.EPOCH;
  private long senderNanos;
  private long bytes;
  private long strangers;
  private long lastFrameNanos;
  private boolean hasFrames;
  private boolean closed;

  UdpSource(
      UdpListenTarget target, UdpOptions options, UdpService service, UdpReader reader, Loop loop) {
    this.target = target;
    this.options = options;
    this.service = service;
    this.reader = reader;
    this.loop = loop;
    this.backoff = new Backoff(ThreadLocalRandom.current(), options.firstRetry());
    this.view =
        new UdpSourceView(
            target.key(),
            target.toString(),
            SessionState.IDLE,
            stateSince,
            0,
            "",
            false,
            "",
            false,
            0,
            0,
            0,
            0);
  }

  UdpListenTarget target() {
    return target;
  }

  /// As it stands now. Any thread.
  UdpSourceView view() {
    return view;
  }

  void start() {
    loop.execute(this::attempt);
  }

  /// Ends it for good. Any thread.
  void close() {
    loop.execute(() -> {
      closed = true;
      end(CloseReason.SHUTTING_DOWN);
      show(SessionState.DISCONNECTED, view.lastFailure());
    });
  }

  private void attempt() {
    if (closed) {
      return;
    }
    id = service.sessions().nextId();
    since = Instant.now();
    bytes = 0;
    strangers = 0;
    sender = null;
    hasFrames = false;
    reception = new Reception(target.rtp(), this::emit);
    lastFrameNanos = service.loops().nanoTime();
    show(SessionState.CONNECTING, view.lastFailure());
    lane = reader.open(() -> UdpSockets.listen(target), loop, this);
  }

  @Override
  public void opened() {
    backoff.reset();
    lastFrameNanos = service.loops().nanoTime();
    show(view.state(), view.lastFailure(), true);
    cancel(ticking);
    ticking = service.loops().schedule(loop, TICK_MS, this::tick);
  }

  @Override
  public void failed(IOException why) {
    lane = null;
    failed(String.valueOf(why.getMessage()), CloseReason.CONNECTION_LOST);
  }

  @Override
  public void received(List<UdpReader.Datagram> datagrams) {
    for (UdpReader.Datagram datagram : datagrams) {
      Reception receiving = reception;
      if (receiving != null && isHeard(datagram)) {
        bytes += datagram.bytes().length();
        accept(receiving, datagram.bytes(), datagram.receivedNanos());
      }
    }
  }

  private void accept(Reception receiving, Bytes datagram, long receivedNanos) {
    try {
      receiving.accept(datagram, receivedNanos);
    } catch (RuntimeException bug) {
      LOG.error("udp session {} failed", id, bug);
      reception = null;
      failed("a bug of ours: " + bug, CloseReason.INTERNAL_ERROR);
    }
  }

  private boolean isHeard(UdpReader.Datagram datagram) {
    boolean same = datagram.sender().equals(sender);
    if (!same && sender != null && datagram.receivedNanos() - senderNanos < SENDER_NANOS) {
      strangers++;
      return false;
    }
    sender = datagram.sender();
    senderNanos = datagram.receivedNanos();
    return true;
  }

  /// The end of the transport stream is not the end of the stream: its sender may come back.
  private void emit(StreamEvent event) {
    if (reception == null || event instanceof StreamEvent.EndOfStream) {
      return;
    }
    Publication to = publication == null ? publish() : publication;
    if (to == null) {
      return;
    }
    if (event instanceof Frame) {
      lastFrameNanos = service.loops().nanoTime();
      if (!hasFrames) {
        hasFrames = true;
        streams();
      }
    }
    to.emit(event);
  }

  private @Nullable Publication publish() {
    PublishRequest request =
        PublishRequest.invited(id, target.key(), Protocol.UDP_TS, remote(), target);
    switch (service.streams().publish(request, this::revoked)) {
      case PublishResult.Accepted accepted -> {
        publication = accepted.publication();
        service.sessions().closable(id, reason -> loop.run(() -> revoked(reason)));
      }
      case PublishResult.Refused refused -> {
        reception = null; // whatever is left of this piece
        loop.execute(() -> failed(refused.message(), CloseReason.REFUSED));
      }
    }
    return publication;
  }

  private void streams() {
    LOG.info(
        "udp session {} receives {} from {} into app {}", id, target, remote(), target.key().app());
    show(SessionState.STREAMING, view.lastFailure());
    describe();
  }

  /// The key was taken away, or an operator ended the session: it listens again after a while.
  private void revoked(CloseReason reason) {
    failed("closed: " + reason.words(), reason);
  }

  private void tick() {
    Reception receiving = reception;
    if (lane == null || receiving == null || closed) {
      return;
    }
    long now = service.loops().nanoTime();
    receiving.expire(System.nanoTime());
    Duration limit = hasFrames ? target.noFrame() : target.firstFrame();
    boolean isLate = now - lastFrameNanos > limit.toNanos();
    if (isLate && publication != null) {
      failed(silence(receiving, limit), CloseReason.IDLE_TIMEOUT);
      return;
    }
    show(view.state(), isLate ? silence(receiving, limit) : view.lastFailure());
    if (isLate && bytes == 0) {
      openAnew();
      return;
    }
    if (hasFrames) {
      describe();
    }
    ticking = service.loops().schedule(loop, TICK_MS, this::tick);
  }

  /// A network interface that went and came back is in no group any more.
  private void openAnew() {
    UdpReader.Lane old = lane;
    if (old != null) {
      old.close();
    }
    lastFrameNanos = service.loops().nanoTime();
    lane = reader.open(() -> UdpSockets.listen(target), loop, this);
  }

  private String silence(Reception receiving, Duration limit) {
    String why = receiving.trouble();
    String none = bytes == 0 ? "no datagram" : "no frame";
    String told = none + " for " + limit.toMillis() + " ms";
    return why.isEmpty() ? told : told + ": " + why;
  }

  private void failed(String why, CloseReason reason) {
    if (closed) {
      return;
    }
    boolean silent = reason == CloseReason.IDLE_TIMEOUT;
    boolean isNews = !why.equals(view.lastFailure());
    end(reason);
    show(SessionState.DISCONNECTED, why);
    // who was only silent may come back at any time
    Duration pause = silent ? Duration.ofMillis(1) : backoff.next(options.longestRetry());
    if (isNews) {
      LOG.warn("udp source {}: {}; again in {} ms", target, why, pause.toMillis());
    }
    retry = service.loops().schedule(loop, Math.max(1, pause.toMillis()), this::attempt);
  }

  /// Lets go of socket and key.
  private void end(CloseReason reason) {
    cancel(retry);
    cancel(ticking);
    UdpReader.Lane open = lane;
    lane = null;
    if (open != null) {
      open.close();
    }
    Reception last = reception;
    if (last != null && publication != null) {
      last.end(); // the last frame, if it is whole
    }
    reception = null;
    Publication publishing = publication;
    publication = null;
    if (publishing != null) {
      publishing.close(reason);
      service.sessions().remove(id, reason);
      LOG.info("udp session {} closed: {}, {} bytes in, from {}", id, reason, bytes, remote());
    }
  }

  private static void cancel(Loops.@Nullable Timer timer) {
    if (timer != null) {
      timer.cancel();
    }
  }

  private String remote() {
    InetSocketAddress from = sender;
    return from == null ? "" : UdpAddress.text(from);
  }

  private void show(SessionState state, String failure) {
    show(state, failure, lane != null && view.listening());
  }

  private void show(SessionState state, String failure, boolean listening) {
    UdpSourceView before = view;
    Reception receiving = reception;
    UdpReader.Lane open = lane;
    boolean moves = before.state() != state;
    stateSince = moves ? Instant.now() : stateSince;
    long lost = receiving == null ? before.lost() : receiving.lost();
    view =
        new UdpSourceView(
            target.key(),
            target.toString(),
            state,
            stateSince,
            before.attempts() + (moves && state == SessionState.CONNECTING ? 1 : 0),
            failure,
            listening,
            remote(),
            receiving == null ? before.rtp() : receiving.isRtp(),
            receiving == null ? before.datagrams() : receiving.datagrams(),
            bytes,
            lost + (open == null ? 0 : open.dropped()),
            strangers);
  }

  private void describe() {
    service
        .sessions()
        .update(
            new SessionView(
                id,
                target.key(),
                SessionView.Kind.PUBLISHER,
                Protocol.UDP_TS,
                remote(),
                since,
                SessionState.STREAMING,
                bytes,
                publication == null ? 0 : publication.dropped(),
                null));
  }
}
