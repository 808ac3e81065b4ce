package io.tidegate.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Nullable;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// How sessions ended, as the gateway remembers it.
///
/// @param headers name and value by turns, of somebody who may see it
record Endings(Api api, List<String> headers) {
  Endings {
    headers = List.copyOf(headers);
  }

  /// Those that have ended by now for this reason.
  List<JsonObject> of(String reason) throws Exception {
    HttpResponse<String> answer =
        api.ask("GET", "/sessions/ended", "", headers.toArray(String[]::new));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new JsonObject(answer.body())
        .getJsonArray("items").stream()
            .map(JsonObject.class::cast)
            .filter(session -> reason.equals(session.getString("reason")))
            .toList();
  }

  /// Protocols of the sessions of this kind that have ended by now for this reason.
  Set<String> protocols(String reason, String kind) throws Exception {
    Set<String> protocols = new TreeSet<>();
    for (JsonObject session : of(reason)) {
      if (kind.equals(session.getString("kind"))) {
        protocols.add(session.getString("protocol"));
      }
    }
    return protocols;
  }

  /// Prints how long after its cause each of them ended; both times are of this machine's clock.
  ///
  /// @param cause null for a session that it is not known of
  void print(String reason, Function<JsonObject, @Nullable Instant> cause) throws Exception {
    for (JsonObject session : of(reason)) {
      Instant from = cause.apply(session);
      if (from != null) {
        Duration took = Duration.between(from, Instant.parse(session.getString("until")));
        System.out.printf(
            "%s: %s over %s ended after %d ms%n",
            reason, session.getString("kind"), session.getString("protocol"), took.toMillis());
      }
    }
  }
}
