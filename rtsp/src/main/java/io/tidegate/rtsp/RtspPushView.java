package io.tidegate.rtsp;

import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.SessionState;
import java.time.Instant;

/// How a push stands. Immutable snapshot.
///
/// @param key our stream
/// @param target without name, password and query
/// @param state `IDLE` while the stream was never live; `STREAMING` when the server records
/// @param since when it came into this state
/// @param attempts so far
/// @param lastFailure what went wrong last, in words, kept when it works again; empty when nothing
///   did
/// @param bytes sent over the connection that is open
/// @param drops frames that this connection left out because the server was too slow
public record RtspPushView(
    StreamKey key,
    String target,
    SessionState state,
    Instant since,
    long attempts,
    String lastFailure,
    long bytes,
    long drops) {}
