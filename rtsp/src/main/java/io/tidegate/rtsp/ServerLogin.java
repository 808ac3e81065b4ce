package io.tidegate.rtsp;

import io.tidegate.media.Nullable;
import io.tidegate.rtsp.message.Authorization;
import io.tidegate.rtsp.message.Challenge;
import io.tidegate.rtsp.message.Credentials;
import io.tidegate.rtsp.message.DigestAlgorithm;
import io.tidegate.rtsp.message.Headers;
import io.tidegate.rtsp.message.RtspRequest;
import java.util.HashMap;
import java.util.Map;

/// Who a client says it is: by a token in its URL, or by name and password. RFC 7235.
/// Loop-confined; one for each connection.
///
/// There is one secret, the token; any name goes with it. Basic brings it, Digest proves it. MD5
/// alone is offered: FFmpeg answers the last Digest that it reads, whatever its algorithm.
final class ServerLogin {
  private static final String REALM = "tidegate";
  private static final String TOKEN = "token";

  private final String secret;
  private final Challenge.Digest challenge;

  /// @param secret the token, empty when there is none
  ServerLogin(String secret) {
    this.secret = secret;
    this.challenge =
        new Challenge.Digest(
            REALM, ClientNonce.next(), null, DigestAlgorithm.MD5, false, false, false);
  }

  /// The parameters that the policy decides by: those of the URL, and the token as the password
  /// brought or proved it.
  Map<String, String> parameters(RtspRequest request, Map<String, String> ofUrl) {
    String token = token(request);
    if (token == null) {
      return ofUrl;
    }
    Map<String, String> all = new HashMap<>(ofUrl);
    all.put(TOKEN, token);
    return all;
  }

  private @Nullable String token(RtspRequest request) {
    Authorization answer = Authorization.parse(request.headers().first("Authorization"));
    return switch (answer) {
      case null -> null;
      case Authorization.Basic basic -> basic.password();
      case Authorization.Digest digest -> {
        Credentials login = new Credentials(digest.user(), secret);
        boolean proves = !secret.isEmpty() && digest.matches(login, challenge, request.method());
        yield proves ? secret : null;
      }
    };
  }

  /// What is asked of a client that has to say who it is.
  Headers challenges() {
    Headers headers = Headers.NONE;
    if (!secret.isEmpty()) {
      headers = headers.with("WWW-Authenticate", challenge.toString());
    }
    return headers.with("WWW-Authenticate", new Challenge.Basic(REALM).toString());
  }
}
