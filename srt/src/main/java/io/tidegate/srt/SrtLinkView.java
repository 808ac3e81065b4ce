package io.tidegate.srt;

import io.tidegate.media.StreamKey;
import io.tidegate.srt.lib.SrtStats;
import java.time.Instant;

/// One connection as operators see it: what was configured, what was agreed, how it goes.
/// Immutable.
///
/// @param sessionId as in the session's view
/// @param publishes true when the peer sends
/// @param port of ours that it called, 0 when we called
/// @param remote its real address and port
/// @param since when it was connected
/// @param configured the profile; its passphrase is not for showing
/// @param agreed by both ends
/// @param latencyReason why we asked for our latency
/// @param stats of the last second and since the beginning
public record SrtLinkView(
    String sessionId,
    StreamKey key,
    boolean publishes,
    int port,
    String remote,
    Instant since,
    SrtProfile configured,
    SrtLink agreed,
    String latencyReason,
    SrtStats stats) {}
