package io.tidegate.rtsp;

import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.SessionState;

/// A pull as others see it. Immutable snapshot.
///
/// @param url without name and password
/// @param transport of the present or next attempt; never [RtspTransport#AUTO]
/// @param state `STREAMING` from the first frame on
/// @param attempts so far, the present one included
/// @param lastFailure what went wrong last, in words, kept when it works again; empty when nothing
///   did
public record RtspPullView(
    StreamKey key,
    String url,
    RtspTransport transport,
    SessionState state,
    long attempts,
    String lastFailure) {}
