package io.tidegate.rtmp;

import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.StreamRegistry;

/// What RTMP sessions stand on; one for all verticles of a process. Any thread.
///
/// @param streams where publishers publish and players find streams
/// @param policy asked before a player is let in
/// @param sessions where sessions describe themselves once a second
/// @param loops must know the event loops that the verticles run on
/// @param stats counters of all RTMP sessions
public record RtmpService(
    StreamRegistry streams,
    AdmissionPolicy policy,
    SessionRegistry sessions,
    Loops loops,
    RtmpStats stats) {}
