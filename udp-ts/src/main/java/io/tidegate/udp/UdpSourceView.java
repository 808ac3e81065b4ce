package io.tidegate.udp;

import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.SessionState;
import java.time.Instant;

/// How a source stands. Immutable snapshot.
///
/// @param target as the configuration writes it
/// @param state `CONNECTING` while nothing (usable) has come, `STREAMING` from the first frame on,
///   `DISCONNECTED` while the socket cannot be had
/// @param since when it came into this state
/// @param attempts how often the socket was opened
/// @param lastFailure what went wrong last, in words, kept when it works again; empty when nothing
///   did
/// @param listening datagrams are received
/// @param sender whose datagrams are taken; empty before the first
/// @param rtp they have RTP headers
/// @param datagrams taken since the socket was opened
/// @param bytes of them
/// @param lost RTP packets that never came, and datagrams that were not read in time
/// @param strangers datagrams of others than the sender, dropped
public record UdpSourceView(
    StreamKey key,
    String target,
    SessionState state,
    Instant since,
    long attempts,
    String lastFailure,
    boolean listening,
    String sender,
    boolean rtp,
    long datagrams,
    long bytes,
    long lost,
    long strangers) {}
