package io.tidegate.gateway.route;

import io.tidegate.gateway.config.Token;
import io.tidegate.media.DataSize;
import io.tidegate.media.Nullable;
import io.tidegate.srt.SrtProfile;
import io.tidegate.srt.arq.ArqPolicies;
import jakarta.validation.Valid;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.hibernate.validator.constraints.Range;

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
@Sound
public record SrtSpec(
    @Range(min = MIN_LATENCY_MS, max = MAX_LATENCY_MS, message = WHOLE) @Nullable Integer latencyMs,
    @Range(max = MAX_LATENCY_MS, message = WHOLE) @Nullable Integer maxLatencyMs,
    @Range(max = MAX_LATENCY_MS, message = WHOLE) @Nullable Integer peerLatencyMs,
    Token passphrase,
    int keyBytes,
    String packetFilter,
    @Range(max = MAX_TOLERANCE, message = WHOLE) @Nullable Integer reorderTolerance,
    @Nullable DataSize receiveBuffer,
    @Nullable Duration idleTimeout,
    @Nullable String policy,
    @Valid Transport transport)
    implements Checked {
  /// Less than 20 ms is one loss away from nothing.
  public static final int MIN_LATENCY_MS = 20;

  /// More is no live picture.
  public static final int MAX_LATENCY_MS = 8_000;

  /// libsrt sends something each second.
  public static final int MIN_IDLE_MS = 1_000;

  public static final int MAX_IDLE_MS = 600_000;

  /// Some packets.
  public static final DataSize MIN_BUFFER = DataSize.ofKilobytes(64);

  /// 8 s of 500 Mbit/s.
  public static final DataSize MAX_BUFFER = DataSize.ofMegabytes(512);

  /// libsrt waits no longer than its window of some thousand packets.
  private static final int MAX_TOLERANCE = 1_000;

  private static final String WHOLE = "a whole number, {min} to {max}";

  /// AES; 0 where libsrt chooses.
  private static final Set<Integer> KEY_BYTES = Set.of(0, 16, 24, 32);

  /// libsrt's docs/features/packet-filtering-and-fec.md.
  private static final Pattern FILTER =
      Pattern.compile(
          "fec(,(cols:[1-9]\\d{0,2}|rows:-?\\d{1,3}|layout:(even|staircase)|arq:(always|onreq|never)))+");

  /// @param program program_number that feeds the outputs that are not SRT, 0 for the first
  /// @param audioPid PID of its sound, 0 where its language decides
  /// @param audioLanguage of its sound, in ISO 639-2, empty for the first
  /// @param remux whether SRT outputs get that alone, too, instead of all as it came
  public record Transport(
      @Range(max = MAX_PROGRAM, message = WHOLE) int program,
      @Range(max = MAX_PID, message = WHOLE) int audioPid,
      @jakarta.validation.constraints.Pattern(
              regexp = "([a-z]{3})?",
              message = "three small letters of ISO 639-2, such as eng")
          String audioLanguage,
      boolean remux) {
    /// ISO/IEC 13818-1 §2.4.4.5; 0, the network's, stands for the first.
    private static final int MAX_PROGRAM = 65_535;

    /// §2.4.3.3; 8191 are null packets, 0 stands for the first.
    private static final int MAX_PID = 8_190;

    /// The first of everything, and SRT outputs get it as it came.
    public static final Transport DEFAULT = new Transport(0, 0, "", false);
  }

  /// A route that says nothing.
  public static final SrtSpec NONE =
      new SrtSpec(null, null, null, Token.NONE, 0, "", null, null, null, null, Transport.DEFAULT);

  /// With another passphrase.
  public SrtSpec withPassphrase(Token other) {
    return new SrtSpec(
        latencyMs,
        maxLatencyMs,
        peerLatencyMs,
        other,
        keyBytes,
        packetFilter,
        reorderTolerance,
        receiveBuffer,
        idleTimeout,
        policy,
        transport);
  }

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

  @Override
  public List<Fault> faults() {
    List<Fault> faults = new ArrayList<>();
    if (latencyMs != null && maxLatencyMs != null && isBetween(maxLatencyMs, 1, latencyMs - 1)) {
      faults.add(new Fault("maxLatencyMs", "at least the latency, or 0"));
    }
    String refused = refusal(passphrase);
    if (!refused.isEmpty()) {
      faults.add(new Fault("passphrase", refused));
    }
    if (!KEY_BYTES.contains(keyBytes)) {
      faults.add(new Fault("keyLength", "one of 16, 24, 32"));
    } else if (keyBytes != 0 && passphrase.isEmpty()) {
      faults.add(new Fault("keyLength", "a passphrase with it"));
    }
    if (!packetFilter.isEmpty()
        && (!FILTER.matcher(packetFilter).matches() || !packetFilter.contains("cols:"))) {
      faults.add(new Fault("packetFilter", "a packet filter such as fec,cols:10,rows:5"));
    }
    if (receiveBuffer != null
        && (receiveBuffer.compareTo(MIN_BUFFER) < 0 || receiveBuffer.compareTo(MAX_BUFFER) > 0)) {
      faults.add(
          new Fault("receiveBuffer", "a size such as 256KB, " + MIN_BUFFER + " to " + MAX_BUFFER));
    }
    if (idleTimeout != null && !isBetween(idleTimeout.toMillis(), MIN_IDLE_MS, MAX_IDLE_MS)) {
      faults.add(
          new Fault("idleTimeoutMs", "a whole number, " + MIN_IDLE_MS + " to " + MAX_IDLE_MS));
    }
    if (policy != null && !ArqPolicies.NAMES.contains(policy)) {
      faults.add(new Fault("policy", "one of " + String.join(", ", ArqPolicies.NAMES)));
    }
    return faults;
  }

  /// What libsrt would not take about a passphrase (`SRTO_PASSPHRASE`), empty when it will do.
  public static String refusal(Token passphrase) {
    String text = passphrase.text();
    boolean fits =
        text.isEmpty()
            || (text.length() >= 10 && text.getBytes(StandardCharsets.UTF_8).length <= 79);
    return fits ? "" : "a passphrase of 10 to 79 characters, not " + text.length();
  }

  private static boolean isBetween(long value, long least, long most) {
    return value >= least && value <= most;
  }

  private static <T> T or(@Nullable T own, T general) {
    return own == null ? general : own;
  }
}
