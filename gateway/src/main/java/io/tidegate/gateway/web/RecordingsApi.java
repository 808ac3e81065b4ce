package io.tidegate.gateway.web;

import io.tidegate.gateway.recording.Recordings;
import io.tidegate.gateway.recording.Timespan;
import io.tidegate.gateway.recording.VodPlaylist;
import io.tidegate.gateway.segment.StoredSegment;
import io.tidegate.gateway.store.RecordingIndex;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// `/api/v1/recordings`: what is recorded, when, and how much; and to delete of it. Event loops;
/// the index and the disk are asked elsewhere.
public final class RecordingsApi {
  private static final String METHODS = "GET, HEAD, OPTIONS, DELETE";

  /// Of one answer: a week of 6 s.
  private static final int MOST_SEGMENTS = 100_800;

  private final Recordings recordings;

  public RecordingsApi(Recordings recordings) {
    this.recordings = recordings;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    ReadOnly.mount(router, "/api/v1/recordings", this::all);
    router.route("/api/v1/recordings/:app/:name").handler(this::one);
  }

  private void all(RoutingContext context) {
    Caller caller = Caller.of(context);
    CompletableFuture<JsonObject> answer =
        recordings
            .totals()
            .thenApplyAsync(totals -> {
              Map<StreamKey, JsonObject> items = new LinkedHashMap<>();
              totals.stream()
                  .filter(one -> caller.sees(one.key()))
                  .forEach(one -> items.put(one.key(), item(one)));
              recordings
                  .active()
                  .forEach((key, active) -> {
                    if (caller.sees(key)) {
                      items
                          .computeIfAbsent(key, RecordingsApi::empty)
                          .put("active", active(active));
                    }
                  });
              return new JsonObject()
                  .put("items", new JsonArray(new ArrayList<>(items.values())))
                  .put("next", null)
                  .put("usage", usage(totals, caller.scope().isAll()));
            });
    StoreReplies.when(context, answer, body -> Replies.json(context, body));
  }

  private static JsonObject item(RecordingIndex.Totals totals) {
    return new JsonObject()
        .put("key", totals.key().toString())
        .put("from", totals.from().toString())
        .put("to", totals.to().toString())
        .put("seconds", seconds(totals.time()))
        .put("segments", totals.segments())
        .put("bytes", totals.bytes())
        .put("active", null);
  }

  /// Of a stream whose first segment is to come.
  private static JsonObject empty(StreamKey key) {
    return new JsonObject()
        .put("key", key.toString())
        .put("from", null)
        .put("to", null)
        .put("seconds", 0.0)
        .put("segments", 0)
        .put("bytes", 0)
        .put("active", null);
  }

  private static JsonObject active(Recordings.Active active) {
    return new JsonObject()
        .put("since", active.since().toString())
        .put("container", active.spec().container().label())
        .put("segments", active.segments())
        .put("bytes", active.bytes())
        .put("dropped", active.dropped());
  }

  /// @param isAll whether the caller sees every stream
  private JsonObject usage(List<RecordingIndex.Totals> totals, boolean isAll) {
    JsonObject usage =
        new JsonObject()
            .put("bytes", isAll ? totals.stream().mapToLong(one -> one.bytes()).sum() : null)
            .put("waitingBytes", recordings.waitingBytes())
            .put("behindSeconds", seconds(recordings.behind()))
            .put("problem", recordings.problem());
    try {
      usage.put("freeBytes", recordings.usableBytes());
    } catch (IOException unknown) {
      usage.put("freeBytes", null);
    }
    return usage;
  }

  private void one(RoutingContext context) {
    StreamKey key;
    PlaybackRange range;
    try {
      key = StreamKey.parse(context.pathParam("app") + "/" + context.pathParam("name"));
    } catch (IllegalArgumentException notAKey) {
      Replies.problem(context, 404, String.valueOf(notAKey.getMessage()));
      return;
    }
    try {
      range = PlaybackRange.of(context.queryParams());
    } catch (IllegalArgumentException wrong) {
      StoreReplies.badParameter(context, wrong);
      return;
    }
    switch (context.request().method().name()) {
      case "GET", "HEAD" -> spans(key, range, context);
      case "DELETE" -> delete(key, range, context);
      case "OPTIONS" ->
          context.response().setStatusCode(204).putHeader(HttpHeaders.ALLOW, METHODS).end();
      default -> Replies.methodNotAllowed(context, METHODS);
    }
  }

  private void spans(StreamKey key, PlaybackRange range, RoutingContext context) {
    StoreReplies.when(
        context,
        recordings.find(key, range.first(), range.last(), MOST_SEGMENTS + 1),
        found -> {
          List<StoredSegment> shown = found.subList(0, Math.min(MOST_SEGMENTS, found.size()));
          List<Timespan> spans = Timespan.of(shown);
          JsonArray gaps = new JsonArray();
          for (int i = 1; i < spans.size(); i++) {
            Instant from = spans.get(i - 1).to();
            Instant to = spans.get(i).from();
            if (from.isBefore(to)) {
              gaps.add(stretch(from, to));
            }
          }
          Recordings.Active active = recordings.active().get(key);
          Replies.json(
              context,
              new JsonObject()
                  .put("key", key.toString())
                  .put("complete", found.size() <= MOST_SEGMENTS)
                  .put("bytes", shown.stream().mapToLong(StoredSegment::bytes).sum())
                  .put("spans", new JsonArray(spans.stream().map(one -> span(key, one)).toList()))
                  .put("gaps", gaps)
                  .put("active", active == null ? null : active(active)));
        });
  }

  private static JsonObject span(StreamKey key, Timespan span) {
    return stretch(span.from(), span.to())
        .put("segments", span.segments())
        .put("bytes", span.bytes())
        .put("url", url(key, span.from(), span.to()));
  }

  private static JsonObject stretch(Instant from, Instant to) {
    return new JsonObject()
        .put("from", from.toString())
        .put("to", to.toString())
        .put("seconds", seconds(Duration.between(from, to)));
  }

  /// Where a stretch is played, on this server.
  public static String url(StreamKey key, Instant from, Instant to) {
    return "/recordings/%s/index.m3u8?from=%s&to=%s"
        .formatted(key, VodPlaylist.time(from), VodPlaylist.time(to));
  }

  /// Both ends have to be said: nobody deletes everything by leaving something out.
  private void delete(StreamKey key, PlaybackRange range, RoutingContext context) {
    Instant from = range.from();
    Instant to = range.to();
    if (from == null || to == null) {
      String missing = from == null ? "from" : "to";
      StoreReplies.badParameter(
          context,
          new IllegalArgumentException(
              missing + ": expected a time; what begins from from on and before to is deleted"));
      return;
    }
    StoreReplies.when(
        context,
        recordings.delete(key, from, to, Caller.who(context)),
        deleted ->
            Replies.json(
                context,
                new JsonObject()
                    .put("segments", deleted.segments())
                    .put("bytes", deleted.bytes())));
  }

  private static double seconds(@Nullable Duration time) {
    return time == null ? 0 : time.toMillis() / 1_000.0;
  }
}
