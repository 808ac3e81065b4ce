package io.tidegate.gateway.web;

import io.tidegate.srt.relay.Drill;
import io.tidegate.srt.relay.Impairment;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;

/// Reads what a drill is to do: `{"seconds": 10, "inbound": {"lossShare": 0.05}}`. Stateless.
final class DrillRequest {
  /// An hour of a bad network on purpose is enough.
  private static final int MAX_SECONDS = 3_600;

  /// All keys with all digits are a quarter of this.
  private static final int MAX_BYTES = 4_096;

  private static final Set<String> KEYS = Set.of("seconds", "seed", "inbound", "outbound");
  private static final Set<String> LANE_KEYS =
      Set.of("lossShare", "burstMs", "delayMs", "jitterMs", "reorderShare", "reorderMs");

  private DrillRequest() {}

  /// Answers the request itself when it will not do.
  static void read(RoutingContext context, Consumer<Drill> use) {
    Buffer body = Buffer.buffer();
    HttpServerRequest request = context.request();
    request.handler(piece -> {
      if (body.length() <= MAX_BYTES) {
        body.appendBuffer(piece);
      }
    });
    request.endHandler(_ -> read(context, body, use));
    request.resume();
  }

  private static void read(RoutingContext context, Buffer body, Consumer<Drill> use) {
    if (body.length() > MAX_BYTES) {
      Replies.problem(context, 413, "expected at most " + MAX_BYTES + " bytes");
      return;
    }
    Drill drill;
    try {
      drill = parse(new JsonObject(body));
    } catch (DecodeException notJson) {
      Replies.problem(context, 400, "expected a JSON object");
      return;
    } catch (IllegalArgumentException | ClassCastException wrong) {
      Replies.problem(context, 400, String.valueOf(wrong.getMessage()));
      return;
    }
    use.accept(drill);
  }

  static Drill parse(JsonObject json) {
    known(json, KEYS);
    int seconds = json.getInteger("seconds", 0);
    if (seconds < 1 || seconds > MAX_SECONDS) {
      throw new IllegalArgumentException("seconds: expected 1 to " + MAX_SECONDS);
    }
    return new Drill(
        lane(json.getJsonObject("inbound", new JsonObject())),
        lane(json.getJsonObject("outbound", new JsonObject())),
        Duration.ofSeconds(seconds),
        json.getLong("seed", 1L));
  }

  private static Impairment lane(JsonObject json) {
    known(json, LANE_KEYS);
    return new Impairment(
        json.getDouble("lossShare", 0.0),
        json.getDouble("burstMs", 0.0),
        json.getDouble("delayMs", 0.0),
        json.getDouble("jitterMs", 0.0),
        json.getDouble("reorderShare", 0.0),
        json.getDouble("reorderMs", 0.0),
        0,
        0,
        0);
  }

  private static void known(JsonObject json, Set<String> keys) {
    for (String name : json.fieldNames()) {
      if (!keys.contains(name)) {
        throw new IllegalArgumentException(name + ": unknown, expected one of " + keys);
      }
    }
  }
}
