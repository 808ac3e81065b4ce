package io.tidegate.gateway.cluster;

import io.tidegate.media.Nullable;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;

/// What a node tells the others of itself. Immutable.
///
/// @param version of the gateway
/// @param started when its process did
/// @param processors of its machine
/// @param cpu of all of them that the process takes, 0 to 1
/// @param heapUsed bytes
/// @param heapMax bytes
/// @param receivedBps bits per second of its machine's interfaces, loopback apart
/// @param sentBps the same
/// @param streams that it has
/// @param sessions publishers, viewers and pushes
/// @param draining whether it gives away what it has
/// @param doors where players reach it
public record NodeFacts(
    String version,
    Instant started,
    int processors,
    double cpu,
    long heapUsed,
    long heapMax,
    long receivedBps,
    long sentBps,
    int streams,
    int sessions,
    boolean draining,
    PlayerDoors doors) {
  private static final double THOUSANDS = 1_000;

  public JsonObject json() {
    return new JsonObject()
        .put("version", version)
        .put("started", started.toString())
        .put("processors", processors)
        .put("cpu", Math.round(cpu * THOUSANDS) / THOUSANDS)
        .put("heapUsed", heapUsed)
        .put("heapMax", heapMax)
        .put("receivedBps", receivedBps)
        .put("sentBps", sentBps)
        .put("streams", streams)
        .put("sessions", sessions)
        .put("draining", draining)
        .put("httpPort", doors.http())
        .put("httpsPort", doors.https())
        .put("viewersUrl", doors.url());
  }

  /// Null when it is none: of another release, perhaps.
  static @Nullable NodeFacts parse(String text) {
    try {
      JsonObject json = new JsonObject(text);
      return new NodeFacts(
          json.getString("version", ""),
          Instant.parse(json.getString("started", "")),
          json.getInteger("processors", 0),
          json.getDouble("cpu", 0.0),
          json.getLong("heapUsed", 0L),
          json.getLong("heapMax", 0L),
          json.getLong("receivedBps", 0L),
          json.getLong("sentBps", 0L),
          json.getInteger("streams", 0),
          json.getInteger("sessions", 0),
          json.getBoolean("draining", false),
          doors(json));
    } catch (DecodeException | DateTimeException | ClassCastException _) {
      return null;
    }
  }

  private static PlayerDoors doors(JsonObject json) {
    String url = json.getString("viewersUrl", "");
    return new PlayerDoors(
        json.getInteger("httpPort", 0),
        json.getInteger("httpsPort", 0),
        PlayerDoors.URL.matcher(url).matches() ? url : "");
  }
}
