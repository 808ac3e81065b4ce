package io.tidegate.rtsp;

import io.tidegate.media.DataSize;
import io.tidegate.media.Nullable;
import io.tidegate.media.hub.Outbox;
import io.vertx.core.net.KeyCertOptions;
import java.time.Duration;

/// How RTSP is served. Immutable.
///
/// @param host address to bind
/// @param port 0 picks a free one
/// @param tls certificate and key for RTSPS, null for plain RTSP
/// @param secret what a publisher proves by Digest that it knows, empty for no Digest
/// @param requestTimeout from the connection to the first whole request
/// @param idleTimeout a publisher that sends no frame for so long is closed
/// @param sessionTimeout a client over UDP, or without media, that says nothing for so long is gone
/// @param startTimeout how long the answer to PLAY waits for the first packets, which it tells of
/// @param maxConnections at once, further ones are refused
/// @param multicast where streams are sent to players that want that, null for nowhere
public record RtspServerOptions(
    String host,
    int port,
    @Nullable KeyCertOptions tls,
    String secret,
    Duration requestTimeout,
    Duration idleTimeout,
    Duration sessionTimeout,
    Duration startTimeout,
    int maxConnections,
    @Nullable RtspMulticast multicast) {
  /// The port that nobody needs rights for.
  public static final int DEFAULT_PORT = 8554;

  /// 8 MB or 20 s wait for a player (the longest GOP that is replayed), 10 s of patience.
  static final Outbox.Limits PLAYER_LIMITS =
      new Outbox.Limits(DataSize.ofMegabytes(8), Duration.ofSeconds(20), Duration.ofSeconds(10));

  public RtspServerOptions {
    boolean sane =
        port >= 0
            && port <= 65_535
            && maxConnections > 0
            && requestTimeout.isPositive()
            && idleTimeout.isPositive()
            && startTimeout.isPositive()
            && sessionTimeout.toSeconds() > 0;
    if (!sane) {
      throw new IllegalArgumentException("port " + port + ", session of " + sessionTimeout);
    }
  }

  /// Plain RTSP without Digest: 10 s for the first request, 15 s of idleness, sessions of 60 s,
  /// 5000 connections.
  public static RtspServerOptions at(String host, int port) {
    return new RtspServerOptions(
        host,
        port,
        null,
        "",
        Duration.ofSeconds(10),
        Duration.ofSeconds(15),
        Duration.ofSeconds(60),
        Duration.ofSeconds(1),
        5_000,
        null);
  }

  /// The same over TLS.
  public RtspServerOptions withTls(KeyCertOptions certificate) {
    return new RtspServerOptions(
        host,
        port,
        certificate,
        secret,
        requestTimeout,
        idleTimeout,
        sessionTimeout,
        startTimeout,
        maxConnections,
        multicast);
  }

  public RtspServerOptions withSecret(String password) {
    return new RtspServerOptions(
        host,
        port,
        tls,
        password,
        requestTimeout,
        idleTimeout,
        sessionTimeout,
        startTimeout,
        maxConnections,
        multicast);
  }

  /// @param request for the first one
  /// @param idle of publishers
  /// @param session of silent clients
  public RtspServerOptions withTimeouts(Duration request, Duration idle, Duration session) {
    return new RtspServerOptions(
        host, port, tls, secret, request, idle, session, startTimeout, maxConnections, multicast);
  }

  public RtspServerOptions withMaxConnections(int most) {
    return new RtspServerOptions(
        host,
        port,
        tls,
        secret,
        requestTimeout,
        idleTimeout,
        sessionTimeout,
        startTimeout,
        most,
        multicast);
  }

  public RtspServerOptions withStartTimeout(Duration timeout) {
    return new RtspServerOptions(
        host,
        port,
        tls,
        secret,
        requestTimeout,
        idleTimeout,
        sessionTimeout,
        timeout,
        maxConnections,
        multicast);
  }

  public RtspServerOptions withMulticast(@Nullable RtspMulticast network) {
    return new RtspServerOptions(
        host,
        port,
        tls,
        secret,
        requestTimeout,
        idleTimeout,
        sessionTimeout,
        startTimeout,
        maxConnections,
        network);
  }

  /// Without the secret.
  @Override
  public String toString() {
    return (tls == null ? "rtsp://" : "rtsps://") + host + ":" + port;
  }
}
