package io.tidegate.rtsp.rtp;

import java.time.Duration;

/// How RTP is received. Immutable.
///
/// @param reorderWait how long a missing packet is waited for; zero over TCP, where nothing comes
///   out of order
/// @param reportInterval between receiver reports (RFC 3550 §6.2 says 5 s)
/// @param feedback whether lost packets and pictures are asked for again where the peer offers it
/// @param cname canonical name in reports, without anything personal
/// @param ssrc of the reports, 32 bits
/// @param arrivalTimes timestamps make no sense: frames take the time of their arrival
public record ReceptionOptions(
    Duration reorderWait,
    Duration reportInterval,
    boolean feedback,
    String cname,
    long ssrc,
    boolean arrivalTimes) {
  /// Longest wait that is sensible: more delays every loss by so much.
  public static final Duration MAX_REORDER_WAIT = Duration.ofSeconds(2);

  private static final Duration REPORT_INTERVAL = Duration.ofSeconds(5);

  public ReceptionOptions {
    boolean sane =
        !reorderWait.isNegative()
            && reorderWait.compareTo(MAX_REORDER_WAIT) <= 0
            && reportInterval.isPositive()
            && ssrc >= 0
            && ssrc <= 0xFFFF_FFFFL;
    if (!sane) {
      throw new IllegalArgumentException("not reception options: " + reorderWait);
    }
  }

  /// Interleaved in the RTSP connection.
  public static ReceptionOptions overTcp(long ssrc) {
    return new ReceptionOptions(Duration.ZERO, REPORT_INTERVAL, true, "tidegate", ssrc, false);
  }

  /// Datagrams: 100 ms cover reordering on any access network and a repeated packet within a
  /// country.
  public static ReceptionOptions overUdp(long ssrc) {
    return new ReceptionOptions(
        Duration.ofMillis(100), REPORT_INTERVAL, true, "tidegate", ssrc, false);
  }

  /// The same for a sender whose timestamps make no sense.
  public ReceptionOptions withArrivalTimes() {
    return new ReceptionOptions(reorderWait, reportInterval, feedback, cname, ssrc, true);
  }

  boolean isReliable() {
    return reorderWait.isZero();
  }
}
