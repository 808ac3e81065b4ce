package io.tidegate.rtmp;

import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.SessionState;
import java.time.Instant;

/// How a push or a pull stands. Immutable snapshot.
///
/// @param key our stream
/// @param target without the name at the other server
/// @param state `IDLE` while there was nothing to do; `STREAMING` when the server let us in (push)
///   or media came (pull)
/// @param since when it came into this state
/// @param attempts so far
/// @param lastFailure what went wrong last, in words, kept when it works again; empty when nothing
///   did
/// @param bytes of the present connection: sent by a push, received by a pull
public record RtmpCallView(
    StreamKey key,
    String target,
    SessionState state,
    Instant since,
    long attempts,
    String lastFailure,
    long bytes) {}
