package io.tidegate.gateway.web;

import io.tidegate.gateway.tls.CertificateView;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.SessionView;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.hub.StreamView;
import io.tidegate.rtmp.RtmpStats;
import io.tidegate.transcode.AdapterStats;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// Prometheus text, format 0.0.4: base units, a label per stream, none per viewer. Any thread.
public final class MetricsText {
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final double BITS_PER_BYTE = 8;

  private final StreamRegistry streams;
  private final SessionRegistry sessions;
  private final RtmpStats rtmp;
  private final SrtMetrics srt;
  private final RtspMetrics rtsp;
  private final AdapterStats audio;
  private final Supplier<List<CertificateView>> certificates;

  public MetricsText(
      StreamRegistry streams,
      SessionRegistry sessions,
      RtmpStats rtmp,
      SrtMetrics srt,
      RtspMetrics rtsp,
      AdapterStats audio,
      Supplier<List<CertificateView>> certificates) {
    this.audio = audio;
    this.certificates = certificates;
    this.srt = srt;
    this.rtsp = rtsp;
    this.streams = streams;
    this.sessions = sessions;
    this.rtmp = rtmp;
  }

  public String text() {
    StringBuilder out = new StringBuilder(4096);
    streams(out);
    sessions(out);
    srt.write(out);
    rtsp.write(out);
    audio(out);
    certificates(out);
    process(out);
    return out.toString();
  }

  private void streams(StringBuilder out) {
    head(out, "tidegate_streams", "gauge", "Streams now.");
    sample(out, "tidegate_streams", "", streams.streams().size());
    perStream(
        out, "tidegate_stream_received_bytes_total", "counter", view -> (double) view.bytes());
    perStream(out, "tidegate_stream_frames_total", "counter", view -> (double) view.frames());
    perStream(
        out,
        "tidegate_stream_discontinuities_total",
        "counter",
        view -> (double) view.discontinuities());
    perStream(
        out,
        "tidegate_stream_bytes_per_second",
        "gauge",
        view -> view.bitrateBps() / BITS_PER_BYTE);
    perStream(out, "tidegate_stream_viewers", "gauge", StreamView::viewers);
  }

  private void perStream(
      StringBuilder out, String name, String type, ToDoubleFunction<StreamView> value) {
    head(out, name, type, "By stream.");
    for (StreamView view : streams.streams()) {
      sample(out, name, "{stream=\"" + view.key() + "\"}", value.applyAsDouble(view));
    }
  }

  private void audio(StringBuilder out) {
    head(out, "tidegate_audio_conversions", "gauge", "Streams whose sound is converted now.");
    sample(out, "tidegate_audio_conversions", "", audio.running());
    head(
        out,
        "tidegate_audio_dropped_frames_total",
        "counter",
        "Frames not converted because the adapter was behind.");
    sample(out, "tidegate_audio_dropped_frames_total", "", (double) audio.droppedFrames());
    head(out, "tidegate_audio_failures_total", "counter", "Conversions that could not go on.");
    sample(out, "tidegate_audio_failures_total", "", (double) audio.failures());
  }

  private void certificates(StringBuilder out) {
    String name = "tidegate_certificate_not_after_seconds";
    head(out, name, "gauge", "When the certificate in use expires, Unix time.");
    for (CertificateView view : certificates.get()) {
      for (String listener : view.listeners()) {
        sample(
            out,
            name,
            "{listener=\"" + listener + "\"}",
            (double) view.notAfter().getEpochSecond());
      }
    }
  }

  private void sessions(StringBuilder out) {
    Map<String, Long> counts =
        sessions.sessions().stream()
            .collect(
                Collectors.groupingBy(MetricsText::labels, TreeMap::new, Collectors.counting()));
    head(out, "tidegate_sessions", "gauge", "Sessions now.");
    counts.forEach((labels, count) -> sample(out, "tidegate_sessions", labels, (double) count));
    head(out, "tidegate_sessions_opened_total", "counter", "Sessions ever opened.");
    sample(out, "tidegate_sessions_opened_total", "", (double) sessions.opened());
    head(out, "tidegate_rtmp_connections", "gauge", "RTMP connections now.");
    sample(out, "tidegate_rtmp_connections", "", (double) rtmp.open());
    head(out, "tidegate_rtmp_closed_total", "counter", "RTMP connections closed, by reason.");
    for (Map.Entry<CloseReason, Long> closed : new TreeMap<>(rtmp.closed()).entrySet()) {
      String reason = closed.getKey().name().toLowerCase(Locale.ROOT);
      sample(
          out,
          "tidegate_rtmp_closed_total",
          "{reason=\"" + reason + "\"}",
          (double) closed.getValue());
    }
  }

  private static String labels(SessionView view) {
    return "{kind=\"" + view.kind().label() + "\",protocol=\"" + view.protocol().label() + "\"}";
  }

  private static void process(StringBuilder out) {
    Runtime runtime = Runtime.getRuntime();
    head(out, "jvm_memory_used_bytes", "gauge", "Java heap in use.");
    sample(
        out,
        "jvm_memory_used_bytes",
        "{area=\"heap\"}",
        (double) (runtime.totalMemory() - runtime.freeMemory()));
    head(out, "jvm_buffer_pool_used_bytes", "gauge", "Memory of buffer pools.");
    for (var pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      String label = "{pool=\"" + pool.getName() + "\"}";
      sample(out, "jvm_buffer_pool_used_bytes", label, (double) pool.getMemoryUsed());
    }
    head(out, "jvm_threads_current", "gauge", "Threads.");
    sample(out, "jvm_threads_current", "", ManagementFactory.getThreadMXBean().getThreadCount());
    head(out, "process_uptime_seconds", "gauge", "Since the start.");
    double millis = ManagementFactory.getRuntimeMXBean().getUptime();
    sample(out, "process_uptime_seconds", "", millis / 1000);
  }

  static void head(StringBuilder out, String name, String type, String help) {
    out.append("# HELP ").append(name).append(' ').append(help).append('\n');
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  static void sample(StringBuilder out, String name, String labels, double value) {
    out.append(name).append(labels).append(' ');
    if (value == Math.rint(value)) {
      out.append((long) value);
    } else {
      out.append(value);
    }
    out.append('\n');
  }
}
