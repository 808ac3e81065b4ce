package io.tidegate.gateway;

import io.tidegate.media.Nullable;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/// Calls the API of a gateway as somebody. Immutable.
///
/// @param base of the API
/// @param headers that each call carries
record ApiClient(HttpClient http, String base, Map<String, String> headers) {
  static ApiClient of(HttpClient http, String base) {
    return new ApiClient(http, base, Map.of());
  }

  ApiClient with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new ApiClient(http, base, more);
  }

  ApiClient bearer(String token) {
    return with("Authorization", "Bearer " + token);
  }

  ApiClient basic(String user, String password) {
    byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return with("Authorization", "Basic " + Base64.getEncoder().encodeToString(both));
  }

  HttpResponse<String> get(String path) throws Exception {
    return send("GET", path, null);
  }

  HttpResponse<String> send(String method, String path, @Nullable String json) throws Exception {
    return http.send(request(method, path, json), HttpResponse.BodyHandlers.ofString());
  }

  /// The status alone: some answers have no end.
  int status(String method, String path, @Nullable String json) throws Exception {
    HttpResponse<InputStream> answer = open(method, path, json);
    answer.body().close();
    return answer.statusCode();
  }

  HttpResponse<InputStream> open(String method, String path, @Nullable String json)
      throws Exception {
    return http.send(request(method, path, json), HttpResponse.BodyHandlers.ofInputStream());
  }

  private HttpRequest request(String method, String path, @Nullable String json) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(Duration.ofSeconds(60))
            .method(
                method,
                json == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(json));
    headers.forEach(request::header);
    if (json != null) {
      request.header("Content-Type", "application/json");
    }
    return request.build();
  }
}
