package io.tidegate.gateway.web;

import io.tidegate.gateway.snapshot.CaptureTime;
import io.tidegate.gateway.still.StoredStills;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// `/api/v1/stills`: pictures that are kept of a stream, one of them, and to delete of them. Event
/// loops; the disk is asked elsewhere.
public final class StillsApi {
  private static final String METHODS = "GET, HEAD, OPTIONS, DELETE";
  private static final String ENDING = ".jpg";

  /// Of one page.
  private static final int MOST = 1_000;

  /// What was taken then does not change any more.
  private static final String CACHE = "private, max-age=86400, immutable";

  private final StoredStills stills;

  public StillsApi(StoredStills stills) {
    this.stills = stills;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    router.route("/api/v1/stills/:app/:name").handler(this::all);
    ReadOnly.mount(router, "/api/v1/stills/:app/:name/:picture", this::one);
  }

  /// Null where the address names no stream: it has been said so.
  private static @Nullable StreamKey key(RoutingContext context) {
    try {
      return StreamKey.parse(context.pathParam("app") + "/" + context.pathParam("name"));
    } catch (IllegalArgumentException notAKey) {
      Replies.problem(context, 404, String.valueOf(notAKey.getMessage()));
      return null;
    }
  }

  private void all(RoutingContext context) {
    StreamKey key = key(context);
    if (key == null) {
      return;
    }
    try {
      switch (context.request().method().name()) {
        case "GET", "HEAD" -> list(key, context);
        case "DELETE" -> delete(key, context);
        case "OPTIONS" ->
            context.response().setStatusCode(204).putHeader(HttpHeaders.ALLOW, METHODS).end();
        default -> Replies.methodNotAllowed(context, METHODS);
      }
    } catch (IllegalArgumentException wrong) {
      StoreReplies.badParameter(context, wrong);
    }
  }

  private void list(StreamKey key, RoutingContext context) {
    PlaybackRange range = PlaybackRange.of(context.queryParams());
    int limit = RouteFilter.number(context.queryParams(), "limit", MOST, MOST);
    Instant after = Times.instant(context.queryParams(), "after", Instant.EPOCH.minusMillis(1));
    if (after.isAfter(StoredStills.ALWAYS)) {
      throw new IllegalArgumentException("after: expected the next of the page before");
    }
    Instant next = after.plusMillis(1);
    Instant from = next.isAfter(range.first()) ? next : range.first();
    StoreReplies.when(
        context,
        stills.list(key, from, range.last(), limit + 1),
        found -> {
          List<StoredStills.Still> page = found.subList(0, Math.min(limit, found.size()));
          boolean isLast = found.size() <= limit;
          Replies.json(
              context,
              new JsonObject()
                  .put("items", new JsonArray(page.stream().map(one -> item(key, one)).toList()))
                  .put("next", isLast ? null : CaptureTime.text(page.getLast().captured())));
        });
  }

  private static JsonObject item(StreamKey key, StoredStills.Still still) {
    String time = CaptureTime.text(still.captured());
    return new JsonObject()
        .put("captured", time)
        .put("bytes", still.bytes())
        .put("local", still.isHere())
        .put("url", "/api/v1/stills/" + key + "/" + time + ENDING);
  }

  private void one(RoutingContext context) {
    StreamKey key = key(context);
    String name = context.pathParam("picture");
    Instant captured = time(name);
    if (key == null) {
      return;
    }
    if (captured == null) {
      Replies.problem(context, 404, "pictures have names such as 2026-01-31T03:00:00.000Z.jpg");
      return;
    }
    PictureReplies.Form form =
        new PictureReplies.Form(
            "image/jpeg",
            Long.toHexString(captured.toEpochMilli()),
            captured,
            Duration.ZERO,
            CACHE);
    StoreReplies.when(
        context,
        stills.picture(key, captured),
        picture -> PictureReplies.send(context, picture, form));
  }

  /// Null where it is no picture's.
  private static @Nullable Instant time(String name) {
    if (!name.endsWith(ENDING)) {
      return null;
    }
    try {
      Instant time = Instant.parse(name.substring(0, name.length() - ENDING.length()));
      boolean isIn = !time.isBefore(Instant.EPOCH) && time.isBefore(StoredStills.ALWAYS);
      return isIn ? time : null;
    } catch (DateTimeException notATime) {
      return null;
    }
  }

  /// Both ends have to be said: nobody deletes everything by leaving something out.
  private void delete(StreamKey key, RoutingContext context) {
    PlaybackRange range = PlaybackRange.of(context.queryParams());
    Instant from = range.from();
    Instant to = range.to();
    if (from == null || to == null) {
      throw new IllegalArgumentException(
          (from == null ? "from" : "to") + ": expected a time; from from on and before to");
    }
    StoreReplies.when(
        context,
        stills.delete(key, from, to, Caller.who(context)),
        deleted ->
            Replies.json(
                context,
                new JsonObject().put("stills", deleted.stills()).put("bytes", deleted.bytes())));
  }
}
