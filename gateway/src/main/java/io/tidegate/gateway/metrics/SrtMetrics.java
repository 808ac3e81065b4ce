package io.tidegate.gateway.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.tidegate.media.hub.SessionState;
import io.tidegate.srt.SrtLinkView;
import io.tidegate.srt.SrtLinks;
import io.tidegate.srt.SrtPushView;
import io.tidegate.srt.lib.SrtStat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/// SRT: base units, summed up by stream and kind of peer. Any thread.
public final class SrtMetrics implements MultiCollector {
  private static final double MILLIS_PER_SECOND = 1_000;
  private static final double BYTES_PER_MEGABIT = 125_000;

  /// Counters of connections, by the names that metrics have.
  private static final Map<String, SrtStat> COUNTERS =
      new TreeMap<>(
          Map.of(
              "received_packets", SrtStat.PACKETS_RECEIVED_TOTAL,
              "received_bytes", SrtStat.BYTES_RECEIVED_TOTAL,
              "receive_lost_packets", SrtStat.RECEIVE_LOSS_TOTAL,
              "receive_dropped_packets", SrtStat.RECEIVE_DROPPED_TOTAL,
              "undecrypted_packets", SrtStat.UNDECRYPTED_TOTAL,
              "sent_packets", SrtStat.PACKETS_SENT_TOTAL,
              "sent_bytes", SrtStat.BYTES_SENT_TOTAL,
              "retransmitted_packets", SrtStat.RETRANSMITTED_TOTAL,
              "send_dropped_packets", SrtStat.SEND_DROPPED_TOTAL));

  private final SrtLinks links;
  private final Supplier<List<SrtPushView>> pushes;

  public SrtMetrics(SrtLinks links, Supplier<List<SrtPushView>> pushes) {
    this.links = links;
    this.pushes = pushes;
  }

  @Override
  public MetricSnapshots collect() {
    List<SrtLinkView> views = links.links();
    List<Family> families = new ArrayList<>(connections());
    COUNTERS.forEach((name, stat) ->
        families.add(
            Family.counter("tidegate_srt_" + name, "Sum over the connections of a stream.")
                .each(views, SrtMetrics::labels, view -> view.stats().value(stat))));
    families.addAll(gauges(views));
    families.addAll(calls());
    return Family.of(families.toArray(Family[]::new));
  }

  private List<Family> connections() {
    return List.of(
        Family.gauge("tidegate_srt_connections", "SRT connections now.").add(links.open()),
        Family.counter("tidegate_srt_opened", "SRT connections so far.").add(links.opened()),
        Family.counter("tidegate_srt_unfinished", "Callers that did not come through.")
            .add(links.unfinished()),
        Family.counter("tidegate_srt_refused", "Callers refused, by code.")
            .each(
                links.refused().entrySet(),
                refused -> Labels.of("code", refused.getKey().toString()),
                Map.Entry::getValue),
        Family.counter("tidegate_srt_closed", "Connections closed, by reason.")
            .each(
                links.closed().entrySet(),
                closed -> RtmpMetrics.reason(closed.getKey()),
                Map.Entry::getValue));
  }

  /// Several remote peers of one stream are summed up: their addresses are no labels.
  private List<Family> calls() {
    List<SrtPushView> views = pushes.get();
    return List.of(
        Family.gauge("tidegate_srt_pushes", "Remote peers that a stream is sent to now.")
            .each(views, SrtMetrics::stream, SrtMetrics::sends),
        Family.counter(
                "tidegate_srt_push_attempts",
                "Calls of remote peers that a stream is to be sent to.")
            .each(views, SrtMetrics::stream, SrtPushView::attempts));
  }

  private static double sends(SrtPushView view) {
    return view.state() == SessionState.STREAMING ? 1 : 0;
  }

  private static Labels stream(SrtPushView view) {
    return Labels.of("stream", view.key().toString());
  }

  private static List<Family> gauges(List<SrtLinkView> views) {
    String longest = "The longest of the connections of a stream.";
    return List.of(
        Family.gauge("tidegate_srt_link_bytes_per_second", "Sum over the connections of a stream.")
            .each(views, SrtMetrics::labels, SrtMetrics::bytesPerSecond),
        Family.gauge("tidegate_srt_round_trip_seconds", longest)
            .most(
                views,
                SrtMetrics::labels,
                view -> view.stats().value(SrtStat.RTT) / MILLIS_PER_SECOND),
        Family.gauge("tidegate_srt_latency_seconds", longest)
            .most(views, SrtMetrics::labels, SrtMetrics::latency));
  }

  private static double bytesPerSecond(SrtLinkView view) {
    double megabits =
        view.stats().value(SrtStat.RECEIVE_RATE) + view.stats().value(SrtStat.SEND_RATE);
    return megabits * BYTES_PER_MEGABIT;
  }

  private static double latency(SrtLinkView view) {
    int millis =
        view.publishes() ? view.agreed().receiveLatencyMs() : view.agreed().sendLatencyMs();
    return millis / MILLIS_PER_SECOND;
  }

  private static Labels labels(SrtLinkView view) {
    return Labels.of(
        "kind", view.publishes() ? "publisher" : "viewer", "stream", String.valueOf(view.key()));
  }
}
