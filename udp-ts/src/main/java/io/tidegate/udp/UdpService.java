package io.tidegate.udp;

import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.StreamRegistry;

/// What sources and pushes stand on. Any thread.
///
/// @param streams where sources publish
/// @param sessions where sessions describe themselves once a second
/// @param loops must know the loops that sources and pushes are given
public record UdpService(StreamRegistry streams, SessionRegistry sessions, Loops loops) {}
