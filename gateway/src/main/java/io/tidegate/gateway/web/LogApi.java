package io.tidegate.gateway.web;

import io.vertx.core.Context;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/// `/api/v1/diagnostics/log`: the last messages of the log, without secrets. Event loops; a virtual
/// thread takes the secrets out.
public final class LogApi {
  private static final List<String> LEVELS = List.of("error", "warn", "info", "debug");
  private static final int MAX_LIMIT = 1_000;
  private static final int USUAL_LIMIT = 200;

  /// Stands in no message and in no secret.
  private static final String BETWEEN = "\u0000";

  private final Supplier<List<LogLine>> lines;
  private final Redaction redaction;

  /// @param lines the oldest first
  public LogApi(Supplier<List<LogLine>> lines, Redaction redaction) {
    this.lines = lines;
    this.redaction = redaction;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    ReadOnly.mount(router, "/api/v1/diagnostics/log", this::show);
  }

  private void show(RoutingContext context) {
    int after;
    int limit;
    int rank;
    try {
      RouteFilter.known(context.queryParams(), Set.of("after", "limit", "level"));
      after = RouteFilter.number(context.queryParams(), "after", 0, Integer.MAX_VALUE);
      limit = RouteFilter.number(context.queryParams(), "limit", USUAL_LIMIT, MAX_LIMIT);
      String level = RouteFilter.text(context.queryParams(), "level");
      rank = level.isEmpty() ? LEVELS.size() : LEVELS.indexOf(level);
      if (rank < 0) {
        throw new IllegalArgumentException("level: expected one of " + String.join(", ", LEVELS));
      }
    } catch (IllegalArgumentException wrong) {
      StoreReplies.badParameter(context, wrong);
      return;
    }
    Context loop = context.vertx().getOrCreateContext();
    Thread.ofVirtual()
        .name("log")
        .start(() -> {
          JsonObject answer = page(after, limit, rank);
          loop.runOnContext(_ -> Replies.json(context, answer));
        });
  }

  /// The newest of those that are asked for, the oldest of them first.
  private JsonObject page(int after, int limit, int rank) {
    List<LogLine> all = lines.get();
    List<LogLine> found =
        all.stream().filter(line -> line.number() > after && rank(line) <= rank).toList();
    List<LogLine> shown = found.subList(Math.max(0, found.size() - limit), found.size());
    List<String> texts = new ArrayList<>();
    shown.forEach(line -> texts.add(line.text().replace(BETWEEN, "?")));
    String[] clean = redaction.apply(String.join(BETWEEN, texts)).split(BETWEEN, -1);
    JsonArray items = new JsonArray();
    for (int i = 0; i < shown.size(); i++) {
      items.add(json(shown.get(i), clean[i]));
    }
    return new JsonObject()
        .put("items", items)
        .put("last", all.isEmpty() ? 0 : all.getLast().number());
  }

  /// What logback calls otherwise comes last.
  private static int rank(LogLine line) {
    int rank = LEVELS.indexOf(line.level().toLowerCase(Locale.ROOT));
    return rank < 0 ? LEVELS.size() - 1 : rank;
  }

  private static JsonObject json(LogLine line, String text) {
    return new JsonObject()
        .put("number", line.number())
        .put("at", line.at().toString())
        .put("level", line.level().toLowerCase(Locale.ROOT))
        .put("logger", line.logger())
        .put("text", text);
  }
}
