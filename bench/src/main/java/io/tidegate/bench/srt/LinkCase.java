package io.tidegate.bench.srt;

import io.tidegate.srt.relay.Impairment;
import java.util.List;

/// One link and what is sent over it. Immutable.
///
/// @param label number of its row, or `-`
/// @param name such as `random 80/120/10`: round trip, latency, loss in percent
/// @param latencyMs of the session
/// @param network each direction of it; [Impairment#NONE] leaves it out
/// @param kbps of the stream
/// @param senderSide the relay stands behind the sender, not before the receiver
/// @param correction the listener offers forward error correction
/// @param limit what the relay is held to
record LinkCase(
    String label,
    String name,
    int latencyMs,
    Impairment network,
    int kbps,
    boolean senderSide,
    boolean correction,
    Limit limit) {
  /// Columns and rows of the packet filter.
  static final String FILTER = "fec,cols:5,rows:5,layout:staircase,arq:always";

  /// Nothing is lost while a session opens.
  private static final double GRACE_MS = 1200;

  private static final double BURST_MS = 15;
  private static final int KBPS = 4000;

  /// The acceptance table.
  static List<LinkCase> table() {
    Impairment reordered = link(80).withReordering(0.05, 12);
    Impairment narrow = random(80, 10).withBottleneck(4600, 150);
    return List.of(
        of("1", 80, 320, random(80, 10), Limit.residual(0.005).withOverhead(14)),
        of("2", 80, 120, random(80, 10), Limit.residual(0.03).withOverhead(40)),
        of("3", 80, 320, random(80, 20), Limit.residual(0.03).withOverhead(45)),
        of("4", 80, 120, bursty(80, 10), Limit.residual(0.5)),
        of("5", 80, 320, bursty(80, 20), Limit.residual(0.2)),
        of("6", 200, 120, random(200, 10), Limit.residual(0.5).withOverhead(50)).withCorrection(),
        of("7", 80, 120, reordered, Limit.residual(0).withOverhead(0.2)),
        of("8", 80, 120, narrow, Limit.aboveStock(0.2)),
        of("9", 200, 800, bursty(200, 20), Limit.aboveStock(0)),
        of("10", 80, 120, random(80, 10), Limit.residual(0.15).withOverhead(35)).atSender(),
        new LinkCase(
            "11", "100 Mbit/s", 120, Impairment.NONE, 100_000, false, false, Limit.cpu(15)));
  }

  /// A link named after what it does.
  static LinkCase of(String label, int rttMs, int latencyMs, Impairment network, Limit limit) {
    StringBuilder name = new StringBuilder(network.burstMs() > 0 ? "bursty " : "random ");
    name.append(rttMs).append('/').append(latencyMs).append('/');
    name.append(decimal(100 * network.lossShare()));
    if (network.reorderShare() > 0) {
      name.append(", ").append(decimal(100 * network.reorderShare())).append(" % late by ");
      name.append(decimal(network.reorderMs())).append(" ms");
    }
    if (network.rateKbps() > 0) {
      name.append(", bottleneck ").append(decimal(network.rateKbps())).append(" kbit/s");
    }
    return new LinkCase(label, name.toString(), latencyMs, network, KBPS, false, false, limit);
  }

  static Impairment link(int rttMs) {
    return Impairment.NONE.withDelay(rttMs / 2.0, 0).withGrace(GRACE_MS);
  }

  static Impairment random(int rttMs, double lossPercent) {
    return link(rttMs).withLoss(lossPercent / 100);
  }

  static Impairment bursty(int rttMs, double lossPercent) {
    return link(rttMs).withBursts(lossPercent / 100, BURST_MS);
  }

  LinkCase withCorrection() {
    return new LinkCase(
        label, name + ", FEC 5x5", latencyMs, network, kbps, senderSide, true, limit);
  }

  LinkCase atSender() {
    return new LinkCase(
        label, name + ", sender side", latencyMs, network, kbps, true, correction, limit);
  }

  boolean impaired() {
    return !network.equals(Impairment.NONE);
  }

  /// Whether the machine did not stand still. Half of the packets in time shows that the handshake
  /// was, and 99 of 100 that the rest was; bursts and queues delay the latter by themselves.
  boolean isSound(double p50Ms, double p99Ms) {
    if (!impaired()) {
      return true;
    }
    double mostMs = network.delayMs() + latencyMs + 5;
    boolean steady = network.burstMs() == 0 && network.rateKbps() == 0;
    return p50Ms <= mostMs && (!steady || p99Ms <= mostMs + network.reorderMs());
  }

  private static String decimal(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
