package io.tidegate.rtsp.message;

import java.util.Locale;

/// The arithmetic of Digest. RFC 7616 §3.4, RFC 2069 §2.1.2 without `qop`.
final class DigestAnswer {
  private DigestAnswer() {}

  /// @param login name and password
  /// @param use nonce count and client nonce; ignored without `qop`, but for `-sess`
  static String response(
      Challenge.Digest challenge, Credentials login, String method, String uri, NonceUse use) {
    DigestAlgorithm algorithm = challenge.algorithm();
    String secret = algorithm.hash(login.user() + ":" + challenge.realm() + ":" + login.password());
    if (challenge.session()) {
      secret = algorithm.hash(secret + ":" + challenge.nonce() + ":" + use.clientNonce());
    }
    String action = algorithm.hash(method + ":" + uri);
    return challenge.qopAuth()
        ? algorithm.hash(
            String.join(
                ":", secret, challenge.nonce(), use.countText(), use.clientNonce(), "auth", action))
        : algorithm.hash(secret + ":" + challenge.nonce() + ":" + action);
  }

  /// @param count how often the nonce was used, this time included
  record NonceUse(int count, String clientNonce) {
    String countText() {
      return String.format(Locale.ROOT, "%08x", count);
    }
  }
}
