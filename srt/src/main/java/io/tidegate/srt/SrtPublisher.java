package io.tidegate.srt;

import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Decisions;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Publication;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.PublishResult;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.SessionView;
import io.tidegate.media.ts.TsDemuxer;
import io.tidegate.srt.lib.SrtReceiver;
import io.tidegate.srt.lib.SrtStats;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A connection that publishes: messages to transport stream to stream events. Confined to its
/// loop.
///
/// 1. [#start] asks for the key and begins to read;
/// 2. the poller calls [#received] and, once a second, [#measured], which is also the watchdog;
/// 3. [#close] ends it, once, for whatever reason.
final class SrtPublisher implements SrtReceiver {
  private static final Logger LOG = LoggerFactory.getLogger(SrtPublisher.class);

  private final SrtConnection connection;
  private final SrtService service;
  private final SrtOutputs outputs;
  private final LearnedLatency learned;
  private final Duration firstFrame;
  private final Duration noFrame;
  private final Consumer<CloseReason> onClosed;
  private final TsDemuxer demuxer;
  private final LinkMeter meter = new LinkMeter();
  private final Instant since = Instant.now();
  private final long startNanos = System.nanoTime();
  private long lastMediaNanos = startNanos;
  private long bytes;
  private boolean hasFrames;
  private boolean passesOn;
  private boolean reads;
  private boolean closed;
  private @Nullable Publication publication;

  /// Gives up the wait to be let in.
  private @Nullable Runnable leave;

  SrtPublisher(SrtConnection connection, SrtOptions options, SrtService service, Extras extras) {
    this.connection = connection;
    this.service = service;
    this.outputs = extras.outputs;
    this.learned = extras.learned;
    SrtCallTarget called = connection.peer().target();
    this.firstFrame = called == null ? options.mediaTimeout() : called.dial().firstFrame();
    this.noFrame = called == null ? options.mediaTimeout() : called.dial().noFrame();
    this.onClosed = extras.onClosed;
    this.demuxer = new TsDemuxer(this::emit, service.profiles().demuxing(connection.peer().key()));
  }

  /// @param onClosed hears the end, once, on the loop
  record Extras(SrtOutputs outputs, LearnedLatency learned, Consumer<CloseReason> onClosed) {}

  void start() {
    service.links().connectionOpened();
    var request = Doorkeeper.publishRequest(connection.sessionId(), connection.peer());
    service
        .streams()
        .admit(
            request,
            new Decisions.Asker() {
              @Override
              public void decided(Admission.Settled answer) {
                leave = null;
                switch (answer) {
                  case Admission.Granted by -> publish(request.admitted(by), by);
                  case Admission.Refused no -> refuse(no.message());
                }
              }

              @Override
              public void waits(Runnable giveUp) {
                leave = giveUp;
                read(); // to notice when it goes away
                LOG.info("srt session {} waits to be let in", connection.sessionId());
              }
            });
  }

  /// SRT tells a caller why in the handshake alone.
  private void refuse(String why) {
    LOG.warn("srt session {} refused: {}", connection.sessionId(), why);
    close(CloseReason.REFUSED);
  }

  private void read() {
    if (!reads) {
      reads = true;
      connection.poller().receive(connection.socket(), connection.loop(), this);
    }
  }

  private void publish(PublishRequest request, Admission.Granted by) {
    switch (service.streams().publish(request, this::close)) {
      case PublishResult.Refused refused -> refuse(refused.message());
      case PublishResult.Accepted accepted -> {
        publication = accepted.publication();
        LOG.info(
            "srt session {} publishes in app {}, from {}, latency {} ms ({}), {}",
            connection.sessionId(),
            connection.peer().key().app(),
            connection.peer().remoteText(),
            connection.link().receiveLatencyMs(),
            connection.peer().latencyReason(),
            connection.link().protection());
        read();
        service.sessions().closable(connection.sessionId(), by, this::closeFromAnywhere);
        describe();
      }
    }
  }

  @Override
  public void received(Bytes joined, int messages, long receivedNanos) {
    if (closed || publication == null) {
      return; // what comes before it is let in goes nowhere
    }
    try {
      bytes += joined.length();
      passOn(joined, receivedNanos);
      demuxer.accept(joined, receivedNanos);
    } catch (RuntimeException bug) {
      LOG.error("srt session {} failed", connection.sessionId(), bug);
      close(CloseReason.INTERNAL_ERROR);
    }
  }

  /// Of a publisher on standby nothing leaves.
  private void passOn(Bytes joined, long receivedNanos) {
    boolean plays = publication != null && !publication.isStandby();
    if (plays) {
      outputs.transport(connection.peer().key(), joined, receivedNanos);
    } else if (passesOn) {
      outputs.transportEnded(connection.peer().key());
    }
    passesOn = plays;
  }

  /// The end of the transport stream is not the end of the stream: its publisher may come back.
  private void emit(StreamEvent event) {
    if (event instanceof StreamEvent.EndOfStream || publication == null) {
      return;
    }
    if (event instanceof Frame) {
      lastMediaNanos = System.nanoTime();
      hasFrames = true;
    }
    publication.emit(event);
  }

  /// How long it may be silent, as it stands.
  Duration frameLimit() {
    return hasFrames ? noFrame : firstFrame;
  }

  @Override
  public void measured(SrtStats stats) {
    if (closed || publication == null) {
      return;
    }
    meter.read(stats);
    long silentNanos = System.nanoTime() - lastMediaNanos;
    if (silentNanos > frameLimit().toNanos()) {
      LOG.warn(
          "srt session {} is connected and sent no frame for {} s; left out: {}",
          connection.sessionId(),
          silentNanos / 1_000_000_000L,
          demuxer.stats().notCarried());
      close(CloseReason.IDLE_TIMEOUT);
      return;
    }
    describe();
  }

  /// libsrt does not tell a goodbye from a broken line, but a line that broke was silent
  /// beforehand. A peer that had stopped sending and then said goodbye counts as lost.
  @Override
  public void ended(long silentNanos) {
    long idleNanos = connection.peer().profile().idleTimeout().toNanos();
    close(
        silentNanos < idleNanos * 3 / 4 ? CloseReason.ENDED_BY_PEER : CloseReason.CONNECTION_LOST);
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
    Runnable giveUp = leave;
    if (giveUp != null) {
      giveUp.run();
    }
    connection.poller().close(connection.socket());
    try {
      demuxer.end();
    } finally {
      leave(reason);
    }
  }

  private void leave(CloseReason reason) {
    if (publication != null) {
      publication.close(reason);
      if (passesOn) {
        outputs.transportEnded(connection.peer().key());
      }
    }
    LearnedLatency.Session session = meter.session();
    if (session != null) {
      learned.learn(connection.peer().remote().getAddress(), connection.peer().key(), session);
    }
    service.sessions().remove(connection.sessionId(), reason);
    service.links().connectionClosed(connection.sessionId(), reason);
    LOG.info(
        "srt session {} closed: {} after {} s, {} bytes in, from {}",
        connection.sessionId(),
        reason,
        (System.nanoTime() - startNanos) / 1_000_000_000L,
        bytes,
        connection.peer().remoteText());
    onClosed.accept(reason);
  }

  private void describe() {
    SrtConnection.Peer peer = connection.peer();
    service
        .sessions()
        .update(
            new SessionView(
                connection.sessionId(),
                peer.key(),
                SessionView.Kind.PUBLISHER,
                Protocol.SRT,
                peer.remoteText(),
                since,
                SessionState.STREAMING,
                bytes,
                publication == null ? 0 : publication.dropped(),
                null));
    service
        .links()
        .update(
            new SrtLinkView(
                connection.sessionId(),
                peer.key(),
                true,
                peer.port(),
                peer.remoteText(),
                since,
                peer.profile(),
                connection.link(),
                peer.latencyReason(),
                meter.last()));
  }
}
