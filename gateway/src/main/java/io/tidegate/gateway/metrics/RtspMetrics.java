package io.tidegate.gateway.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.tidegate.media.hub.SessionState;
import io.tidegate.rtsp.RtspPullView;
import io.tidegate.rtsp.RtspPushView;
import io.tidegate.rtsp.RtspServerStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// RTSP: the clients that came, what players lost, the cameras pulled, the servers pushed to. Any
/// thread.
public final class RtspMetrics implements MultiCollector {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final String QUANTILE = "quantile";
  private static final String P95 = "0.95";

  private final RtspServerStats server;
  private final Supplier<List<RtspPullView>> pulls;
  private final Supplier<List<RtspPushView>> pushes;

  public RtspMetrics(
      RtspServerStats server,
      Supplier<List<RtspPullView>> pulls,
      Supplier<List<RtspPushView>> pushes) {
    this.server = server;
    this.pulls = pulls;
    this.pushes = pushes;
  }

  @Override
  public MetricSnapshots collect() {
    List<Family> families = new ArrayList<>(connections());
    families.addAll(feedback());
    families.addAll(calls());
    return Family.of(families.toArray(Family[]::new));
  }

  private List<Family> connections() {
    return List.of(
        Family.gauge("tidegate_rtsp_connections", "RTSP connections now.").add(server.open()),
        Family.counter("tidegate_rtsp_opened", "RTSP connections so far.").add(server.opened()),
        Family.counter("tidegate_rtsp_closed", "Connections closed, by reason.")
            .each(
                server.closed().entrySet(),
                closed -> RtmpMetrics.reason(closed.getKey()),
                Map.Entry::getValue),
        Family.counter("tidegate_rtsp_refused", "Requests refused, by status.")
            .each(
                server.refused().entrySet(),
                refused -> Labels.of("status", refused.getKey().toString()),
                Map.Entry::getValue));
  }

  private List<Family> feedback() {
    return List.of(
        Family.counter(
                "tidegate_rtsp_resend_requests", "Requests of players for packets that were lost.")
            .add(server.resendRequests()),
        Family.counter("tidegate_rtsp_resent_packets", "Packets that players lost and got again.")
            .add(server.resent()),
        Family.gauge(
                "tidegate_rtsp_resend_seconds",
                "Time in which 95 of 100 requests for lost packets were answered.")
            .add(seconds(server.resendP95()), QUANTILE, P95),
        Family.counter("tidegate_rtsp_key_frame_requests", "Requests of players for a key frame.")
            .add(server.keyFramesWanted()),
        Family.gauge(
                "tidegate_rtsp_key_frame_seconds",
                "Time in which 95 of 100 key frames that were asked for were sent.")
            .add(seconds(server.keyFrameP95()), QUANTILE, P95));
  }

  private List<Family> calls() {
    List<RtspPullView> cameras = pulls.get();
    List<RtspPushView> servers = pushes.get();
    return List.of(
        Family.gauge("tidegate_rtsp_pulls", "Cameras that are to be pulled.").add(cameras.size()),
        Family.gauge("tidegate_rtsp_pulls_streaming", "Cameras that send frames.")
            .add(streaming(cameras.stream().map(RtspPullView::state))),
        Family.counter("tidegate_rtsp_pull_attempts", "Calls of cameras so far.")
            .add(cameras.stream().mapToLong(RtspPullView::attempts).sum()),
        Family.gauge("tidegate_rtsp_pushes", "Servers that are to be sent to.").add(servers.size()),
        Family.gauge("tidegate_rtsp_pushes_streaming", "Servers that record.")
            .add(streaming(servers.stream().map(RtspPushView::state))),
        Family.counter("tidegate_rtsp_push_attempts", "Calls of servers so far.")
            .add(servers.stream().mapToLong(RtspPushView::attempts).sum()));
  }

  private static double streaming(Stream<SessionState> states) {
    return states.filter(state -> state == SessionState.STREAMING).count();
  }

  private static double seconds(Duration value) {
    return value.toNanos() / NANOS_PER_SECOND;
  }
}
