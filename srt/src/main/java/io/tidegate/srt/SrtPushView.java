package io.tidegate.srt;

import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.SessionState;
import java.time.Instant;

/// How a push stands. Immutable snapshot.
///
/// @param key the stream
/// @param target `srt://host:port`, without the stream id
/// @param state `IDLE` while the stream was never live
/// @param lastFailure what went wrong last, in words; empty when nothing did since it worked
/// @param since when it came into this state
/// @param attempts calls so far
/// @param bytes sent over the connection that is open
public record SrtPushView(
    StreamKey key,
    String target,
    SessionState state,
    String lastFailure,
    Instant since,
    long attempts,
    long bytes) {}
