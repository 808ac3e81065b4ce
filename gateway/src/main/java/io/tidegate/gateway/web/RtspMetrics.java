package io.tidegate.gateway.web;

import io.tidegate.media.hub.SessionState;
import io.tidegate.rtsp.RtspPullView;
import io.tidegate.rtsp.RtspPushView;
import io.tidegate.rtsp.RtspServerStats;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Supplier;

/// RTSP in Prometheus text: the clients that came, what players lost, the cameras pulled, the
/// servers pushed to. Any thread.
public final class RtspMetrics {
  private static final double NANOS_PER_SECOND = 1e9;

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

  void write(StringBuilder out) {
    one(out, "tidegate_rtsp_connections", "gauge", "RTSP connections now.", server.open());
    one(out, "tidegate_rtsp_opened_total", "counter", "RTSP connections so far.", server.opened());
    MetricsText.head(
        out, "tidegate_rtsp_closed_total", "counter", "Connections closed, by reason.");
    new TreeMap<>(server.closed())
        .forEach((reason, count) -> {
          String label = "{reason=\"" + reason.name().toLowerCase(Locale.ROOT) + "\"}";
          MetricsText.sample(out, "tidegate_rtsp_closed_total", label, (double) count);
        });
    MetricsText.head(out, "tidegate_rtsp_refused_total", "counter", "Requests refused, by status.");
    new TreeMap<>(server.refused())
        .forEach((status, count) -> {
          String label = "{status=\"" + status + "\"}";
          MetricsText.sample(out, "tidegate_rtsp_refused_total", label, (double) count);
        });
    feedback(out);
    pulls(out);
    pushes(out);
  }

  private void feedback(StringBuilder out) {
    one(
        out,
        "tidegate_rtsp_resend_requests_total",
        "counter",
        "Requests of players for packets that were lost.",
        server.resendRequests());
    one(
        out,
        "tidegate_rtsp_resent_packets_total",
        "counter",
        "Packets that players lost and got again.",
        server.resent());
    seconds(
        out,
        "tidegate_rtsp_resend_seconds",
        "Time in which 95 of 100 requests for lost packets were answered.",
        server.resendP95());
    one(
        out,
        "tidegate_rtsp_key_frame_requests_total",
        "counter",
        "Requests of players for a key frame.",
        server.keyFramesWanted());
    seconds(
        out,
        "tidegate_rtsp_key_frame_seconds",
        "Time in which 95 of 100 key frames that were asked for were sent.",
        server.keyFrameP95());
  }

  private void pulls(StringBuilder out) {
    List<RtspPullView> views = pulls.get();
    long streaming = views.stream().filter(view -> view.state() == SessionState.STREAMING).count();
    one(out, "tidegate_rtsp_pulls", "gauge", "Cameras that are to be pulled.", views.size());
    one(out, "tidegate_rtsp_pulls_streaming", "gauge", "Cameras that send frames.", streaming);
    one(
        out,
        "tidegate_rtsp_pull_attempts_total",
        "counter",
        "Calls of cameras so far.",
        views.stream().mapToLong(RtspPullView::attempts).sum());
  }

  private void pushes(StringBuilder out) {
    List<RtspPushView> views = pushes.get();
    long streaming = views.stream().filter(view -> view.state() == SessionState.STREAMING).count();
    one(out, "tidegate_rtsp_pushes", "gauge", "Servers that are to be sent to.", views.size());
    one(out, "tidegate_rtsp_pushes_streaming", "gauge", "Servers that record.", streaming);
    one(
        out,
        "tidegate_rtsp_push_attempts_total",
        "counter",
        "Calls of servers so far.",
        views.stream().mapToLong(RtspPushView::attempts).sum());
  }

  private static void one(StringBuilder out, String name, String type, String help, long value) {
    MetricsText.head(out, name, type, help);
    MetricsText.sample(out, name, "", (double) value);
  }

  private static void seconds(StringBuilder out, String name, String help, Duration value) {
    MetricsText.head(out, name, "gauge", help);
    String label = "{quantile=\"0.95\"}";
    MetricsText.sample(out, name, label, value.toNanos() / NANOS_PER_SECOND);
  }
}
