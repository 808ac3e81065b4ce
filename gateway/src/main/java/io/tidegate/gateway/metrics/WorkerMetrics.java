package io.tidegate.gateway.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.tidegate.transcode.worker.JobsView;
import io.tidegate.transcode.worker.WorkerView;
import io.tidegate.transcode.worker.Workers;
import java.util.List;

/// FFmpeg's children, by name and purpose. Any thread.
public final class WorkerMetrics implements MultiCollector {
  private final Workers workers;

  public WorkerMetrics(Workers workers) {
    this.workers = workers;
  }

  @Override
  public MetricSnapshots collect() {
    List<WorkerView> views = workers.views();
    JobsView jobs = workers.jobs();
    return Family.of(
        Family.gauge("tidegate_worker_cpu_ratio", "Of one core, over the last second.")
            .each(views, WorkerMetrics::labels, view -> view.cpuPercent() / 100),
        Family.gauge("tidegate_worker_resident_bytes", "Resident memory.")
            .each(views, WorkerMetrics::labels, view -> (double) view.rssBytes()),
        Family.gauge("tidegate_worker_fps", "Frames coded in a second.")
            .each(views, WorkerMetrics::labels, WorkerView::fps),
        Family.gauge("tidegate_worker_speed_ratio", "Media time coded in a second.")
            .each(views, WorkerMetrics::labels, WorkerView::speed),
        Family.counter("tidegate_worker_restarts", "Children that had to be started again.")
            .each(views, WorkerMetrics::labels, view -> (double) view.restarts()),
        Family.gauge("tidegate_jobs_running", "Children that end by themselves, now.")
            .add(jobs.running()),
        Family.gauge("tidegate_jobs_waiting", "Such that wait.").add(jobs.waiting()),
        Family.counter("tidegate_jobs_done", "Such that did their work.").add(jobs.done()),
        Family.counter("tidegate_jobs_failed", "Such that did not.").add(jobs.failed()),
        Family.counter("tidegate_jobs_refused", "Such that found too many waiting.")
            .add(jobs.refused()));
  }

  private static Labels labels(WorkerView view) {
    return Labels.of("worker", view.name(), "purpose", view.purpose());
  }
}
