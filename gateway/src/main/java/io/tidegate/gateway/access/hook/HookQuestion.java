package io.tidegate.gateway.access.hook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.gateway.access.AccessRequest;
import io.tidegate.gateway.config.Token;
import io.tidegate.media.hub.Credentials;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What the hook is asked: MediaMTX's fields, so that servers made for it work, and ours.
/// Immutable; never logged.
record HookQuestion(JsonObject fields) {
  static HookQuestion of(AccessRequest request) {
    Credentials shown = request.shown();
    return new HookQuestion(
        new JsonObject()
            .put("user", shown.user())
            .put("password", shown.password())
            .put("token", shown.token())
            .put("ip", request.host())
            .put("action", request.action() == AccessRequest.Action.PLAY ? "read" : "publish")
            .put("path", request.key().toString())
            .put("protocol", request.protocol().label())
            .put("query", query(shown))
            .put("app", request.key().app())
            .put("name", request.key().name()));
  }

  /// As good as it was, in the order of names.
  private static String query(Credentials shown) {
    return new TreeMap<>(shown.parameters())
        .entrySet().stream()
            .map(one -> encoded(one.getKey()) + "=" + encoded(one.getValue()))
            .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  /// The same for whoever shows the same for the same.
  String essence() {
    return fields.encode();
  }

  /// With who asks; `id` is null for players, who have no session yet.
  String body(AccessRequest request) {
    return fields
        .copy()
        .put("id", request.session().isEmpty() ? null : request.session())
        .put("remote", request.remote())
        .encode();
  }

  /// `t=SECONDS,v1=HEX`: HMAC-SHA256 of the seconds, a full stop and the body.
  static String signature(Token secret, long seconds, String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.text().getBytes(UTF_8), "HmacSHA256"));
      byte[] sum = mac.doFinal((seconds + "." + body).getBytes(UTF_8));
      return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(sum);
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException("every JDK has HMAC-SHA256", absent);
    }
  }

  @Override
  public String toString() {
    return "HookQuestion[hidden]";
  }
}
