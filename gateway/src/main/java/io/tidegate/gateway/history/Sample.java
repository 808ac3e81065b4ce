package io.tidegate.gateway.history;

import io.tidegate.media.StreamKey;

/// One stream in one second. Immutable; NaN for what is not known.
///
/// @param bitrateBps payload bits that came in
/// @param framesPerSecond pictures that came in, of sound alone its frames
/// @param viewers over all protocols
/// @param rttMs of its SRT link, as the further ones
/// @param lostPackets on the way, since the sample before
/// @param droppedPackets of these, missing when it was time to play them
/// @param retransmittedPackets repeats that came
/// @param receiveBufferMs what waits in the link's receive buffer until it is time to play it
public record Sample(
    StreamKey key,
    double bitrateBps,
    double framesPerSecond,
    double viewers,
    double rttMs,
    double lostPackets,
    double droppedPackets,
    double retransmittedPackets,
    double receiveBufferMs) {}
