package io.tidegate.gateway.onvif;

import io.tidegate.gateway.access.BoundedClient;
import io.tidegate.gateway.onvif.OnvifFailure.Code;
import io.tidegate.media.Nullable;
import io.tidegate.rtsp.message.Authenticator;
import io.tidegate.rtsp.message.Challenge;
import io.tidegate.rtsp.message.Credentials;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks one camera over SOAP 1.2, with a UsernameToken until it wants the Digest of HTTP (RFC
/// 7616). Waits: for a thread of its own.
final class SoapClient {
  static final BoundedClient.Limits LIMITS =
      new BoundedClient.Limits(Duration.ofSeconds(6), 512 << 10, 16);

  /// UsernameTokens of another time are refused from about here on.
  static final Duration TOLERANCE = Duration.ofSeconds(5);

  private static final int UNAUTHORISED = 401;
  private static final int NONCE_BYTES = 16;

  private final BoundedClient client;
  private final Credentials login;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final Authenticator digest;
  private boolean wantsHttpDigest;

  /// One of our tokens was taken: what is refused from here on is not for its time.
  private boolean isClockSettled;

  private Duration offset = Duration.ZERO;

  SoapClient(BoundedClient client, Credentials login, Clock clock) {
    this.client = client;
    this.login = login;
    this.clock = clock;
    this.digest = new Authenticator(login, () -> HexFormat.of().formatHex(nonce(8)));
  }

  /// @param ahead how far the camera's clock is ahead of ours: its tokens go by its own
  void clockIsAhead(Duration ahead) {
    offset = ahead;
  }

  /// @param action as the WSDL names it
  /// @param body one element, as XML
  /// @param secured whether it is asked with name and password, where there are some
  /// @return the first element of the answer's body
  XmlElement ask(URI url, String action, String body, boolean secured)
      throws OnvifFailure, InterruptedException {
    try {
      XmlElement answer = once(url, action, body, secured);
      isClockSettled |= secured;
      return answer;
    } catch (OnvifFailure refused) {
      boolean mayBeClock = refused.code() == Code.LOGIN || refused.code() == Code.CLOCK;
      boolean isOff = offset.abs().compareTo(TOLERANCE) > 0;
      if (!secured || !mayBeClock || !isOff || isClockSettled || wantsHttpDigest) {
        throw refused;
      }
      return byOurClock(url, action, body, refused);
    }
  }

  /// Some cameras tell their local time as UTC, and check tokens by the true one.
  private XmlElement byOurClock(URI url, String action, String body, OnvifFailure refused)
      throws OnvifFailure, InterruptedException {
    Duration told = offset;
    offset = Duration.ZERO;
    try {
      XmlElement answer = once(url, action, body, true);
      isClockSettled = true;
      return answer;
    } catch (OnvifFailure again) {
      offset = told;
      throw refused;
    }
  }

  private XmlElement once(URI url, String action, String body, boolean secured)
      throws OnvifFailure, InterruptedException {
    BoundedClient.Answer answer = send(url, action, body, secured);
    if (answer.status() == UNAUTHORISED && secured) {
      List<Challenge> offered =
          Challenge.parseAll(answer.challenges()).stream()
              // in the clear to somebody who was found a moment ago: no
              .filter(Challenge.Digest.class::isInstance)
              .toList();
      if (digest.challenged(offered)) {
        wantsHttpDigest = true;
        answer = send(url, action, body, true);
      }
    }
    if (answer.status() == 200) {
      digest.accepted();
    }
    return body(answer);
  }

  private BoundedClient.Answer send(URI url, String action, String body, boolean secured)
      throws OnvifFailure, InterruptedException {
    boolean byToken = secured && !login.isEmpty() && !wantsHttpDigest;
    String header =
        byToken
            ? UsernameToken.header(login, nonce(NONCE_BYTES), clock.instant().plus(offset))
            : "";
    Map<String, String> headers = new HashMap<>();
    headers.put("Content-Type", "application/soap+xml; charset=utf-8; action=\"" + action + "\"");
    if (secured && wantsHttpDigest) {
      String said = digest.authorization("POST", pathOf(url));
      if (said != null) {
        headers.put("Authorization", said);
      }
    }
    String envelope =
        """
        <?xml version="1.0" encoding="UTF-8"?>\
        <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope">\
        <s:Header>%s</s:Header><s:Body>%s</s:Body></s:Envelope>\
        """
            .formatted(header, body);
    Buffer message = Buffer.buffer(envelope);
    var asked =
        client.ask(new BoundedClient.Question(HttpMethod.POST, url.toString(), headers, message));
    try {
      return asked
          .toCompletionStage()
          .toCompletableFuture()
          .get(2 * LIMITS.time().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | CompletionException | TimeoutException failed) {
      Throwable cause = failed.getCause() == null ? failed : failed.getCause();
      throw OnvifFailure.ofNetwork(String.valueOf(cause.getMessage()));
    }
  }

  private static String pathOf(URI url) {
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
  }

  private byte[] nonce(int bytes) {
    byte[] nonce = new byte[bytes];
    random.nextBytes(nonce);
    return nonce;
  }

  private XmlElement body(BoundedClient.Answer answer) throws OnvifFailure {
    XmlElement body = parsed(answer);
    XmlElement fault = body == null ? null : body.at("Fault");
    if (fault != null) {
      throw faulty(fault, answer.status());
    }
    if (answer.status() == UNAUTHORISED) {
      throw refusal("HTTP status 401");
    }
    if (answer.status() == 403) {
      throw new OnvifFailure(Code.FORBIDDEN, "HTTP status 403");
    }
    if (body == null || body.children().isEmpty()) {
      throw new OnvifFailure(
          Code.PROTOCOL, "HTTP status " + answer.status() + ", and no message of SOAP");
    }
    return body.children().getFirst();
  }

  private static @Nullable XmlElement parsed(BoundedClient.Answer answer) {
    try {
      XmlElement envelope = XmlParser.parse(answer.body().getBytes());
      return envelope.name().equals("Envelope") ? envelope.at("Body") : null;
    } catch (MalformedXmlException malformed) {
      return null;
    }
  }

  /// SOAP 1.2 §5.4, and SOAP 1.1 of some cameras: the innermost code says most.
  private OnvifFailure faulty(XmlElement fault, int status) {
    StringBuilder codes = new StringBuilder(fault.text("faultcode"));
    XmlElement code = fault.at("Code");
    while (code != null) {
      codes.append(' ').append(code.text("Value"));
      code = code.at("Subcode");
    }
    String reason = fault.text("Reason", "Text");
    String said = reason.isEmpty() ? fault.text("faultstring") : reason;
    String words = (codes + " " + said).toLowerCase(Locale.ROOT).replace(" ", "");
    String shown = said.isEmpty() ? codes.toString().strip() : said;
    if (words.contains("messageexpired") || words.contains("invalidtimestamp")) {
      return new OnvifFailure(Code.CLOCK, shown);
    }
    if (words.contains("operationprohibited")) {
      return new OnvifFailure(Code.FORBIDDEN, shown);
    }
    boolean isLogin =
        words.contains("notauthorized")
            || words.contains("notauthorised")
            || words.contains("failedauthentication")
            || words.contains("invalidsecuritytoken")
            || status == UNAUTHORISED;
    return isLogin ? refusal(shown) : new OnvifFailure(Code.FAULT, shown);
  }

  private OnvifFailure refusal(String words) {
    String why = login.isEmpty() ? "it asks for user and password" : "user or password wrong";
    return new OnvifFailure(Code.LOGIN, "not authorised: " + why + " (" + words + ")");
  }
}
