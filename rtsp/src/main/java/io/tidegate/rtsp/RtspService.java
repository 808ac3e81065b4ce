package io.tidegate.rtsp;

import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.StreamRegistry;

/// What RTSP sessions stand on; one for all verticles of a process. Any thread.
///
/// @param streams where publishers publish
/// @param sessions where sessions describe themselves once a second
/// @param loops must know the event loops that the verticles run on
public record RtspService(StreamRegistry streams, SessionRegistry sessions, Loops loops) {}
