package io.tidegate.rtmp;

import io.tidegate.media.DataSize;
import io.tidegate.media.Nullable;
import io.tidegate.media.hub.Outbox;
import io.vertx.core.net.KeyCertOptions;
import java.time.Duration;

/// How RTMP is served. Immutable.
///
/// @param host address to bind
/// @param port 0 picks a free one
/// @param tls certificate and key for RTMPS, null for plain RTMP
/// @param handshakeTimeout from the connection to the end of the handshake and `connect`
/// @param idleTimeout a publisher that sends nothing for so long is closed
/// @param chunkSizeOut what we tell in Set Chunk Size and write with
/// @param maxConnections at once, further ones are refused at `connect`
/// @param outbox limits of each player's queue
public record RtmpOptions(
    String host,
    int port,
    @Nullable KeyCertOptions tls,
    Duration handshakeTimeout,
    Duration idleTimeout,
    int chunkSizeOut,
    int maxConnections,
    Outbox.Limits outbox) {
  /// The port that encoders expect.
  public static final int DEFAULT_PORT = 1935;

  /// 8 MB or 20 s wait for a player (the longest GOP that is replayed), 10 s of patience.
  static final Outbox.Limits PLAYER_LIMITS =
      new Outbox.Limits(DataSize.ofMegabytes(8), Duration.ofSeconds(20), Duration.ofSeconds(10));

  public RtmpOptions {
    if (port < 0 || port > 65_535 || chunkSizeOut < 128 || chunkSizeOut > 65_536) {
      throw new IllegalArgumentException("port " + port + ", chunk size " + chunkSizeOut);
    }
  }

  /// Plain RTMP, 5 s for the handshake, 15 s of idleness, chunks of 64 KiB, 5000 connections.
  public static RtmpOptions at(String host, int port) {
    return new RtmpOptions(
        host,
        port,
        null,
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        65_536,
        5_000,
        PLAYER_LIMITS);
  }

  /// The same over TLS.
  public RtmpOptions withTls(KeyCertOptions certificate) {
    return new RtmpOptions(
        host,
        port,
        certificate,
        handshakeTimeout,
        idleTimeout,
        chunkSizeOut,
        maxConnections,
        outbox);
  }

  public RtmpOptions withIdleTimeout(Duration timeout) {
    return new RtmpOptions(
        host, port, tls, handshakeTimeout, timeout, chunkSizeOut, maxConnections, outbox);
  }

  public RtmpOptions withHandshakeTimeout(Duration timeout) {
    return new RtmpOptions(
        host, port, tls, timeout, idleTimeout, chunkSizeOut, maxConnections, outbox);
  }
}
