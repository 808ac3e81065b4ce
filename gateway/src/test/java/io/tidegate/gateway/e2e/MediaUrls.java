package io.tidegate.gateway.e2e;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Where the streams of a running gateway are published and played, by protocol, and what is shown
/// there of somebody's right.
final class MediaUrls {
  private MediaUrls() {}

  /// With parameters where each protocol has room for them.
  ///
  /// @param action `publish` or `play`
  static Map<String, String> of(
      GatewayProcess gateway, String action, String key, Map<String, String> parameters) {
    String query = parameters.isEmpty() ? "" : "?" + joined(parameters, "&");
    String more = parameters.isEmpty() ? "" : "," + joined(parameters, ",");
    String mode = action.equals("play") ? "request" : action;
    return Map.of(
        "http-flv", gateway.http("/" + key + ".flv" + query),
        "hls", gateway.http("/" + key + "/index.m3u8" + query),
        "rtmp", gateway.rtmp("/" + key + query),
        "rtsp", gateway.rtsp("/" + key + query),
        "srt", gateway.srt("%23!::r=" + key + ",m=" + mode + more, ""));
  }

  private static String joined(Map<String, String> parameters, String separator) {
    return parameters.entrySet().stream()
        .map(one -> one.getKey() + "=" + one.getValue())
        .collect(joining(separator));
  }

  /// Signed by the gateway.
  static Map<String, String> signed(
      Api api, String action, String key, long seconds, String... headers) throws Exception {
    JsonObject wish =
        new JsonObject().put("path", key).put("action", action).put("seconds", seconds);
    HttpResponse<String> answer = api.ask("POST", "/urls/sign", wish.encode(), headers);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    Map<String, String> urls = new HashMap<>();
    new JsonObject(answer.body())
        .getJsonObject("urls")
        .forEach(one -> urls.put(one.getKey(), String.valueOf(one.getValue())));
    return urls;
  }

  /// A JWT of `eva`, as somebody who knows the secret makes it.
  static String jwt(String secret, String action, String key, Instant expires)
      throws JOSEException {
    JsonObject claims =
        new JsonObject()
            .put("exp", expires.getEpochSecond())
            .put("sub", "eva")
            .put("tidegate", new JsonObject().put(action, List.of(key)));
    JWSObject token =
        new JWSObject(new JWSHeader(JWSAlgorithm.HS256), new Payload(claims.encode()));
    token.sign(new MACSigner(secret));
    return token.serialize();
  }
}
