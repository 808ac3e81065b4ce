package io.tidegate.gateway.web;

import io.tidegate.gateway.history.Column;
import io.tidegate.gateway.history.Query;
import io.tidegate.gateway.history.StatisticsHistory;
import io.tidegate.gateway.history.Table;
import io.tidegate.media.StreamKey;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;

/// `/api/v1/streams/{app}/{name}/history`: how a stream went, in columns. Event loops; the history
/// is asked on its own thread.
public final class HistoryApi {
  private static final String PATH = "/api/v1/streams/:app/:name/history";
  private static final Duration USUAL = Duration.ofMinutes(15);

  private final StatisticsHistory history;
  private final Executor owner;
  private final Clock clock;

  /// @param owner runs tasks on the history's thread
  public HistoryApi(StatisticsHistory history, Executor owner, Clock clock) {
    this.history = history;
    this.owner = owner;
    this.clock = clock;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    ReadOnly.mount(router, PATH, this::history);
  }

  private void history(RoutingContext context) {
    StreamKey key;
    try {
      key = StreamKey.parse(context.pathParam("app") + "/" + context.pathParam("name"));
    } catch (IllegalArgumentException notAKey) {
      Replies.problem(context, 404, String.valueOf(notAKey.getMessage()));
      return;
    }
    Query query;
    try {
      query = query(key, context.queryParams(), clock.instant());
    } catch (IllegalArgumentException wrong) {
      StoreReplies.badParameter(context, wrong);
      return;
    }
    StoreReplies.when(
        context, history.read(owner, query), table -> Replies.json(context, json(key, table)));
  }

  /// Nothing is older than the history, and nothing is known of the future.
  static Query query(StreamKey key, MultiMap parameters, Instant now) {
    Instant to = Times.instant(parameters, "to", now);
    Instant from = Times.instant(parameters, "from", to.minus(USUAL));
    int step =
        RouteFilter.number(parameters, "step", 0, (int) StatisticsHistory.MINUTES_KEPT.toSeconds());
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException("from: expected a time before to");
    }
    long newest = now.getEpochSecond() + 1;
    long oldest = newest - StatisticsHistory.MINUTES_KEPT.toSeconds();
    long fromSecond = Math.clamp(from.getEpochSecond(), oldest, newest - 1);
    // a part of a second is asked for as a whole one
    long toSecond = Math.clamp(to.plusNanos(999_999_999).getEpochSecond(), fromSecond + 1, newest);
    return new Query(key, fromSecond, toSecond, step);
  }

  static JsonObject json(StreamKey key, Table table) {
    JsonArray columns = new JsonArray().add("at");
    JsonArray times = new JsonArray();
    for (int row = 0; row < table.rows(); row++) {
      times.add(table.fromSecond() + (long) row * table.stepSeconds());
    }
    JsonArray data = new JsonArray().add(times);
    for (int i = 0; i < table.columns().size(); i++) {
      columns.add(table.columns().get(i).label());
      data.add(column(table.columns().get(i), table.values().get(i)));
    }
    return new JsonObject()
        .put("key", key.toString())
        .put("tierSeconds", table.tierSeconds())
        .put("stepSeconds", table.stepSeconds())
        .put("columns", columns)
        .put("data", data);
  }

  private static JsonArray column(Column column, double[] values) {
    JsonArray array = new JsonArray();
    for (double value : values) {
      if (Double.isNaN(value)) {
        array.addNull();
      } else if (column.isWhole()) {
        array.add(Math.round(value));
      } else {
        array.add(LiveViews.rounded(value));
      }
    }
    return array;
  }
}
