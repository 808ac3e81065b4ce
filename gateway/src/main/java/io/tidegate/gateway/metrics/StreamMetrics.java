package io.tidegate.gateway.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.hub.StreamView;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// Every stream by its key. Any thread.
record StreamMetrics(StreamRegistry streams) implements MultiCollector {
  private static final double BITS_PER_BYTE = 8;

  @Override
  public MetricSnapshots collect() {
    List<StreamView> views = streams.streams();
    return Family.of(
        Family.gauge("tidegate_streams", "Streams now.").add(views.size()),
        gauge("tidegate_stream_up", "1 while a publisher is on.", views, StreamMetrics::up),
        counter("received_bytes", "Payload that came in.", views, StreamView::bytes),
        counter("frames", "Frames that came in.", views, StreamView::frames),
        counter("discontinuities", "Breaks in the timeline.", views, StreamView::discontinuities),
        gauge(
            "tidegate_stream_bytes_per_second",
            "Payload over the last seconds.",
            views,
            view -> view.bitrateBps() / BITS_PER_BYTE),
        gauge(
            "tidegate_stream_frames_per_second",
            "Pictures in the last second, of sound alone its frames.",
            views,
            StreamView::framesPerSecond),
        gauge("tidegate_stream_viewers", "Who watches it now.", views, StreamView::viewers));
  }

  private static double up(StreamView view) {
    return view.state() == SessionState.STREAMING ? 1 : 0;
  }

  private static Family counter(
      String name, String help, List<StreamView> views, ToDoubleFunction<StreamView> value) {
    return Family.counter("tidegate_stream_" + name, help)
        .each(views, StreamMetrics::labels, value);
  }

  private static Family gauge(
      String name, String help, List<StreamView> views, ToDoubleFunction<StreamView> value) {
    return Family.gauge(name, help).each(views, StreamMetrics::labels, value);
  }

  private static Labels labels(StreamView view) {
    return Labels.of("stream", view.key().toString());
  }
}
