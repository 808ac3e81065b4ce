package io.tidegate.rtsp;

import io.tidegate.media.hub.Credentials;
import io.tidegate.rtsp.message.Authorization;
import io.tidegate.rtsp.message.Challenge;
import io.tidegate.rtsp.message.DigestAlgorithm;
import io.tidegate.rtsp.message.Headers;
import io.tidegate.rtsp.message.RtspRequest;
import java.util.Map;

/// Who a client says it is: by a token in its URL, or by name and password. RFC 7235.
/// Loop-confined; one for each connection.
///
/// Basic brings a password, Digest proves one: of the token that publishers share, any name goes
/// with it. Passwords of users are kept as hashes alone, which prove nothing, so that Digest is
/// offered for the shared token only. MD5 alone is offered: FFmpeg answers the last Digest that it
/// reads, whatever its algorithm.
final class ServerLogin {
  private static final String REALM = "tidegate";

  private final String secret;
  private final Challenge.Digest challenge;

  /// @param secret the token, empty when there is none
  ServerLogin(String secret) {
    this.secret = secret;
    this.challenge =
        new Challenge.Digest(
            REALM, ClientNonce.next(), null, DigestAlgorithm.MD5, false, false, false);
  }

  /// What the policy decides by.
  ///
  /// @param ofUrl the parameters of the URL
  Credentials credentials(RtspRequest request, Map<String, String> ofUrl) {
    String header = request.headers().first("Authorization");
    Credentials shown = Credentials.of(ofUrl, header);
    return Authorization.parse(header) instanceof Authorization.Digest digest
            && proves(digest, request)
        ? shown.withToken(secret)
        : shown;
  }

  private boolean proves(Authorization.Digest digest, RtspRequest request) {
    var login = new io.tidegate.rtsp.message.Credentials(digest.user(), secret);
    return !secret.isEmpty() && digest.matches(login, challenge, request.method());
  }

  /// What is asked of a client that has to say who it is.
  ///
  /// @param publishes it may show the token that publishers share; clients answer by Digest
  ///   wherever it is offered
  Headers challenges(boolean publishes) {
    Headers headers = Headers.NONE;
    if (publishes && !secret.isEmpty()) {
      headers = headers.with("WWW-Authenticate", challenge.toString());
    }
    return headers.with("WWW-Authenticate", new Challenge.Basic(REALM).toString());
  }
}
