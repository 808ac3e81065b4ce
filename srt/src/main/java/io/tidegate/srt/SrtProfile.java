package io.tidegate.srt;

import io.tidegate.media.DataSize;
import io.tidegate.media.Nullable;
import io.tidegate.srt.arq.ArqPolicies;
import io.tidegate.srt.arq.HandshakePlan;
import io.tidegate.srt.lib.SrtOption;
import io.tidegate.srt.lib.SrtSettings;
import java.time.Duration;

/// How the peers of one route are spoken to. Immutable.
///
/// @param latencyMs receiver latency that we ask for; the larger of both ends holds
/// @param maxLatencyMs up to where earlier sessions of a peer may raise it; equal for never
/// @param peerLatencyMs least latency that the peer shall apply to what we send
/// @param passphrase 10 to 79 characters, null for no encryption; never logged
/// @param keyBytes 16, 24 or 32 for what we send or call; 0 for libsrt's choice. A caller that
///   sends chooses for itself: its link shows what it chose
/// @param packetFilter libsrt's text, such as `fec,cols:10,rows:5`; empty for the peer's
/// @param reorderTolerance packets to wait before a gap is reported
/// @param receiveBuffer bitrate / 8 × latency × 1.5 is enough
/// @param idleTimeout a peer that is silent for so long is gone
/// @param nakReport whether losses are reported again and again
/// @param policy of retransmission, one of [ArqPolicies#NAMES]
public record SrtProfile(
    int latencyMs,
    int maxLatencyMs,
    int peerLatencyMs,
    @Nullable String passphrase,
    int keyBytes,
    String packetFilter,
    int reorderTolerance,
    DataSize receiveBuffer,
    Duration idleTimeout,
    boolean nakReport,
    String policy) {
  /// 120 ms both ways, as libsrt has it; no encryption; 12 MB, which is 8 s of 12 Mbit/s; 5 s.
  public static final SrtProfile DEFAULT =
      new SrtProfile(
          120,
          120,
          0,
          null,
          0,
          "",
          0,
          new DataSize(12_000_000),
          Duration.ofSeconds(5),
          true,
          "stock");

  /// Most that libsrt takes for a latency without overflow of its 16-bit field.
  private static final int MAX_LATENCY_MS = 65_535;

  /// The payload of a packet of 1500 bytes: libsrt's buffers count in these.
  private static final int PACKET_BYTES = 1_456;

  private static final int DEFAULT_FLOW_PACKETS = 25_600;

  public SrtProfile {
    check(latencyMs >= 0 && latencyMs <= maxLatencyMs, "latency " + latencyMs);
    check(maxLatencyMs <= MAX_LATENCY_MS, "at most " + maxLatencyMs + " ms of latency");
    check(peerLatencyMs >= 0 && peerLatencyMs <= MAX_LATENCY_MS, "peer latency " + peerLatencyMs);
    check(
        passphrase == null || (passphrase.length() >= 10 && passphrase.length() <= 79),
        "a passphrase has 10 to 79 characters");
    check(
        keyBytes == 0 || keyBytes == 16 || keyBytes == 24 || keyBytes == 32,
        "key of " + keyBytes + " bytes");
    check(packetFilter.length() <= StreamId.MAX_LENGTH, "a packet filter that long");
    check(reorderTolerance >= 0, "reorder tolerance " + reorderTolerance);
    check(receiveBuffer.bytes() >= 64_000 && receiveBuffer.bytes() <= 1_000_000_000, "buffer");
    check(idleTimeout.toMillis() >= 1_000 && idleTimeout.toMinutes() <= 10, "idle timeout");
    check(ArqPolicies.NAMES.contains(policy), "policy " + policy);
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException("SRT profile: " + what);
    }
  }

  public SrtProfile withLatency(int atLeastMs, int atMostMs) {
    return new SrtProfile(
        atLeastMs,
        atMostMs,
        peerLatencyMs,
        passphrase,
        keyBytes,
        packetFilter,
        reorderTolerance,
        receiveBuffer,
        idleTimeout,
        nakReport,
        policy);
  }

  public SrtProfile withPassphrase(@Nullable String secret, int keyLengthBytes) {
    return new SrtProfile(
        latencyMs,
        maxLatencyMs,
        peerLatencyMs,
        secret,
        keyLengthBytes,
        packetFilter,
        reorderTolerance,
        receiveBuffer,
        idleTimeout,
        nakReport,
        policy);
  }

  public SrtProfile withPolicy(String name) {
    return new SrtProfile(
        latencyMs,
        maxLatencyMs,
        peerLatencyMs,
        passphrase,
        keyBytes,
        packetFilter,
        reorderTolerance,
        receiveBuffer,
        idleTimeout,
        nakReport,
        name);
  }

  public SrtProfile withIdleTimeout(Duration timeout) {
    return new SrtProfile(
        latencyMs,
        maxLatencyMs,
        peerLatencyMs,
        passphrase,
        keyBytes,
        packetFilter,
        reorderTolerance,
        receiveBuffer,
        timeout,
        nakReport,
        policy);
  }

  /// True when earlier sessions decide about the next.
  boolean learns() {
    return maxLatencyMs > latencyMs;
  }

  /// libsrt's options for a peer, `plan` being what earlier sessions suggest.
  SrtSettings settings(HandshakePlan plan) {
    SrtSettings.Builder settings =
        SrtSettings.builder()
            .set(SrtOption.RCVLATENCY, plan.latencyMs())
            .set(SrtOption.PEERLATENCY, peerLatencyMs)
            .set(SrtOption.LOSSMAXTTL, Math.max(reorderTolerance, plan.reorderTolerance()))
            .set(SrtOption.PEERIDLETIMEO, (int) idleTimeout.toMillis())
            .set(SrtOption.NAKREPORT, nakReport)
            .set(SrtOption.RCVBUF, (int) receiveBuffer.bytes())
            .set(SrtOption.FC, flowPackets());
    String filter = packetFilter.isEmpty() ? plan.packetFilter() : packetFilter;
    if (!filter.isEmpty()) {
      settings.set(SrtOption.PACKETFILTER, filter);
    }
    if (passphrase != null) {
      settings.set(SrtOption.PASSPHRASE, passphrase);
      if (keyBytes != 0) {
        settings.set(SrtOption.PBKEYLEN, keyBytes);
      }
    }
    return settings.build();
  }

  /// libsrt takes the smaller of window and buffer.
  private int flowPackets() {
    return Math.max(DEFAULT_FLOW_PACKETS, (int) (receiveBuffer.bytes() / PACKET_BYTES) + 1);
  }

  /// Without the passphrase.
  @Override
  public String toString() {
    return "latency "
        + latencyMs
        + " to "
        + maxLatencyMs
        + " ms, policy "
        + policy
        + (passphrase == null ? "" : ", encrypted");
  }
}
