package io.tidegate.srt.packet;

/// Types of control packets, draft-sharabayko-srt-01 §3.2, table 1. Plain numbers, because packets
/// of types that nobody knows pass through.
public final class ControlType {
  public static final int HANDSHAKE = 0;
  public static final int KEEP_ALIVE = 1;
  public static final int ACK = 2;
  public static final int NAK = 3;
  public static final int CONGESTION_WARNING = 4;
  public static final int SHUTDOWN = 5;
  public static final int ACKACK = 6;
  public static final int DROP_REQUEST = 7;
  public static final int PEER_ERROR = 8;

  /// Its subtype is an extension number of the handshake: how peers of SRT 1.2 agree on latency and
  /// everybody renews keys.
  public static final int EXTENDED = 0x7FFF;

  private ControlType() {}
}
