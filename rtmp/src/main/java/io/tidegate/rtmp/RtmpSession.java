package io.tidegate.rtmp;

import io.netty.buffer.ByteBuf;
import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.flv.FlvTag;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Refusal;
import io.tidegate.rtmp.chunk.ChunkReader;
import io.tidegate.rtmp.chunk.RawMessage;
import io.tidegate.rtmp.handshake.ServerHandshake;
import io.tidegate.rtmp.message.MessageParser;
import io.tidegate.rtmp.message.MessageWriter;
import io.tidegate.rtmp.message.RtmpMessage;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One RTMP connection, from its first byte to its end. Confined to one event loop.
///
/// 1. [#start] begins to read: handshake, then chunks, whose commands go to [Commands].
/// 2. Commands give the session a role: [#publishes] or [#plays].
/// 3. [#tick] once a second: time limits, pings, the session's view.
/// 4. [#close] ends it, once.
final class RtmpSession {
  private static final Logger LOG = LoggerFactory.getLogger(RtmpSession.class);

  /// Where the bytes that come belong to.
  private enum Phase {
    HANDSHAKE,
    CHUNKS,
    /// Refused: the answer is on its way, the peer has [#LINGER_NANOS] to read it.
    LINGERING,
    CLOSED
  }

  /// Players that only listen are asked now and then whether they are there; also keeps address
  /// translators from forgetting the connection, the shortest of which do after 30 s.
  private static final long PING_NANOS = Duration.ofSeconds(20).toNanos();

  /// For a round trip to an encoder on the other side of the world, and its wits.
  private static final long LINGER_NANOS = Duration.ofSeconds(1).toNanos();

  /// After it a connection is cut whose peer does not take what was written before the end.
  private static final long CUT_MS = 2_000;

  private final NetSocket socket;
  private final ReadBuffer reads;
  private final RtmpOptions options;
  private final RtmpService service;
  private final boolean overLimit;
  private final Consumer<RtmpSession> onClosed;
  private final PeerConnection connection;
  private final Commands commands;
  private final ServerHandshake handshake = new ServerHandshake();
  private final ChunkReader chunks = new ChunkReader(this::message);
  private final String id;
  private final String remote;
  private final Instant since = Instant.now();
  private final long startNanos = System.nanoTime();
  private final Loop loop;
  private final SessionRole role = new SessionRole();
  private Phase phase = Phase.HANDSHAKE;
  private long lastReceivedNanos = startNanos;
  private long lastPingNanos = startNanos;
  private long lingersSinceNanos;
  private @Nullable String loggedUnsupported;

  /// @param reads of this event loop
  /// @param overLimit it is one too many, and will be told at `connect`
  RtmpSession(
      NetSocket socket,
      ReadBuffer reads,
      RtmpOptions options,
      RtmpService service,
      boolean overLimit,
      Consumer<RtmpSession> onClosed) {
    this.socket = socket;
    this.reads = reads;
    this.options = options;
    this.service = service;
    this.overLimit = overLimit;
    this.onClosed = onClosed;
    this.connection = new PeerConnection(socket);
    this.id = service.sessions().nextId();
    this.remote = socket.remoteAddress().hostAddress() + ":" + socket.remoteAddress().port();
    this.loop = service.loops().current();
    this.commands = new Commands(this, connection, options);
  }

  void start() {
    service.stats().connectionOpened();
    LOG.info("rtmp session {} opened by {}", id, remote);
    ((NetSocketInternal) socket).messageHandler(message -> received((ByteBuf) message));
    socket.exceptionHandler(failure -> LOG.debug("rtmp session {}: {}", id, failure.toString()));
    socket.closeHandler(_ -> close(hasRole() ? CloseReason.CONNECTION_LOST : endOfPeer()));
  }

  String id() {
    return id;
  }

  String remote() {
    return remote;
  }

  Loop loop() {
    return loop;
  }

  RtmpService service() {
    return service;
  }

  NetSocket socket() {
    return socket;
  }

  int chunkSizeOut() {
    return options.chunkSizeOut();
  }

  boolean isOverLimit() {
    return overLimit;
  }

  Protocol protocol() {
    return options.tls() == null ? Protocol.RTMP : Protocol.RTMPS;
  }

  boolean hasRole() {
    return role.isTaken();
  }

  @Nullable
  Player player() {
    return role.player();
  }

  /// The session publishes from now on.
  void publishes(Publisher publisher, Admission.Granted by) {
    role.publishes(publisher);
    LOG.info("rtmp session {} publishes in app {}", id, publisher.key().app());
    service.sessions().closable(id, by, reason -> loop.run(() -> revoked(reason)));
    describe();
  }

  /// The session wants what cannot be had at once: to play what does not run yet, to be let in.
  void waits(Runnable giveUp) {
    role.waits(giveUp);
    LOG.info("rtmp session {} waits for its stream, or to be let in", id);
  }

  void waitsNoMore() {
    role.waitsNoMore();
  }

  /// The session plays from now on.
  void plays(StreamKey stream, Player player, Admission.Granted by) {
    role.plays(stream, player);
    LOG.info("rtmp session {} plays in app {}", id, stream.app());
    service.sessions().closable(id, by, reason -> loop.run(() -> close(reason)));
    describe();
  }

  /// The peer gives its role back and may take another; true when it had one.
  boolean endRole(CloseReason reason) {
    boolean had = role.end(reason);
    service.sessions().remove(id, reason);
    return had;
  }

  /// Takes no more input; closes when the peer has had a second to read what was sent. Closing at
  /// once would reset the connection under an encoder that is still sending, and lose the answer.
  ///
  /// @param why for the log; says nothing of the key or of secrets beyond what the peer is told
  void refuse(String why) {
    LOG.warn("rtmp session {} refused: {}", id, why);
    endRole(CloseReason.REFUSED);
    if (phase != Phase.CLOSED) {
      phase = Phase.LINGERING;
      lingersSinceNanos = System.nanoTime();
    }
  }

  /// The publisher's key is taken away.
  void revoked(CloseReason reason) {
    if (phase != Phase.CLOSED) {
      connection.send(
          MessageWriter.status(
              RtmpFeedMuxer.STREAM_ID,
              true,
              StatusCodes.ofRevoked(reason),
              "closed: " + reason.words()));
      close(reason);
    }
  }

  /// Time limits, pings and the view; once a second.
  void tick(long now) {
    if (phase == Phase.LINGERING) {
      if (now - lingersSinceNanos >= LINGER_NANOS) {
        close(CloseReason.REFUSED);
      }
      return;
    }
    if (!commands.isConnected() && now - startNanos > options.handshakeTimeout().toNanos()) {
      close(CloseReason.HANDSHAKE_TIMEOUT);
      return;
    }
    if (!role.isPassive() && now - lastUseNanos() > options.idleTimeout().toNanos()) {
      close(CloseReason.IDLE_TIMEOUT);
      return;
    }
    Publisher publisher = role.publisher();
    if (publisher != null) {
      checkCodecs(publisher, now);
    }
    Player player = role.player();
    if (player != null) {
      ping(now);
      player.checkProgress(now);
    }
    if (phase != Phase.CLOSED && role.isStreaming()) {
      describe();
    }
  }

  /// A publisher of which nothing can be carried is refused; one of which something is left out is
  /// logged, once for each kind.
  private void checkCodecs(Publisher publishing, long now) {
    String unsupported = publishing.unsupported();
    if (unsupported == null || unsupported.equals(loggedUnsupported)) {
      return;
    }
    if (publishing.carriesNothing(now)) {
      String code = StatusCodes.ofRefusedPublish(Refusal.UNSUPPORTED_CODEC);
      connection.send(MessageWriter.status(RtmpFeedMuxer.STREAM_ID, true, code, unsupported));
      refuse(unsupported);
    } else if (publishing.hasTracks()) {
      loggedUnsupported = unsupported;
      LOG.warn("rtmp session {} goes on with a track less: {}", id, unsupported);
    }
  }

  /// Ends the session; later calls do nothing.
  void close(CloseReason reason) {
    if (phase == Phase.CLOSED) {
      return;
    }
    CloseReason shown = phase == Phase.LINGERING ? CloseReason.REFUSED : reason;
    phase = Phase.CLOSED;
    endRole(shown);
    service.stats().connectionClosed(shown);
    LOG.info(
        "rtmp session {} closed: {} after {} s, {} bytes in, from {}",
        id,
        shown,
        (System.nanoTime() - startNanos) / 1_000_000_000L,
        connection.bytesReceived(),
        remote);
    socket.close();
    service.loops().schedule(loop, CUT_MS, connection::cut);
    onClosed.accept(this);
  }

  private CloseReason endOfPeer() {
    return commands.isConnected() ? CloseReason.ENDED_BY_PEER : CloseReason.CONNECTION_LOST;
  }

  private long lastUseNanos() {
    Publisher publisher = role.publisher();
    return publisher != null ? publisher.lastMediaNanos() : lastReceivedNanos;
  }

  private void ping(long now) {
    if (now - lastPingNanos >= PING_NANOS) {
      lastPingNanos = now;
      int time = (int) ((now - startNanos) / 1_000_000L);
      connection.send(MessageWriter.streamEvent(MessageWriter.PING_REQUEST, time));
    }
  }

  private void describe() {
    service.sessions().update(role.view(id, protocol(), remote, since));
  }

  private void received(ByteBuf buffer) {
    Bytes bytes = reads.take(buffer);
    try {
      lastReceivedNanos = System.nanoTime();
      read(bytes);
      if (connection.isUnheard()) {
        LOG.info("rtmp session {}: it asks and does not read the answers", id);
        close(CloseReason.PROTOCOL_ERROR);
      }
    } catch (MalformedException broken) {
      service.stats().malformed(broken.reason());
      LOG.info("rtmp session {}: {}", id, broken.getMessage());
      close(CloseReason.PROTOCOL_ERROR);
    } catch (RuntimeException bug) {
      LOG.error("rtmp session {} failed", id, bug);
      close(CloseReason.INTERNAL_ERROR);
    }
  }

  private void read(Bytes input) throws MalformedException {
    if (phase == Phase.LINGERING || phase == Phase.CLOSED) {
      return;
    }
    connection.received(input.length());
    Bytes rest = input;
    if (phase == Phase.HANDSHAKE) {
      rest = handshake.accept(rest, connection::write);
      phase = handshake.isDone() ? Phase.CHUNKS : Phase.HANDSHAKE;
    }
    if (phase == Phase.CHUNKS) {
      chunks.accept(rest);
    }
  }

  private void message(RawMessage raw) throws MalformedException {
    for (RtmpMessage message : MessageParser.parse(raw)) {
      if (phase != Phase.CHUNKS) {
        return; // closed or refused by the message before
      }
      message(message);
    }
  }

  private void message(RtmpMessage message) throws MalformedException {
    switch (message) {
      case RtmpMessage.Audio audio -> media(FlvTag.Type.AUDIO, audio.timestampMs(), audio.body());
      case RtmpMessage.Video video -> media(FlvTag.Type.VIDEO, video.timestampMs(), video.body());
      case RtmpMessage.Metadata metadata ->
          media(FlvTag.Type.SCRIPT, metadata.timestampMs(), metadata.body());
      case RtmpMessage.Command command -> commands.accept(command);
      case RtmpMessage.WindowAcknowledgementSize window ->
          connection.acknowledgeEvery(window.bytes());
      case RtmpMessage.UserControl control -> userControl(control);
      // what the peer has of ours: TCP and the outbox tell it better
      case RtmpMessage.Acknowledgement _ -> {}
      // a limit on our sending that no encoder or player in use means: we send what they play
      case RtmpMessage.SetPeerBandwidth _ -> {}
      case RtmpMessage.Ignored _ -> {}
    }
  }

  /// Media of a peer that does not publish is dropped: OBS sends some after its deleteStream.
  private void media(FlvTag.Type type, int timestampMs, Bytes body) {
    Publisher publisher = role.publisher();
    if (publisher != null) {
      publisher.accept(type, timestampMs, body);
    }
  }

  private void userControl(RtmpMessage.UserControl control) {
    if (control.event() == MessageWriter.PING_REQUEST) {
      Bytes time = control.data();
      Bytes answer = time.length() > 4 ? time.slice(0, 4) : time;
      connection.send(MessageWriter.userControl(MessageWriter.PING_RESPONSE, answer));
    }
  }
}
