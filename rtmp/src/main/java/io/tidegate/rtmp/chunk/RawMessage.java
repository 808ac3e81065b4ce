package io.tidegate.rtmp.chunk;

import io.tidegate.media.Bytes;

/// A whole message, as chunks carry it. Immutable. RTMP 1.0 §6.1.
///
/// @param typeId message type id
/// @param streamId message stream id, 0 for control and connection commands
/// @param timestampMs 32 bits, wraps
public record RawMessage(int typeId, int streamId, int timestampMs, Bytes payload) {}
