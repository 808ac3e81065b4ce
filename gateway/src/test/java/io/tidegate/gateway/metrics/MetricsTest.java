package io.tidegate.gateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.tidegate.gateway.beacon.PlayerReports;
import io.tidegate.gateway.load.BrownoutRules;
import io.tidegate.gateway.load.LoadControl;
import io.tidegate.gateway.load.LoadLimits;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.HubOptions;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.StageLatency;
import io.tidegate.media.hub.StageLatency.Stage;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.testing.ManualLoops;
import io.tidegate.rtmp.RtmpStats;
import io.tidegate.rtsp.RtspServerStats;
import io.tidegate.srt.SrtLinks;
import io.tidegate.transcode.FfmpegAudioAdapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static final Path MONITORING = Path.of("src/main/dist/monitoring");
  private static final Pattern NAME =
      Pattern.compile("\\b(?:tidegate|jvm|process)_[a-z_]+[a-z]\\b");

  private final ManualLoops loops = new ManualLoops();
  private final Metrics metrics = everything();

  private Metrics everything() {
    StreamRegistry streams =
        new StreamRegistry(loops, AdmissionPolicy.OPEN, HubOptions.defaults(_ -> {}));
    LoadControl load =
        new LoadControl(
            LoadLimits.NONE, BrownoutRules.OFF, new RouteTable(), new SessionRegistry(), () -> 0);
    return new Metrics(loops, false)
        .node("1.2", Path.of("."), () -> Set.of("srt"))
        .routes(new RouteTable(), streams, _ -> false)
        .media(streams, new SessionRegistry())
        .latency(new StageLatency(), new SessionRegistry().firstFrames())
        .add(new PlayerMetrics(new PlayerReports(key -> key)))
        .rtmp(new RtmpStats())
        .audio(new FfmpegAudioAdapter(Path.of("unused")).stats())
        .certificates(List::of)
        .add(new SrtMetrics(new SrtLinks(), List::of))
        .add(new LoadMetrics(load.limits(), load.brownout()))
        .add(new RtspMetrics(new RtspServerStats(), List::of, List::of));
  }

  @Test
  void plainTextIsWhatIsGivenUnlessOpenMetricsIsAskedFor() {
    Metrics.Page plain = metrics.page(null);
    assertThat(plain.type()).startsWith("text/plain; version=0.0.4");
    assertThat(plain.content())
        .contains(
            "# TYPE tidegate_srt_opened_total counter\ntidegate_srt_opened_total 0.0\n",
            "tidegate_degraded{part=\"srt\"} 1.0\n",
            "tidegate_native_transport 0.0\n",
            "jvm_gc_collection_seconds_count");
    Metrics.Page open = metrics.page("application/openmetrics-text;version=1.0.0,*/*;q=0.1");
    assertThat(open.type()).startsWith("application/openmetrics-text");
    assertThat(open.content()).endsWith("# EOF\n");
  }

  @Test
  void rulesAndDashboardSpeakOfMetricsThatThereAre() throws IOException {
    Set<String> known = metrics.names();
    Set<String> unknown = new TreeSet<>();
    for (String file : List.of("tidegate-rules.yml", "tidegate-dashboard.json")) {
      NAME.matcher(Files.readString(MONITORING.resolve(file)))
          .results()
          .map(found -> found.group().replaceFirst("_(total|bucket|sum|count)$", ""))
          .filter(name -> !known.contains(name))
          .forEach(unknown::add);
    }
    assertThat(unknown).isEmpty();
  }

  @Test
  void durationsAreHistograms() {
    SessionRegistry sessions = new SessionRegistry();
    StageLatency stages = new StageLatency();
    stages.of(Stage.HUB).add(100_000);
    stages.of(Stage.HUB).add(3_000_000_000L);
    sessions.firstFrame("a", Protocol.HLS, 30_000_000);
    Metrics measured = new Metrics(loops, false).latency(stages, sessions.firstFrames());
    assertThat(measured.page(null).content())
        .contains(
            "# TYPE tidegate_stage_latency_seconds histogram\n",
            "tidegate_stage_latency_seconds_bucket{stage=\"hub\",le=\"1.0E-4\"} 1\n",
            "tidegate_stage_latency_seconds_bucket{stage=\"hub\",le=\"2.5\"} 1\n",
            "tidegate_stage_latency_seconds_bucket{stage=\"hub\",le=\"+Inf\"} 2\n",
            "tidegate_stage_latency_seconds_sum{stage=\"hub\"} 3.0001\n",
            "tidegate_first_frame_seconds_bucket{protocol=\"hls\",le=\"0.025\"} 0\n",
            "tidegate_first_frame_seconds_bucket{protocol=\"hls\",le=\"0.05\"} 1\n")
        .doesNotContain("protocol=\"rtmp\"");
  }

  @Test
  void samplesOfTheSameLabelsAreAddedUp() {
    var family =
        Family.of(Family.gauge("x", "X.").add(1, "stream", "a\"b\n").add(2, "stream", "a\"b\n"));
    var points = family.get(0).getDataPoints();
    assertThat(points).hasSize(1);
    assertThat(points.getFirst().getLabels().equals(Labels.of("stream", "a\"b\n"))).isTrue();
    assertThat(((GaugeDataPointSnapshot) points.getFirst()).getValue()).isEqualTo(3);
  }

  @Test
  void aLateLoopIsCounted() {
    Loop loop = loops.newLoop();
    metrics.watch(List.of(loop));
    loops.runAll();
    loops.advance(Duration.ofMillis(LoopLag.PERIOD_MILLIS));
    loops.runAll();
    assertThat(metrics.page(null).content()).contains("tidegate_event_loop_lag_seconds_count 1\n");
    loops.advance(Duration.ofMillis(LoopLag.PERIOD_MILLIS));
    loops.runAll();
    assertThat(metrics.page(null).content()).contains("tidegate_event_loop_lag_seconds_count 2\n");
  }
}
