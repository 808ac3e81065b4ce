package io.tidegate.gateway.tls;

import io.tidegate.media.Nullable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// A certificate in use, as others see it. Immutable snapshot.
///
/// @param listeners that show it: `https`, `rtmps`, `rtsps`
/// @param file the chain was read from
/// @param subject distinguished name, RFC 2253
/// @param fingerprint SHA-256 of the certificate, pairs of hexadecimal digits with colons
/// @param selfSigned whether nobody else vouches for it
/// @param names host names and addresses it is for
/// @param loaded when it was taken into use
/// @param problem why newer files are not in use, null when there are none
public record CertificateView(
    List<String> listeners,
    String file,
    String subject,
    String fingerprint,
    boolean selfSigned,
    List<String> names,
    Instant notBefore,
    Instant notAfter,
    Instant loaded,
    @Nullable String problem) {
  /// Renewal is overdue: those who renew by themselves do so 30 days before.
  private static final Duration SOON = Duration.ofDays(14);

  public CertificateView {
    listeners = List.copyOf(listeners);
    names = List.copyOf(names);
  }

  /// How it stands at `now`: `valid`, `expiring`, `expired` or `not-yet-valid`.
  public String state(Instant now) {
    if (now.isAfter(notAfter)) {
      return "expired";
    }
    if (now.isBefore(notBefore)) {
      return "not-yet-valid";
    }
    return now.plus(SOON).isAfter(notAfter) ? "expiring" : "valid";
  }

  /// What an operator has to know, null when all is well.
  @Nullable
  String trouble(Instant now) {
    if (problem != null) {
      return file + ": " + problem;
    }
    return switch (state(now)) {
      case "expired" -> file + ": expired at " + notAfter;
      case "not-yet-valid" -> file + ": valid from " + notBefore + ", is the clock right?";
      case "expiring" -> file + ": expires at " + notAfter;
      default -> null;
    };
  }
}
