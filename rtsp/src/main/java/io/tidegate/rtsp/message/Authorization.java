package io.tidegate.rtsp.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.media.Nullable;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;

/// What a client answers in `Authorization`. RFC 7235 §4.2. Immutable.
public sealed interface Authorization {
  String user();

  /// Whether it is the right answer of one who knows `login`.
  ///
  /// @param challenge ours
  /// @param method of the request
  boolean matches(Credentials login, Challenge.Digest challenge, String method);

  /// RFC 7617.
  record Basic(String user, String password) implements Authorization {
    @Override
    public boolean matches(Credentials login, Challenge.Digest challenge, String method) {
      return same(user, login.user()) && same(password, login.password());
    }

    @Override
    public String toString() {
      return "Basic";
    }
  }

  /// RFC 7616, RFC 2069 without `qop`.
  ///
  /// @param uri as the client hashed it: proxies and clients change the one of the request line
  /// @param qop empty for RFC 2069
  record Digest(
      String user,
      String realm,
      String nonce,
      String uri,
      String response,
      String qop,
      String nonceCount,
      String clientNonce)
      implements Authorization {
    @Override
    public boolean matches(Credentials login, Challenge.Digest challenge, String method) {
      boolean ours = realm.equals(challenge.realm()) && nonce.equals(challenge.nonce());
      boolean withQop = !qop.isEmpty();
      if (!ours || (withQop && !qop.equals("auth"))) {
        return false;
      }
      int count = count();
      Challenge.Digest answered =
          new Challenge.Digest(
              realm, nonce, null, challenge.algorithm(), challenge.session(), withQop, false);
      DigestAnswer.NonceUse use = new DigestAnswer.NonceUse(count, clientNonce);
      String right = DigestAnswer.response(answered, login, method, uri, use);
      return same(user, login.user()) && same(response.toLowerCase(Locale.ROOT), right);
    }

    private int count() {
      boolean isHex =
          !nonceCount.isEmpty()
              && nonceCount.length() <= 8
              && nonceCount.chars().allMatch(c -> c < 0x80 && Character.digit(c, 16) >= 0);
      return isHex ? Integer.parseUnsignedInt(nonceCount, 16) : 0;
    }

    @Override
    public String toString() {
      return "Digest";
    }
  }

  /// Null for what is no answer of a scheme that we know.
  static @Nullable Authorization parse(@Nullable String value) {
    int blank = value == null ? -1 : value.indexOf(' ');
    if (value == null || blank < 0) {
      return null;
    }
    String rest = value.substring(blank + 1).strip();
    return switch (value.substring(0, blank).toLowerCase(Locale.ROOT)) {
      case "basic" -> basic(rest);
      case "digest" -> digest(Parameters.parse(rest, ','));
      default -> null;
    };
  }

  private static @Nullable Authorization basic(String text) {
    String plain;
    try {
      plain = new String(Base64.getDecoder().decode(text), UTF_8);
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
    int colon = plain.indexOf(':');
    return colon < 0 ? null : new Basic(plain.substring(0, colon), plain.substring(colon + 1));
  }

  private static @Nullable Authorization digest(Parameters parameters) {
    String user = parameters.get("username");
    String response = parameters.get("response");
    return user == null || response == null
        ? null
        : new Digest(
            user,
            parameters.get("realm", ""),
            parameters.get("nonce", ""),
            parameters.get("uri", ""),
            response,
            parameters.get("qop", ""),
            parameters.get("nc", ""),
            parameters.get("cnonce", ""));
  }

  /// In a time that does not tell how much of it is right.
  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(one.getBytes(UTF_8), other.getBytes(UTF_8));
  }
}
