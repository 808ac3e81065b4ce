package io.tidegate.gateway.metrics;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.instrumentation.jvm.JvmBufferPoolMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmClassLoadingMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmCompilationMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryPoolAllocationMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmNativeMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmRuntimeInfoMetric;
import io.prometheus.metrics.instrumentation.jvm.JvmThreadsMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.gateway.tls.CertificateView;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.FirstFrames;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.StageLatency;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.rtmp.RtmpStats;
import io.tidegate.transcode.AdapterStats;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// What Prometheus is told: base units, a label per stream, none per viewer. Made from the views of
/// the moment at each scrape; what is no view (histograms, the JVM) counts between scrapes. Any
/// thread.
public final class Metrics {
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final ExpositionFormats formats = ExpositionFormats.init();
  private final LoopLag lag;

  /// Before anything runs: what counts between scrapes counts from here on.
  public Metrics(Loops loops, boolean nativeTransport) {
    jvm();
    registry.register(new NettyMetrics(nativeTransport));
    lag = new LoopLag(registry, loops);
  }

  /// Those of the native memory are there with `-XX:NativeMemoryTracking` alone. To find out, they
  /// would start the JVM's management server, with the help texts of all its commands and the
  /// flight recorder behind some of them: a look at the command line is enough.
  private void jvm() {
    JvmThreadsMetrics.builder().register(registry);
    JvmBufferPoolMetrics.builder().register(registry);
    JvmClassLoadingMetrics.builder().register(registry);
    JvmCompilationMetrics.builder().register(registry);
    JvmGarbageCollectorMetrics.builder().register(registry);
    JvmMemoryPoolAllocationMetrics.builder().register(registry);
    JvmMemoryMetrics.builder().register(registry);
    JvmRuntimeInfoMetric.builder().register(registry);
    ProcessMetrics.builder().register(registry);
    if (ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .anyMatch(flag -> flag.startsWith("-XX:NativeMemoryTracking="))) {
      JvmNativeMemoryMetrics.builder().register(registry);
    }
  }

  /// Measures how late these are, as long as they run.
  public void watch(List<Loop> loops) {
    lag.watch(loops);
  }

  /// `listener` hears how late each timer of a loop was, in seconds; on the loop.
  public void observeLag(DoubleConsumer listener) {
    lag.observe(listener);
  }

  /// By how much the latest event loop was late since this was asked last.
  public Duration takeWorstLag() {
    return lag.takeWorst();
  }

  public Metrics media(StreamRegistry streams, SessionRegistry sessions) {
    registry.register(new StreamMetrics(streams));
    registry.register(new SessionMetrics(sessions));
    return this;
  }

  /// How long things take.
  public Metrics latency(StageLatency stages, FirstFrames firsts) {
    registry.register(new LatencyMetrics(stages, firsts));
    return this;
  }

  /// @param elsewhere whether a stream is live at another node, which tells of it
  public Metrics routes(RouteTable routes, StreamRegistry streams, Predicate<StreamKey> elsewhere) {
    registry.register(new RouteMetrics(routes, streams, elsewhere));
    return this;
  }

  /// @param degraded what does not work, as `/health/ready` says; any thread
  public Metrics node(String version, Path dataDir, Supplier<Set<String>> degraded) {
    registry.register(new NodeMetrics(version, dataDir, degraded));
    return this;
  }

  public Metrics rtmp(RtmpStats stats) {
    registry.register(new RtmpMetrics(stats));
    return this;
  }

  public Metrics audio(AdapterStats stats) {
    registry.register(new AudioMetrics(stats));
    return this;
  }

  public Metrics certificates(Supplier<List<CertificateView>> views) {
    registry.register(new CertificateMetrics(views));
    return this;
  }

  /// What else there is: SRT, RTSP.
  public Metrics add(MultiCollector collector) {
    registry.register(collector);
    return this;
  }

  /// What there is, whether it has a sample just now or not; counters without `_total`.
  Set<String> names() {
    return registry.scrape().stream()
        .map(snapshot -> snapshot.getMetadata().getPrometheusName())
        .collect(Collectors.toSet());
  }

  /// @param content in the format of `type`, for the header of the answer
  public record Page(String type, String content) {}

  /// @param accept of the request, null for Prometheus text 0.0.4
  public Page page(@Nullable String accept) {
    ExpositionFormatWriter writer =
        accept == null || !accept.contains("openmetrics")
            ? formats.getPrometheusTextFormatWriter()
            : formats.getOpenMetricsTextFormatWriter();
    MetricSnapshots now = registry.scrape();
    ByteArrayOutputStream text = new ByteArrayOutputStream(16_384);
    try {
      writer.write(text, now);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return new Page(writer.getContentType(), text.toString(StandardCharsets.UTF_8));
  }
}
