package io.tidegate.udp;

import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.SessionState;
import java.time.Instant;

/// How a push stands. Immutable snapshot.
///
/// @param target as the configuration writes it
/// @param state `IDLE` while the stream was never live, `STREAMING` while it is sent
/// @param since when it came into this state
/// @param attempts how often a socket was opened
/// @param lastFailure what went wrong last, in words, kept when it works again; empty when nothing
///   did
/// @param bytes sent by the present socket
/// @param drops frames that were left out
public record UdpPushView(
    StreamKey key,
    String target,
    SessionState state,
    Instant since,
    long attempts,
    String lastFailure,
    long bytes,
    long drops) {}
