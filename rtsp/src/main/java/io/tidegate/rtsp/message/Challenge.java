package io.tidegate.rtsp.message;

import io.tidegate.media.Nullable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a server asks for in `WWW-Authenticate`. RFC 7235 §4.1. Immutable.
public sealed interface Challenge {
  String realm();

  /// RFC 7617.
  record Basic(String realm) implements Challenge {
    @Override
    public String toString() {
      return "Basic realm=" + Parameters.quoted(realm);
    }
  }

  /// RFC 7616; RFC 2069 when `qop` is not there.
  ///
  /// @param opaque null when there is none
  /// @param session the `-sess` form of the algorithm
  /// @param qopAuth whether `qop="auth"` is offered
  /// @param stale the password was right, the nonce is too old
  record Digest(
      String realm,
      String nonce,
      @Nullable String opaque,
      DigestAlgorithm algorithm,
      boolean session,
      boolean qopAuth,
      boolean stale)
      implements Challenge {
    @Override
    public String toString() {
      return "Digest realm="
          + Parameters.quoted(realm)
          + ", nonce="
          + Parameters.quoted(nonce)
          + (qopAuth ? ", qop=\"auth\"" : "")
          + (opaque == null ? "" : ", opaque=" + Parameters.quoted(opaque))
          + ", algorithm="
          + algorithm.label()
          + (session ? "-sess" : "")
          + (stale ? ", stale=true" : "");
    }
  }

  /// The challenges that we can answer, in the order offered; unknown schemes, algorithms and
  /// `qop=auth-int` alone are left out.
  ///
  /// @param values of all `WWW-Authenticate` headers; one may hold several challenges
  static List<Challenge> parseAll(List<String> values) {
    List<Challenge> known = new ArrayList<>();
    for (String value : values) {
      for (String one : ChallengeText.split(value)) {
        Challenge challenge = parse(one);
        if (challenge != null) {
          known.add(challenge);
        }
      }
    }
    return known;
  }

  private static @Nullable Challenge parse(String text) {
    int blank = text.indexOf(' ');
    String scheme = (blank < 0 ? text : text.substring(0, blank)).toLowerCase(Locale.ROOT);
    Parameters parameters = Parameters.parse(blank < 0 ? "" : text.substring(blank + 1), ',');
    return switch (scheme) {
      case "basic" -> new Basic(parameters.get("realm", ""));
      case "digest" -> digest(parameters);
      default -> null;
    };
  }

  private static @Nullable Challenge digest(Parameters parameters) {
    String name = parameters.get("algorithm", "MD5");
    boolean session = name.toLowerCase(Locale.ROOT).endsWith("-sess");
    DigestAlgorithm algorithm =
        DigestAlgorithm.of(session ? name.substring(0, name.length() - 5) : name);
    String nonce = parameters.get("nonce");
    List<String> qops = Parameters.split(parameters.get("qop", "").toLowerCase(Locale.ROOT), ',');
    boolean auth = qops.contains("auth");
    boolean integrityOnly = !auth && qops.contains("auth-int");
    if (algorithm == null || nonce == null || integrityOnly) {
      return null;
    }
    return new Digest(
        parameters.get("realm", ""),
        nonce,
        parameters.get("opaque"),
        algorithm,
        session,
        auth,
        parameters.get("stale", "").equalsIgnoreCase("true"));
  }
}
