package io.tidegate.gateway.web;

import io.tidegate.gateway.alarm.Alarm;
import io.tidegate.gateway.alarm.Alarms;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// `/api/v1/alarms`: what needs somebody's eyes now, who has taken it on, and what nobody wants to
/// hear of for a while. Event loops.
public final class AlarmsApi {
  private static final String LIST = "/api/v1/alarms";
  private static final int MAX_BYTES = 4 << 10;
  private static final int MAX_NOTE = 500;

  /// A week; a longer one is a rule that should not be there.
  private static final int MAX_MINUTES = 10_080;

  private final Alarms alarms;

  public AlarmsApi(Alarms alarms) {
    this.alarms = alarms;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    ReadOnly.mount(router, LIST, this::list);
    router.route(LIST + "/:id/acknowledge").handler(context -> change(context, this::acknowledge));
    router.route(LIST + "/:id/snooze").handler(context -> change(context, this::snooze));
  }

  private void list(RoutingContext context) {
    Caller caller = Caller.of(context);
    List<JsonObject> items =
        alarms.open().stream()
            .filter(alarm -> caller.sees(alarm.subject().replaceFirst(" .*", "")))
            .map(AlarmsApi::json)
            .toList();
    Replies.json(context, new JsonObject().put("items", new JsonArray(items)).putNull("next"));
  }

  /// What is to be done with an alarm.
  @FunctionalInterface
  private interface Change {
    /// @throws IllegalArgumentException whose message begins with the field
    CompletableFuture<Optional<Alarm>> of(RoutingContext context, long id, JsonObject body);
  }

  private void change(RoutingContext context, Change change) {
    String id = context.pathParam("id");
    if (!context.request().method().equals(HttpMethod.POST)) {
      Replies.methodNotAllowed(context, "POST");
    } else if (!id.matches("\\d{1,15}")) {
      absent(context);
    } else {
      RequestBody.json(
          context,
          MAX_BYTES,
          Set.of(RequestBody.JSON),
          body -> {
            CompletableFuture<Optional<Alarm>> changed;
            try {
              changed = change.of(context, Long.parseLong(id), body);
            } catch (IllegalArgumentException wrong) {
              StoreReplies.badParameter(context, wrong);
              return;
            }
            StoreReplies.when(
                context,
                changed,
                alarm ->
                    alarm.ifPresentOrElse(
                        found -> Replies.json(context, json(found)), () -> absent(context)));
          });
    }
  }

  private static void absent(RoutingContext context) {
    Replies.problem(context, 404, "no open alarm has this id");
  }

  private CompletableFuture<Optional<Alarm>> acknowledge(
      RoutingContext context, long id, JsonObject body) {
    known(body, "note");
    Object note = body.getValue("note", "");
    if (!(note instanceof String text) || text.length() > MAX_NOTE) {
      throw new IllegalArgumentException("note: expected at most " + MAX_NOTE + " characters");
    }
    return alarms.acknowledge(id, Caller.who(context), text);
  }

  private CompletableFuture<Optional<Alarm>> snooze(
      RoutingContext context, long id, JsonObject body) {
    known(body, "minutes");
    Object minutes = body.getValue("minutes");
    if (!(minutes instanceof Integer count) || count < 0 || count > MAX_MINUTES) {
      throw new IllegalArgumentException("minutes: expected 0 to " + MAX_MINUTES);
    }
    return alarms.snooze(id, Duration.ofMinutes(count));
  }

  private static void known(JsonObject body, String only) {
    for (String name : body.fieldNames()) {
      if (!name.equals(only)) {
        throw new IllegalArgumentException(name + ": unknown, expected " + only);
      }
    }
  }

  /// As the list and the live stream show it.
  public static JsonObject json(Alarm alarm) {
    Alarm.Acknowledgement by = alarm.acknowledged();
    return new JsonObject()
        .put("id", alarm.id())
        .put("kind", alarm.kind().label())
        .put("severity", alarm.kind().severity().label())
        .put("subject", alarm.subject())
        .put("message", alarm.message())
        .put("advice", alarm.kind().advice())
        .put("since", alarm.since().toString())
        .put("count", alarm.count())
        .put(
            "acknowledged",
            by == null
                ? null
                : new JsonObject()
                    .put("who", by.who())
                    .put("at", by.at().toString())
                    .put("note", by.note()))
        .put("snoozedUntil", alarm.snoozedUntil() == null ? null : alarm.snoozedUntil().toString());
  }
}
