package io.tidegate.cluster.tunnel;

import io.tidegate.cluster.pki.Refusal;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// What the tunnel has done since it began. Any thread.
public final class TunnelStats {
  private final Map<Refusal, LongAdder> refused = new EnumMap<>(Refusal.class);
  final LongAdder accepted = new LongAdder();
  final LongAdder called = new LongAdder();
  final LongAdder handshakesFailed = new LongAdder();
  final LongAdder overLimit = new LongAdder();
  final LongAdder lost = new LongAdder();
  final LongAdder revoked = new LongAdder();
  final LongAdder idle = new LongAdder();
  final LongAdder bytesIn = new LongAdder();
  final LongAdder bytesOut = new LongAdder();

  TunnelStats() {
    for (Refusal reason : Refusal.values()) {
      refused.put(reason, new LongAdder());
    }
  }

  void refuse(Refusal reason) {
    adder(reason).increment();
  }

  private LongAdder adder(Refusal reason) {
    LongAdder adder = refused.get(reason);
    if (adder == null) {
      throw new IllegalStateException("no counter for " + reason);
    }
    return adder;
  }

  /// As of now.
  View view() {
    Map<Refusal, Long> reasons = new EnumMap<>(Refusal.class);
    refused.forEach((reason, count) -> reasons.put(reason, count.sum()));
    return new View(
        accepted.sum(),
        called.sum(),
        handshakesFailed.sum(),
        overLimit.sum(),
        lost.sum(),
        revoked.sum(),
        idle.sum(),
        bytesIn.sum(),
        bytesOut.sum(),
        Map.copyOf(reasons));
  }

  /// Immutable.
  ///
  /// @param accepted connections of peers that were taken
  /// @param called connections to peers that were made
  /// @param handshakesFailed that were no TLS of ours at all, or too slow
  /// @param overLimit turned away because there were too many
  /// @param lost times that a peer went away
  /// @param revoked connections that a revocation ended
  /// @param idle connections that were closed because nothing was sent
  /// @param bytesIn from peers, without TLS
  /// @param bytesOut to peers, without TLS
  /// @param refused certificates that were turned away
  public record View(
      long accepted,
      long called,
      long handshakesFailed,
      long overLimit,
      long lost,
      long revoked,
      long idle,
      long bytesIn,
      long bytesOut,
      Map<Refusal, Long> refused) {
    /// How often for this reason.
    public long refused(Refusal reason) {
      return refused.getOrDefault(reason, 0L);
    }
  }
}
