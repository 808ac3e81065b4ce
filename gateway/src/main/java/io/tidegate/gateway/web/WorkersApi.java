package io.tidegate.gateway.web;

import io.tidegate.transcode.ladder.EncoderView;
import io.tidegate.transcode.ladder.LadderView;
import io.tidegate.transcode.worker.JobsView;
import io.tidegate.transcode.worker.WorkerView;
import io.tidegate.transcode.worker.Workers;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/// `/api/v1/workers`, as `openapi.yaml` describes it. Any thread.
public final class WorkersApi {
  private final Workers workers;
  private final Supplier<List<EncoderView>> encoders;
  private final Supplier<List<LadderView>> ladders;

  public WorkersApi(
      Workers workers, Supplier<List<EncoderView>> encoders, Supplier<List<LadderView>> ladders) {
    this.workers = workers;
    this.encoders = encoders;
    this.ladders = ladders;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    ReadOnly.mount(router, "/api/v1/workers", this::list);
    ReadOnly.mount(router, "/api/v1/encoders", this::encoders);
    ReadOnly.mount(router, "/api/v1/renditions", this::renditions);
  }

  private void list(RoutingContext context) {
    Replies.json(context, json(workers));
  }

  /// All of them, and how the short ones stand.
  public static JsonObject json(Workers workers) {
    JsonArray items = new JsonArray();
    workers.views().forEach(view -> items.add(worker(view)));
    return new JsonObject()
        .put("items", items)
        .put("jobs", jobs(workers.jobs()))
        .put("cgroups", workers.haveCgroups());
  }

  private void encoders(RoutingContext context) {
    JsonArray items = new JsonArray();
    for (EncoderView view : encoders.get()) {
      items.add(
          new JsonObject()
              .put("codec", view.codec())
              .put("works", view.works())
              .put("reason", view.reason()));
    }
    Replies.json(context, new JsonObject().put("items", items));
  }

  private void renditions(RoutingContext context) {
    JsonArray items = new JsonArray();
    for (LadderView view : ladders.get()) {
      for (LadderView.Step step : view.steps()) {
        WorkerView worker = view.worker();
        items.add(
            new JsonObject()
                .put("key", step.key().toString())
                .put("source", view.source().toString())
                .put("encoder", step.encoder())
                .put("state", worker == null ? "starting" : label(worker.state()))
                .put("problem", step.problem())
                .put("dropped", view.dropped()));
      }
    }
    Replies.json(context, new JsonObject().put("items", items));
  }

  private static String label(WorkerView.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  static JsonObject worker(WorkerView view) {
    return new JsonObject()
        .put("name", view.name())
        .put("purpose", view.purpose())
        .put("state", label(view.state()))
        .put("pid", view.pid() == 0 ? null : view.pid())
        .put("since", view.since().toString())
        .put("cpuSeconds", view.cpuSeconds())
        .put("cpuPercent", Math.round(view.cpuPercent() * 10) / 10.0)
        .put("rssBytes", view.rssBytes())
        .put("fps", view.fps())
        .put("speed", view.speed())
        .put("frames", view.frames())
        .put("restarts", view.restarts())
        .put("lastError", view.lastError());
  }

  private static JsonObject jobs(JobsView view) {
    return new JsonObject()
        .put("running", view.running())
        .put("waiting", view.waiting())
        .put("done", view.done())
        .put("failed", view.failed())
        .put("refused", view.refused());
  }
}
