package io.tidegate.gateway;

import io.tidegate.gateway.backup.BackupFile;
import io.tidegate.media.Nullable;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

/// Asks for routes and changes them by the API; every answer is held against `openapi.yaml`.
///
/// @param base of the API
record RoutesClient(HttpClient http, String base, ApiContract contract) {
  HttpResponse<String> ask(String method, String path) throws Exception {
    return send(request(method, path, null).build());
  }

  HttpResponse<String> put(String path, String body) throws Exception {
    return send("PUT", path, body, null);
  }

  HttpResponse<String> post(String path) throws Exception {
    return send("POST", path, "{}", null);
  }

  HttpResponse<String> apply(String query, String json) throws Exception {
    return send("POST", "/routes/apply" + query, json, null);
  }

  HttpResponse<String> applyYaml(String query, String yaml) throws Exception {
    return sendYaml("/routes/apply" + query, yaml);
  }

  HttpResponse<String> importYaml(String query, String yaml) throws Exception {
    return sendYaml("/routes/import" + query, yaml);
  }

  HttpResponse<String> sendYaml(String path, String yaml) throws Exception {
    return send(
        HttpRequest.newBuilder(URI.create(base + path))
            .POST(HttpRequest.BodyPublishers.ofString(yaml))
            .header("Content-Type", "application/yaml")
            .build());
  }

  String exportYaml() throws Exception {
    return ask("GET", "/routes/export").body();
  }

  /// What a backup holds.
  String backedUp() throws Exception {
    String phrase = "a phrase of tests";
    HttpRequest request =
        request("POST", "/backup", new JsonObject().put("passphrase", phrase).encode()).build();
    return BackupFile.open(
        phrase, http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
  }

  HttpResponse<String> send(
      String method, String path, @Nullable String body, @Nullable String ifMatch)
      throws Exception {
    HttpRequest.Builder request = request(method, path, body);
    if (ifMatch != null) {
      request.header("If-Match", ifMatch);
    }
    return send(request.build());
  }

  HttpRequest.Builder request(String method, String path, @Nullable String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    return body == null ? request : request.header("Content-Type", "application/json");
  }

  /// Every answer is one that the description knows.
  HttpResponse<String> send(HttpRequest request) throws Exception {
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    contract.check(answer);
    return answer;
  }

  static String etag(HttpResponse<String> answer) {
    return answer.headers().firstValue("ETag").orElse("");
  }

  static List<String> keys(JsonObject page) {
    return page.getJsonArray("items").stream()
        .map(item -> ((JsonObject) item).getString("key"))
        .toList();
  }

  static List<String> actions(JsonObject change) {
    return change.getJsonArray("routes").stream()
        .map(JsonObject.class::cast)
        .map(route -> route.getString("key") + " " + route.getString("action"))
        .toList();
  }
}
