package io.tidegate.rtsp;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.media.Reason;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.SessionView;
import io.tidegate.rtsp.message.Headers;
import io.tidegate.rtsp.message.Interleaved;
import io.tidegate.rtsp.message.RtspMessage;
import io.tidegate.rtsp.message.RtspReader;
import io.tidegate.rtsp.message.RtspRequest;
import io.tidegate.rtsp.message.RtspResponse;
import io.vertx.core.AsyncResult;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection of an RTSP client, from its first byte to its end; its session, in the sense of
/// RFC 2326, ends with it. Confined to one event loop.
///
/// 1. [#start] begins to read; requests are answered in their order by [ServerRequests].
/// 2. SETUP or ANNOUNCE give it a [ServerRole].
/// 3. [#tick] once a second: time limits, the session's view.
/// 4. [#close] ends it, once.
final class ServerSession {
  private static final Logger LOG = LoggerFactory.getLogger(ServerSession.class);

  /// Requests that may wait for the answer to one before: no client sends more than three ahead.
  private static final int MAX_WAITING = 32;

  /// Who guesses passwords has to connect anew each time.
  private static final int MAX_UNAUTHORISED = 10;

  /// After it a connection is cut whose peer does not take what was written before the end.
  private static final long CUT_MS = 2_000;

  private final NetSocket socket;
  private final Vertx vertx;
  private final RtspServerOptions options;
  private final RtspServerService service;
  private final Consumer<ServerSession> onClosed;
  private final ServerConnection connection;
  private final ServerRequests requests;
  private final RtspReader reader = new RtspReader(this::message);
  private final Queue<RtspRequest> waiting = new ArrayDeque<>();
  private final String id;
  private final String remote;
  private final Instant since = Instant.now();
  private final long startNanos = System.nanoTime();
  private final Loop loop;
  private long lastRequestNanos = startNanos;
  private long bytesReceived;
  private int unauthorised;
  private boolean answering;
  private boolean asked;
  private boolean closed;

  /// Gives up the wait for what was asked for.
  private @Nullable Runnable leave;

  ServerSession(
      NetSocket socket,
      Vertx vertx,
      RtspServerOptions options,
      RtspServerService service,
      Consumer<ServerSession> onClosed) {
    this.socket = socket;
    this.vertx = vertx;
    this.options = options;
    this.service = service;
    this.onClosed = onClosed;
    this.connection = new ServerConnection(socket);
    this.id = service.sessions().nextId();
    this.remote = remoteHost() + ":" + socket.remoteAddress().port();
    this.loop = service.loops().current();
    this.requests = new ServerRequests(this, options);
  }

  void start() {
    service.stats().connectionOpened();
    LOG.info("rtsp session {} opened by {}", id, remote);
    socket.handler(this::received);
    socket.exceptionHandler(failure -> LOG.debug("rtsp session {}: {}", id, failure.toString()));
    socket.closeHandler(
        _ -> close(isStreaming() ? CloseReason.CONNECTION_LOST : CloseReason.ENDED_BY_PEER));
  }

  String id() {
    return id;
  }

  String remote() {
    return remote;
  }

  String remoteHost() {
    return socket.remoteAddress().hostAddress();
  }

  Loop loop() {
    return loop;
  }

  Vertx vertx() {
    return vertx;
  }

  RtspServerService service() {
    return service;
  }

  ServerConnection connection() {
    return connection;
  }

  /// Null where nothing is sent by multicast.
  @Nullable
  RtspMulticast multicast() {
    return options.multicast();
  }

  boolean isTls() {
    return options.tls() != null;
  }

  Protocol protocol() {
    return isTls() ? Protocol.RTSPS : Protocol.RTSP;
  }

  boolean isClosed() {
    return closed;
  }

  long sessionTimeoutNanos() {
    return options.sessionTimeout().toNanos();
  }

  long startTimeoutNanos() {
    return options.startTimeout().toNanos();
  }

  long idleTimeoutNanos() {
    return options.idleTimeout().toNanos();
  }

  private boolean isStreaming() {
    ServerRole role = requests.role();
    return role != null && role.isStreaming();
  }

  /// It plays or publishes from now on.
  void streams() {
    ServerRole role = requests.role();
    if (role != null && !closed) {
      LOG.info("rtsp session {} is a {} in app {}", id, role.kind().label(), role.key().app());
      service.sessions().closable(id, role.by(), reason -> loop.run(() -> close(reason)));
      describe(role);
    }
  }

  /// What it asked for cannot be had at once.
  void waits(Runnable giveUp) {
    leave = giveUp;
    LOG.info("rtsp session {} waits for its stream, or to be let in", id);
  }

  void waitsNoMore() {
    leave = null;
  }

  /// @param why by coding
  void leavesOut(List<String> why) {
    LOG.warn("rtsp session {} goes on with less: {}", id, why);
  }

  /// A request was answered with something else than success.
  void refused(RtspStatus status, String why) {
    service.stats().refused(status);
    LOG.info("rtsp session {}: {} {} {}", id, status.code(), status.phrase(), why);
    if (status == RtspStatus.UNAUTHORISED) {
      unauthorised++;
    }
    if (unauthorised >= MAX_UNAUTHORISED || status == RtspStatus.VERSION_NOT_SUPPORTED) {
      close(CloseReason.REFUSED);
    }
  }

  /// The client gives its role back and may take another.
  void endRole(CloseReason reason) {
    requests.endRole(reason);
    service.sessions().remove(id, reason);
  }

  /// Time limits and the view; once a second.
  void tick(long now) {
    ServerRole role = requests.role();
    guarded(() -> {
      if (role != null) {
        role.tick(now);
      }
    });
    if (closed) {
      return;
    }
    if (role != null && role.isStreaming()) {
      describe(role);
    } else if (!asked && now - startNanos > options.requestTimeout().toNanos()) {
      close(CloseReason.HANDSHAKE_TIMEOUT);
    } else if (leave == null && now - lastRequestNanos > sessionTimeoutNanos()) {
      close(CloseReason.IDLE_TIMEOUT);
    }
  }

  /// Ends the session when `work` has a bug.
  void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException bug) {
      LOG.error("rtsp session {} failed", id, bug);
      close(CloseReason.INTERNAL_ERROR);
    }
  }

  private void received(Buffer buffer) {
    if (closed) {
      return;
    }
    Bytes bytes = SocketBytes.view(buffer);
    bytesReceived += bytes.length();
    try {
      reader.accept(bytes);
      ServerRole role = requests.role();
      if (role != null) {
        role.read();
      }
      if (connection.isUnheard()) {
        LOG.info("rtsp session {}: it asks and does not read the answers", id);
        close(CloseReason.PROTOCOL_ERROR);
      }
    } catch (MalformedException broken) {
      malformed(broken);
    } catch (RuntimeException bug) {
      LOG.error("rtsp session {} failed", id, bug);
      close(CloseReason.INTERNAL_ERROR);
    }
  }

  private void malformed(MalformedException broken) {
    service.stats().malformed(broken.reason());
    LOG.info("rtsp session {}: {}", id, broken.getMessage());
    if (!closed) {
      String why = String.valueOf(broken.getMessage());
      connection.send(
          ServerRequests.response(RtspStatus.BAD_REQUEST, why, Headers.NONE, Bytes.EMPTY));
      close(CloseReason.PROTOCOL_ERROR);
    }
  }

  private void message(RtspMessage message) {
    if (closed) {
      return; // by the message before
    }
    switch (message) {
      case Interleaved packet -> {
        ServerRole role = requests.role();
        if (role != null) {
          role.packet(packet);
        }
      }
      case RtspRequest request -> request(request);
      // we ask nothing
      case RtspResponse _ -> {}
    }
  }

  private void request(RtspRequest request) {
    asked = true;
    lastRequestNanos = System.nanoTime();
    if (!answering) {
      answer(request);
    } else if (waiting.size() < MAX_WAITING) {
      waiting.add(request);
    } else {
      service.stats().malformed(Reason.LIMIT);
      LOG.info("rtsp session {}: more than {} requests at once", id, MAX_WAITING);
      close(CloseReason.PROTOCOL_ERROR);
    }
  }

  private void answer(RtspRequest request) {
    answering = true;
    requests.answer(request).onComplete(answer -> guarded(() -> answered(answer)));
  }

  private void answered(AsyncResult<ServerRequests.Answer> result) {
    if (closed) {
      return;
    }
    if (result.failed()) {
      LOG.error("rtsp session {} failed", id, result.cause());
      close(CloseReason.INTERNAL_ERROR);
      return;
    }
    connection.send(result.result().response());
    result.result().then().run();
    answering = false;
    RtspRequest next = closed ? null : waiting.poll();
    if (next != null) {
      answer(next);
    }
  }

  /// Ends the session; later calls do nothing.
  void close(CloseReason reason) {
    if (closed) {
      return;
    }
    closed = true;
    Runnable giveUp = leave;
    if (giveUp != null) {
      giveUp.run();
    }
    endRole(reason);
    service.stats().connectionClosed(reason);
    LOG.info(
        "rtsp session {} closed: {} after {} s, {} bytes in, from {}",
        id,
        reason,
        (System.nanoTime() - startNanos) / 1_000_000_000L,
        bytesReceived,
        remote);
    connection.close();
    service.loops().schedule(loop, CUT_MS, connection::cut);
    onClosed.accept(this);
  }

  private void describe(ServerRole role) {
    service
        .sessions()
        .update(
            new SessionView(
                id,
                role.key(),
                role.kind(),
                protocol(),
                remote,
                since,
                SessionState.STREAMING,
                role.bytes(),
                role.drops(),
                null));
  }
}
