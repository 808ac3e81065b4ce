package io.tidegate.gateway.web;

import io.tidegate.media.hub.SessionState;
import io.tidegate.srt.SrtLinkView;
import io.tidegate.srt.SrtLinks;
import io.tidegate.srt.SrtPushView;
import io.tidegate.srt.lib.SrtStat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// SRT in Prometheus text: base units, summed up by stream and kind of peer. Any thread.
public final class SrtMetrics {
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

  void write(StringBuilder out) {
    List<SrtLinkView> views = links.links();
    MetricsText.head(out, "tidegate_srt_connections", "gauge", "SRT connections now.");
    MetricsText.sample(out, "tidegate_srt_connections", "", (double) links.open());
    MetricsText.head(out, "tidegate_srt_opened_total", "counter", "SRT connections so far.");
    MetricsText.sample(out, "tidegate_srt_opened_total", "", (double) links.opened());
    MetricsText.head(
        out, "tidegate_srt_unfinished_total", "counter", "Callers that did not come through.");
    MetricsText.sample(out, "tidegate_srt_unfinished_total", "", (double) links.unfinished());
    MetricsText.head(out, "tidegate_srt_refused_total", "counter", "Callers refused, by code.");
    links
        .refused()
        .forEach((code, count) ->
            MetricsText.sample(
                out, "tidegate_srt_refused_total", "{code=\"" + code + "\"}", (double) count));
    MetricsText.head(out, "tidegate_srt_closed_total", "counter", "Connections closed, by reason.");
    new TreeMap<>(links.closed())
        .forEach((reason, count) -> {
          String label = "{reason=\"" + reason.name().toLowerCase(Locale.ROOT) + "\"}";
          MetricsText.sample(out, "tidegate_srt_closed_total", label, (double) count);
        });
    COUNTERS.forEach((name, stat) ->
        perStream(
            out,
            "tidegate_srt_" + name + "_total",
            "counter",
            views,
            view -> view.stats().value(stat)));
    gauges(out, views);
    pushes(out);
  }

  /// Several remote peers of one stream are summed up: their addresses are no labels.
  private void pushes(StringBuilder out) {
    List<SrtPushView> views = pushes.get();
    perPush(
        out,
        "tidegate_srt_pushes",
        "gauge",
        "Remote peers that a stream is sent to now.",
        views,
        view -> view.state() == SessionState.STREAMING ? 1 : 0);
    perPush(
        out,
        "tidegate_srt_push_attempts_total",
        "counter",
        "Calls of remote peers that a stream is to be sent to.",
        views,
        SrtPushView::attempts);
  }

  private static void perPush(
      StringBuilder out,
      String name,
      String type,
      String help,
      List<SrtPushView> views,
      ToDoubleFunction<SrtPushView> value) {
    MetricsText.head(out, name, type, help);
    views.stream()
        .collect(
            Collectors.groupingBy(
                view -> "{stream=\"" + view.key() + "\"}",
                TreeMap::new,
                Collectors.summingDouble(value)))
        .forEach((labels, sum) -> MetricsText.sample(out, name, labels, sum));
  }

  private static void gauges(StringBuilder out, List<SrtLinkView> views) {
    perStream(
        out,
        "tidegate_srt_link_bytes_per_second",
        "gauge",
        views,
        view ->
            (view.stats().value(SrtStat.RECEIVE_RATE) + view.stats().value(SrtStat.SEND_RATE))
                * BYTES_PER_MEGABIT);
    longest(
        out,
        "tidegate_srt_round_trip_seconds",
        views,
        view -> view.stats().value(SrtStat.RTT) / MILLIS_PER_SECOND);
    longest(
        out,
        "tidegate_srt_latency_seconds",
        views,
        view ->
            (view.publishes() ? view.agreed().receiveLatencyMs() : view.agreed().sendLatencyMs())
                / MILLIS_PER_SECOND);
  }

  private static void perStream(
      StringBuilder out,
      String name,
      String type,
      List<SrtLinkView> views,
      ToDoubleFunction<SrtLinkView> value) {
    MetricsText.head(out, name, type, "Sum over the connections of a stream.");
    views.stream()
        .collect(
            Collectors.groupingBy(
                SrtMetrics::labels, TreeMap::new, Collectors.summingDouble(value)))
        .forEach((labels, sum) -> MetricsText.sample(out, name, labels, sum));
  }

  private static void longest(
      StringBuilder out,
      String name,
      List<SrtLinkView> views,
      ToDoubleFunction<SrtLinkView> value) {
    MetricsText.head(out, name, "gauge", "The longest of the connections of a stream.");
    views.stream()
        .collect(
            Collectors.toMap(SrtMetrics::labels, value::applyAsDouble, Math::max, TreeMap::new))
        .forEach((labels, most) -> MetricsText.sample(out, name, labels, most));
  }

  private static String labels(SrtLinkView view) {
    return "{stream=\"" + view.key() + "\",kind=\"" + kind(view) + "\"}";
  }

  static String kind(SrtLinkView view) {
    return view.publishes() ? "publisher" : "viewer";
  }
}
