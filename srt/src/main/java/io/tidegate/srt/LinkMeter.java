package io.tidegate.srt;

import io.tidegate.media.Nullable;
import io.tidegate.srt.lib.SrtStat;
import io.tidegate.srt.lib.SrtStats;
import java.util.Arrays;

/// Sums up one session for [LearnedLatency]. Loop-confined.
final class LinkMeter {
  /// One reading a second: the last ten minutes.
  private static final int READINGS = 600;

  /// A shorter session says nothing: the round trip starts from libsrt's guess of 100 ms.
  private static final int LEAST_READINGS = 10;

  private final double[] rttMs = new double[READINGS];
  private int readings;
  private int reorderPackets;
  private SrtStats last = SrtStats.NONE;

  void read(SrtStats stats) {
    last = stats;
    if (stats.count(SrtStat.PACKETS_RECEIVED) > 0) {
      rttMs[readings++ % READINGS] = stats.value(SrtStat.RTT);
      reorderPackets = Math.max(reorderPackets, (int) stats.count(SrtStat.REORDER_DISTANCE));
    }
  }

  /// The newest reading.
  SrtStats last() {
    return last;
  }

  /// Null when the session was too short.
  LearnedLatency.@Nullable Session session() {
    if (readings < LEAST_READINGS) {
      return null;
    }
    double[] sorted = Arrays.copyOf(rttMs, Math.min(readings, READINGS));
    Arrays.sort(sorted);
    double lost = last.count(SrtStat.RECEIVE_LOSS_TOTAL);
    double came = last.count(SrtStat.UNIQUE_RECEIVED_TOTAL);
    return new LearnedLatency.Session(
        sorted[(int) (0.95 * (sorted.length - 1))],
        came == 0 ? 0 : Math.min(1, lost / (came + lost)),
        reorderPackets);
  }
}
