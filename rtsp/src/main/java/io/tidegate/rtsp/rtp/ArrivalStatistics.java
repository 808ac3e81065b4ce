package io.tidegate.rtsp.rtp;

import io.tidegate.media.MediaTime;
import io.tidegate.media.SerialNumber;

/// What receiver reports say of one source. RFC 3550 §6.4.1, appendix A.3 and A.8. Loop-confined.
final class ArrivalStatistics {
  /// cumulative number of packets lost has 24 bits with a sign
  private static final long MAX_CUMULATIVE = 0x7F_FFFF;

  private final int hertz;
  private boolean started;
  private int base;
  private int highest;
  private long cycles;
  private long received;
  private long expectedBefore;
  private long receivedBefore;

  private int lastTransit;
  private double jitterTicks;

  private long reportMiddle;
  private long reportNanos;

  ArrivalStatistics(int hertz) {
    this.hertz = hertz;
  }

  /// Every packet, in the order of arrival.
  void arrived(RtpPacket packet, long nowNanos) {
    int arrivalTicks = (int) new MediaTime(nowNanos).toTicks(hertz);
    int transit = arrivalTicks - (int) packet.timestamp();
    if (!started) {
      started = true;
      base = packet.sequenceNumber();
      highest = base;
    } else {
      int distance = SerialNumber.RTP.distance(highest, packet.sequenceNumber());
      if (distance > 0) {
        cycles += packet.sequenceNumber() < highest ? 1 << 16 : 0;
        highest = packet.sequenceNumber();
      }
      long difference = Math.abs((long) (transit - lastTransit));
      jitterTicks += (Math.min(difference, hertz) - jitterTicks) / 16;
    }
    lastTransit = transit;
    received++;
  }

  void senderReport(NtpTime wallClock, long nowNanos) {
    reportMiddle = wallClock.middle();
    reportNanos = nowNanos;
  }

  /// The source began anew.
  void restart() {
    started = false;
    cycles = 0;
    received = 0;
    expectedBefore = 0;
    receivedBefore = 0;
  }

  MediaTime jitter() {
    return MediaTime.ofTicks(Math.round(jitterTicks), hertz);
  }

  /// A report, and the start of the next interval.
  ReportBlock report(long ssrc, long nowNanos) {
    long expected = started ? cycles + highest - base + 1 : 0;
    long lost = expected - received;
    long expectedInterval = expected - expectedBefore;
    long lostInterval = expectedInterval - (received - receivedBefore);
    expectedBefore = expected;
    receivedBefore = received;
    long fraction = lostInterval <= 0 ? 0 : Math.min(255, (lostInterval << 8) / expectedInterval);
    boolean known = reportMiddle != 0;
    long delay = known ? new MediaTime(nowNanos - reportNanos).toTicks(65_536) : 0;
    return new ReportBlock(
        ssrc,
        (int) fraction,
        (int) Math.clamp(lost, -MAX_CUMULATIVE, MAX_CUMULATIVE),
        cycles + highest & 0xFFFF_FFFFL,
        Math.round(jitterTicks),
        reportMiddle,
        delay & 0xFFFF_FFFFL);
  }
}
