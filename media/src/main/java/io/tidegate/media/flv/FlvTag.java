package io.tidegate.media.flv;

import io.tidegate.media.Bytes;

/// One tag of an FLV stream, or one media message of RTMP: they have the same body. Immutable.
/// Adobe Flash Video File Format 10.1 §E.4.1.
///
/// @param timestampMs 32 bits, wraps after 49.7 days
public record FlvTag(Type type, int timestampMs, Bytes body) {
  /// What the body holds.
  public enum Type {
    AUDIO(8),
    VIDEO(9),
    SCRIPT(18);

    private final int id;

    Type(int id) {
      this.id = id;
    }

    /// TagType, and the message type id of RTMP.
    public int id() {
      return id;
    }
  }
}
