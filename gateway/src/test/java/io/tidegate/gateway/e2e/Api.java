package io.tidegate.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.ApiContract;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

/// Asks the API of a gateway, and holds every answer against its description.
final class Api implements AutoCloseable {
  private final HttpClient client = HttpClient.newHttpClient();
  private final String base;
  private final ApiContract contract;

  /// Of each request, name and value by turns.
  private final List<String> usual;

  private Api(String base, ApiContract contract) {
    this(base, contract, List.of());
  }

  private Api(String base, ApiContract contract, List<String> usual) {
    this.base = base;
    this.contract = contract;
    this.usual = usual;
  }

  /// @param headers of each request, name and value by turns
  static Api of(GatewayProcess gateway, ApiContract contract, String... headers) {
    return new Api(gateway.http("/api/v1"), contract, List.of(headers));
  }

  static Api of(GatewayProcess gateway) throws Exception {
    return new Api(gateway.http("/api/v1"), ApiContract.load());
  }

  /// What is there for scripts that read MediaMTX's.
  static Api compatible(GatewayProcess gateway) throws Exception {
    return new Api(gateway.http("/v3"), ApiContract.load("/openapi-v3-compat.yaml"));
  }

  /// @param headers name and value by turns
  HttpResponse<String> ask(String method, String path, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .header("Content-Type", "application/json");
    if (!usual.isEmpty()) {
      request.headers(usual.toArray(String[]::new));
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<String> answer =
        client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    contract.check(answer);
    return answer;
  }

  JsonObject get(String path) throws Exception {
    HttpResponse<String> answer = ask("GET", path, "");
    assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(200);
    return new JsonObject(answer.body());
  }

  List<JsonObject> items(String path) throws Exception {
    return get(path).getJsonArray("items").stream().map(JsonObject.class::cast).toList();
  }

  /// Of a list those that have this in a field.
  List<JsonObject> items(String path, String field, String value) throws Exception {
    return items(path).stream().filter(item -> value.equals(item.getString(field))).toList();
  }

  void put(String key, String route) throws Exception {
    HttpResponse<String> answer = ask("PUT", "/routes/" + key, route);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  /// A new API token, as it is told once.
  ///
  /// @param headers of somebody who may make one
  JsonObject token(String name, String role, String scope, String... headers) throws Exception {
    JsonObject wanted =
        new JsonObject().put("name", name).put("role", role).put("scope", List.of(scope));
    HttpResponse<String> made = ask("POST", "/tokens", wanted.encode(), headers);
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    return new JsonObject(made.body());
  }

  ApiContract contract() {
    return contract;
  }

  HttpClient client() {
    return client;
  }

  String base() {
    return base;
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
