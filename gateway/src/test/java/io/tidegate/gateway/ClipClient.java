package io.tidegate.gateway;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.testing.Patience;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/// Brings clips as a client of tus does. Immutable.
///
/// @param base of the API
public record ClipClient(HttpClient http, String base) {
  /// @param headers beside those of the protocol
  public HttpResponse<String> send(
      String method, String path, Map<String, String> headers, byte[] body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
            .header("Tus-Resumable", "1.0.0");
    headers.forEach(request::header);
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  public HttpResponse<String> create(String name, long length) throws Exception {
    Map<String, String> headers =
        Map.of("Upload-Length", "" + length, "Upload-Metadata", "name " + base64(name));
    return send("POST", "/clips", headers, new byte[0]);
  }

  public HttpResponse<String> append(String name, long offset, byte[] bytes) throws Exception {
    Map<String, String> headers =
        Map.of("Upload-Offset", "" + offset, "Content-Type", "application/offset+octet-stream");
    return send("PATCH", "/clips/" + name + "/upload", headers, bytes);
  }

  public long offset(String name) throws Exception {
    HttpResponse<String> answer = send("HEAD", "/clips/" + name + "/upload", Map.of(), new byte[0]);
    assertThat(answer.statusCode()).as("HEAD of %s", name).isEqualTo(200);
    return answer.headers().firstValueAsLong("Upload-Offset").orElseThrow();
  }

  /// In one piece.
  public void upload(String name, byte[] bytes) throws Exception {
    HttpResponse<String> created = create(name, bytes.length);
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    if (bytes.length > 0) {
      HttpResponse<String> sent = append(name, 0, bytes);
      assertThat(sent.statusCode()).as(sent.body()).isEqualTo(204);
    }
  }

  public JsonObject clip(String name) throws Exception {
    HttpResponse<String> answer = send("GET", "/clips/" + name, Map.of(), new byte[0]);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new JsonObject(answer.body());
  }

  /// Until it is ready, or has failed.
  public JsonObject settled(String name) throws Exception {
    await("clip " + name)
        .atMost(Patience.FOR_PROGRAMS)
        .until(() -> clip(name).getString("state").matches("ready|failed"));
    return clip(name);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
