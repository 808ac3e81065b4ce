package io.tidegate.media.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.media.Nullable;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What a peer brought to show that it may, whatever it speaks. Immutable.
///
/// | where | user and password | token |
/// | --- | --- | --- |
/// | `Authorization` of HTTP and RTSP | Basic, RFC 7617 | Bearer, RFC 6750 |
/// | query of a URL, of RTMP's `tcUrl` and name, of an SRT stream id | `user=`, `pass=` | `token=` |
/// | keys of an SRT stream id | `u=`, `s=`; `publish:x:user:pass` | `token=` |
///
/// Encoders that have no field for a token carry it as a password, with any user: see [#secrets].
///
/// @param parameters of the URL's query, and the like
public record Credentials(
    String user, String password, String token, Map<String, String> parameters) {
  /// Nothing was brought.
  public static final Credentials NONE = of(Map.of());

  /// Longer than any token, signed or not: RFC 9110 says nothing, servers take 8 KB.
  private static final int LONGEST_HEADER = 8_192;

  public Credentials {
    parameters = Map.copyOf(parameters);
  }

  /// Of a query alone.
  public static Credentials of(Map<String, String> parameters) {
    return new Credentials(
        parameters.getOrDefault("user", ""),
        parameters.getOrDefault("pass", ""),
        parameters.getOrDefault("token", ""),
        parameters);
  }

  /// Of a query and an `Authorization` header, which wins. One that is malformed, or of another
  /// scheme, counts for nothing.
  public static Credentials of(Map<String, String> parameters, @Nullable String authorization) {
    Credentials ofQuery = of(parameters);
    if (authorization == null || authorization.length() > LONGEST_HEADER) {
      return ofQuery;
    }
    String text = authorization.strip();
    int blank = text.indexOf(' ');
    String rest = blank < 0 ? "" : text.substring(blank + 1).strip();
    if (rest.isEmpty()) {
      return ofQuery;
    }
    String scheme = text.substring(0, blank);
    if (scheme.equalsIgnoreCase("bearer")) {
      return ofQuery.withToken(rest);
    }
    return scheme.equalsIgnoreCase("basic") ? ofQuery.withBasic(rest) : ofQuery;
  }

  /// The same with this token.
  public Credentials withToken(String shown) {
    return new Credentials(user, password, shown, parameters);
  }

  /// RFC 7617 §2: the user has no colon, the password may.
  private Credentials withBasic(String encoded) {
    String plain;
    try {
      plain = new String(Base64.getDecoder().decode(encoded), UTF_8);
    } catch (IllegalArgumentException notBase64) {
      return this;
    }
    int colon = plain.indexOf(':');
    return colon < 0
        ? this
        : new Credentials(plain.substring(0, colon), plain.substring(colon + 1), token, parameters);
  }

  /// Whether nothing was brought that could be looked at.
  public boolean isEmpty() {
    return token.isEmpty() && password.isEmpty();
  }

  /// Whatever may be a token: what was brought as one, and the password.
  public List<String> secrets() {
    return Stream.of(token, password).filter(secret -> !secret.isEmpty()).distinct().toList();
  }

  /// Without anything that it holds.
  @Override
  public String toString() {
    return isEmpty() ? "no credentials" : "credentials";
  }
}
