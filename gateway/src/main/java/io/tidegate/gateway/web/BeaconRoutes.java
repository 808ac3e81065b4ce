package io.tidegate.gateway.web;

import io.tidegate.gateway.beacon.AddressQuota;
import io.tidegate.gateway.beacon.PlayerReport;
import io.tidegate.gateway.beacon.PlayerReports;
import io.tidegate.gateway.beacon.PlayerReports.Outcome;
import io.tidegate.gateway.beacon.PlayerTotals;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.StreamRegistry;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/// `POST /beacon`, to which player pages report how they fare, and
/// `/api/v1/streams/{app}/{name}/players`, which tells what they did. Event loops.
///
/// Anybody may report, from a page of any origin, without saying who he is: a report is a handful
/// of numbers, small, soon and seldom, and answers nothing.
public final class BeaconRoutes {
  private static final String PATH = "/beacon";
  private static final String METHODS = "POST, OPTIONS";

  /// A report is a quarter of this.
  private static final int MAX_BYTES = 1 << 10;

  /// For the body to come.
  private static final long PATIENCE_MS = 5_000;

  /// `navigator.sendBeacon` of a text; a page that sends JSON asks first (CORS).
  private static final Set<String> TYPES = Set.of("text/plain", RequestBody.JSON);

  private static final String RETRY_AFTER_SECONDS = "30";

  /// A household behind one address, each page of which reports once after its first picture.
  private static final int AT_ONCE = 60;

  private static final double PER_SECOND = 2;

  private final PlayerReports reports;
  private final AddressQuota quota;

  /// With the usual limits; one for all routers of the process.
  public static BeaconRoutes of(StreamRegistry streams) {
    return new BeaconRoutes(
        PlayerReports.of(streams), new AddressQuota(AT_ONCE, PER_SECOND, System::nanoTime));
  }

  /// What was reported so far.
  public PlayerReports reports() {
    return reports;
  }

  BeaconRoutes(PlayerReports reports, AddressQuota quota) {
    this.reports = reports;
    this.quota = quota;
  }

  /// Beside the pages.
  public void mount(Router router) {
    router.route(PATH).handler(this::beacon);
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mountApi(Router router) {
    ReadOnly.mount(router, "/api/v1/streams/:app/:name/players", this::players);
  }

  private void beacon(RoutingContext context) {
    HttpServerResponse response = context.response();
    response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    switch (context.request().method().name()) {
      case "POST" -> post(context);
      case "OPTIONS" ->
          response
              .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS)
              .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, "Content-Type")
              .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, "86400")
              .setStatusCode(204)
              .end();
      default -> Replies.methodNotAllowed(context, METHODS);
    }
  }

  private void post(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (!quota.takes(Guard.host(request))) {
      reports.happened(Outcome.TOO_MANY);
      context.response().putHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
      Replies.problem(context, 429, "too many reports of one address");
      return;
    }
    long timer = context.vertx().setTimer(PATIENCE_MS, _ -> request.connection().close());
    context.addEndHandler(_ -> context.vertx().cancelTimer(timer));
    RequestBody.read(context, MAX_BYTES, TYPES, (_, body) -> report(context, body));
  }

  private void report(RoutingContext context, Buffer body) {
    PlayerReport report;
    try {
      report = PlayerReport.parse(object(body));
    } catch (IllegalArgumentException wrong) {
      malformed(context, String.valueOf(wrong.getMessage()));
      return;
    }
    reports.add(report);
    context.response().setStatusCode(204).end();
  }

  private static JsonObject object(Buffer body) {
    try {
      if (Json.decodeValue(body) instanceof JsonObject object) {
        return object;
      }
    } catch (DecodeException notJson) {
      throw new IllegalArgumentException("expected a JSON object", notJson);
    }
    throw new IllegalArgumentException("expected a JSON object");
  }

  private void malformed(RoutingContext context, String why) {
    reports.happened(Outcome.MALFORMED);
    Replies.problem(context, 400, why);
  }

  private void players(RoutingContext context) {
    StreamKey key;
    try {
      key = StreamKey.parse(context.pathParam("app") + "/" + context.pathParam("name"));
    } catch (IllegalArgumentException notAKey) {
      Replies.problem(context, 404, String.valueOf(notAKey.getMessage()));
      return;
    }
    Replies.json(context, json(reports.of(key)).put("key", key.toString()));
  }

  static JsonObject json(PlayerTotals.View view) {
    return new JsonObject()
        .put("reports", view.reports())
        .put("stalls", view.stalls())
        .put("stalledMs", view.stalledMs())
        .put("decodeFailures", view.decodeFailures())
        .put("firstFrames", view.firstFrames())
        .put("meanFirstFrameMs", view.meanFirstFrameMs())
        .put("slowestFirstFrameMs", view.slowestFirstFrameMs());
  }
}
