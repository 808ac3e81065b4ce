package io.tidegate.srt.relay;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/// A drill on one peer. Relay thread only.
///
/// After its end packets pass at once again, but for those that are still under way; its books stay
/// open a second longer.
final class PeerDrill {
  private final DrillLane inbound;
  private final DrillLane outbound;
  private final long endNanos;
  private final CompletableFuture<DrillReport> report;

  PeerDrill(
      Drill drill,
      DrillLane.Arrival toLibsrt,
      DrillLane.Arrival toNetwork,
      CompletableFuture<DrillReport> report,
      long nowNanos) {
    inbound = new DrillLane(new ImpairedLane(drill.inbound(), drill.seed(), nowNanos), toLibsrt);
    outbound =
        new DrillLane(new ImpairedLane(drill.outbound(), ~drill.seed(), nowNanos), toNetwork);
    endNanos = nowNanos + drill.length().toNanos();
    this.report = report;
  }

  /// Whether packets of this moment still go through it.
  boolean runs(long nowNanos) {
    return nowNanos - endNanos < 0;
  }

  void fromNetwork(ByteBuffer buffer, int at, int length, long latencyNanos, long nowNanos) {
    inbound.take(buffer, at, length, latencyNanos, nowNanos);
  }

  void fromLibsrt(ByteBuffer buffer, int at, int length, long latencyNanos, long nowNanos) {
    outbound.take(buffer, at, length, latencyNanos, nowNanos);
  }

  /// Notes data that passes after the end: a copy of something dropped may be in it.
  void passed(ByteBuffer buffer, int at, int length, boolean fromNetwork, long nowNanos) {
    (fromNetwork ? inbound : outbound).passed(buffer, at, length, nowNanos);
  }

  void poll(long nowNanos) {
    inbound.poll(nowNanos);
    outbound.poll(nowNanos);
  }

  /// When a packet arrives or the books can be closed, or `none`.
  long nextDueNanos(long none) {
    if (inbound.isEmpty() && outbound.isEmpty()) {
      return Math.min(none, endNanos + DrillLane.LATE_NANOS + 1);
    }
    return Math.min(inbound.nextDueNanos(none), outbound.nextDueNanos(none));
  }

  /// The books can be closed.
  boolean isOver(long nowNanos) {
    return nowNanos - endNanos > DrillLane.LATE_NANOS && inbound.isEmpty() && outbound.isEmpty();
  }

  DrillReport view(boolean closed) {
    return new DrillReport(inbound.report(closed), outbound.report(closed), closed);
  }

  /// Closes the books.
  DrillReport close() {
    DrillReport last = view(true);
    report.complete(last);
    return last;
  }
}
