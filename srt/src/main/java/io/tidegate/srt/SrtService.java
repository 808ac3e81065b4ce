package io.tidegate.srt;

import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.StreamRegistry;

/// What SRT sessions stand on; one in a process. Any thread.
///
/// @param streams where publishers publish and readers find streams
/// @param policy asked before a reader is let in
/// @param sessions where sessions describe themselves once a second
/// @param loops must know the loops that the endpoint is given
/// @param profiles which key a caller means
/// @param links what is known of each connection, and counters of all
public record SrtService(
    StreamRegistry streams,
    AdmissionPolicy policy,
    SessionRegistry sessions,
    Loops loops,
    SrtProfiles profiles,
    SrtLinks links) {}
