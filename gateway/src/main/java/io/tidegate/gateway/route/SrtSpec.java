package io.tidegate.gateway.route;

import io.tidegate.gateway.config.Token;
import io.tidegate.media.DataSize;
import io.tidegate.media.Nullable;
import io.tidegate.srt.SrtProfile;
import java.time.Duration;

/// What a route says about SRT; null where the `srt:` section of the configuration decides.
/// Immutable.
///
/// @param latencyMs receiver latency that we ask for
/// @param maxLatencyMs up to where earlier sessions may raise it
/// @param peerLatencyMs least latency of the peer for what we send
/// @param passphrase [Token#NONE] for no encryption
/// @param keyBytes 16, 24 or 32; 0 for libsrt's choice
/// @param packetFilter libsrt's text, empty for none
/// @param reorderTolerance packets to wait before a gap is reported
/// @param receiveBuffer of libsrt
/// @param idleTimeout a silent peer is gone
/// @param policy of retransmission
/// @param transport what is done with the transport stream of a publisher
public record SrtSpec(
    @Nullable Integer latencyMs,
    @Nullable Integer maxLatencyMs,
    @Nullable Integer peerLatencyMs,
    Token passphrase,
    int keyBytes,
    String packetFilter,
    @Nullable Integer reorderTolerance,
    @Nullable DataSize receiveBuffer,
    @Nullable Duration idleTimeout,
    @Nullable String policy,
    Transport transport) {
  /// @param program program_number that feeds the outputs that are not SRT, 0 for the first
  /// @param audioPid PID of its sound, 0 for the first
  /// @param remux whether SRT outputs get that alone, too, instead of all as it came
  public record Transport(int program, int audioPid, boolean remux) {
    /// The first of everything, and SRT outputs get it as it came.
    public static final Transport DEFAULT = new Transport(0, 0, false);
  }

  /// A route that says nothing.
  public static final SrtSpec NONE =
      new SrtSpec(null, null, null, Token.NONE, 0, "", null, null, null, null, Transport.DEFAULT);

  /// What holds, `general` being what the `srt:` section says. The passphrase is the route's own: a
  /// route without one is not encrypted.
  public SrtProfile over(SrtProfile general) {
    int latency = or(latencyMs, general.latencyMs());
    return new SrtProfile(
        latency,
        Math.max(latency, or(maxLatencyMs, general.maxLatencyMs())),
        or(peerLatencyMs, general.peerLatencyMs()),
        passphrase.isEmpty() ? null : passphrase.text(),
        keyBytes,
        packetFilter.isEmpty() ? general.packetFilter() : packetFilter,
        or(reorderTolerance, general.reorderTolerance()),
        or(receiveBuffer, general.receiveBuffer()),
        or(idleTimeout, general.idleTimeout()),
        general.nakReport(),
        or(policy, general.policy()));
  }

  private static <T> T or(@Nullable T own, T general) {
    return own == null ? general : own;
  }
}
