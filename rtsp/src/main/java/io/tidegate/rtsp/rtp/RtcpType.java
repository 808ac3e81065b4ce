package io.tidegate.rtsp.rtp;

/// Packet types of RTCP (RFC 3550 §12.1, RFC 4585 §6.1) and formats of feedback.
final class RtcpType {
  static final int SENDER_REPORT = 200;
  static final int RECEIVER_REPORT = 201;
  static final int SOURCE_DESCRIPTION = 202;
  static final int BYE = 203;
  static final int TRANSPORT_FEEDBACK = 205;
  static final int PAYLOAD_FEEDBACK = 206;

  static final int GENERIC_NACK = 1;
  static final int PICTURE_LOSS = 1;
  static final int FULL_INTRA_REQUEST = 4;

  static final int CNAME = 1;

  private RtcpType() {}

  /// Tells RTCP from RTP where both share a port or channel (RFC 5761 §4).
  static boolean isRtcp(int secondByte) {
    return secondByte >= 192 && secondByte <= 223;
  }
}
