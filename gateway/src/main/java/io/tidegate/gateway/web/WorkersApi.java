package io.tidegate.gateway.web;

import io.tidegate.transcode.worker.JobsView;
import io.tidegate.transcode.worker.WorkerView;
import io.tidegate.transcode.worker.Workers;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;

/// `/api/v1/workers`, as `openapi.yaml` describes it. Any thread.
public final class WorkersApi {
  private final Workers workers;

  public WorkersApi(Workers workers) {
    this.workers = workers;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    router.get("/api/v1/workers").handler(this::list);
  }

  private void list(RoutingContext context) {
    JsonArray items = new JsonArray();
    workers.views().forEach(view -> items.add(worker(view)));
    context.json(
        new JsonObject()
            .put("items", items)
            .put("jobs", jobs(workers.jobs()))
            .put("cgroups", workers.haveCgroups()));
  }

  static JsonObject worker(WorkerView view) {
    return new JsonObject()
        .put("name", view.name())
        .put("purpose", view.purpose())
        .put("state", view.state().name().toLowerCase(Locale.ROOT))
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
