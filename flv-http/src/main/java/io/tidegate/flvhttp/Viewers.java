package io.tidegate.flvhttp;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.tidegate.flvhttp.ChannelTransport.Framing;
import io.tidegate.media.feed.FeedOptions;
import io.tidegate.media.feed.Feeds;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.StreamHub;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opens viewers on connections, and counts them. Any thread; each viewer on its connection's loop.
final class Viewers {
  private static final Logger LOG = LoggerFactory.getLogger(Viewers.class);

  /// @param by the right that it watches by
  /// @param askedNanos when it asked, by the monotonic clock
  record Seeker(Admission.Granted by, long askedNanos) {}

  private final AtomicInteger count = new AtomicInteger();
  private final SessionRegistry sessions;
  private final Loops loops;
  private final FlvHttpOptions options;
  private final Feeds<FeedFormat, FeedChunk> feeds;

  Viewers(SessionRegistry sessions, Loops loops, FlvHttpOptions options) {
    this.sessions = sessions;
    this.loops = loops;
    this.options = options;
    this.feeds =
        new Feeds<>(
            loops,
            new FeedOptions(options.batch(), options.limits()),
            FeedChunk.CONTENT,
            FeedFormat::newMuxer);
  }

  int count() {
    return count.get();
  }

  int feeds() {
    return feeds.size();
  }

  /// Answers `request` with the stream; its headers are set.
  void openResponse(HttpServerRequest request, StreamHub hub, FeedPath path, Seeker seeker) {
    HttpServerResponse response = request.response();
    boolean http10 = request.version() == HttpVersion.HTTP_1_0;
    boolean http11 = request.version() == HttpVersion.HTTP_1_1;
    if (http10) {
      response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
      response.write(Buffer.buffer()); // writeHead() wants a length, which HTTP/1.0 does without
    } else {
      response.setChunked(true).writeHead();
    }
    HttpViewer viewer = newViewer(request, hub, path, path.format().protocol(), seeker);
    if (http10 || http11) {
      ConnectionBase connection = (ConnectionBase) request.connection();
      ChannelTransport.limit(connection.channel(), (int) options.writeQueue().bytes());
      Framing framing = http10 ? Framing.NONE : Framing.HTTP_CHUNKS;
      ChannelHandlerContext last = connection.channelHandlerContext();
      viewer.open(
          ChannelTransport.install(
              viewer, framing, last, httpEncoder(last.pipeline()), () -> end(response)));
    } else {
      viewer.open(new ResponseTransport(viewer, response));
    }
    feeds.join(hub, path.format(), viewer);
  }

  /// Makes a WebSocket of `request` and sends the stream over it.
  void openWebSocket(HttpServerRequest request, StreamHub hub, FeedPath path, Seeker seeker) {
    request
        .toWebSocket()
        .onSuccess(socket -> open(request, socket, hub, path, seeker))
        .onFailure(failure -> LOG.debug("WebSocket handshake failed: {}", failure.getMessage()));
  }

  private void open(
      HttpServerRequest request,
      ServerWebSocket socket,
      StreamHub hub,
      FeedPath path,
      Seeker seeker) {
    HttpViewer viewer = newViewer(request, hub, path, Protocol.WS_FLV, seeker);
    socket.handler(_ -> {}); // players have nothing to say
    ConnectionBase connection = (ConnectionBase) request.connection();
    ChannelTransport.limit(connection.channel(), (int) options.writeQueue().bytes());
    ChannelHandlerContext last = connection.channelHandlerContext();
    ChannelHandlerContext encoder = last.pipeline().context(WebSocketFrameEncoder.class);
    viewer.open(
        ChannelTransport.install(viewer, Framing.WEB_SOCKET, last, encoder, () -> socket.close()));
    feeds.join(hub, path.format(), viewer);
  }

  private HttpViewer newViewer(
      HttpServerRequest request, StreamHub hub, FeedPath path, Protocol protocol, Seeker seeker) {
    FeedSession session =
        new FeedSession(
            sessions,
            sessions.nextId(),
            hub.key(),
            protocol,
            String.valueOf(request.remoteAddress()),
            Instant.now(),
            seeker.askedNanos(),
            seeker.by());
    count.incrementAndGet();
    hub.viewerOpened();
    LOG.debug("viewer {} opened: {} {}", session.id(), protocol.label(), session.remote());
    return new HttpViewer(
        loops,
        session,
        options.limits(),
        (viewer, reason) -> closed(viewer, reason, hub, path.format()));
  }

  private void closed(HttpViewer viewer, CloseReason reason, StreamHub hub, FeedFormat format) {
    count.decrementAndGet();
    hub.viewerClosed();
    viewer.session().remove(reason);
    feeds.leave(hub, format, viewer);
    LOG.info(
        "viewer {} closed: {} {} {}, {} s, {} bytes, {} frames dropped",
        viewer.session().id(),
        viewer.session().protocol().label(),
        viewer.session().remote(),
        reason,
        Duration.between(viewer.session().since(), Instant.now()).toSeconds(),
        viewer.bytes(),
        viewer.droppedFrames());
  }

  private static void end(HttpServerResponse response) {
    if (!response.closed()) {
      response.end();
    }
  }

  private static ChannelHandlerContext httpEncoder(ChannelPipeline pipeline) {
    ChannelHandlerContext encoder = pipeline.context(HttpResponseEncoder.class);
    return encoder != null ? encoder : pipeline.context(HttpServerCodec.class);
  }
}
