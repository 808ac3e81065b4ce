package io.tidegate.gateway.tap;

import io.tidegate.media.Nullable;

/// How one receiver of a tap fares. Immutable.
///
/// @param kind `webhook` or `websocket`
/// @param place URL without secrets, or address of the peer
/// @param sent pictures that it took
/// @param dropped pictures that it did not get because it was too slow, or down
/// @param lastError why the last one was not taken, null after one that was
public record TapReceiverView(
    String kind, String place, long sent, long dropped, @Nullable String lastError) {}
