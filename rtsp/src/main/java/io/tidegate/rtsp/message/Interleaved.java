package io.tidegate.rtsp.message;

import io.tidegate.media.Bytes;

/// An RTP or RTCP packet between the messages of a connection. RFC 2326 §10.12. Immutable.
///
/// @param channel 0 to 255, as agreed in `Transport`
/// @param payload at most 65 535 bytes; may be empty
public record Interleaved(int channel, Bytes payload) implements RtspMessage {
  /// The dollar sign, the channel and two bytes of length.
  public static final int HEADER_LENGTH = 4;

  /// The length field has two bytes.
  public static final int MAX_PAYLOAD = 0xFFFF;

  static final int MAGIC = '$';

  public Interleaved {
    if (channel < 0 || channel > 255 || payload.length() > MAX_PAYLOAD) {
      throw new IllegalArgumentException("channel " + channel + ", " + payload.length() + " bytes");
    }
  }
}
