package io.tidegate.gateway.web;

import io.tidegate.media.Nullable;
import io.tidegate.srt.SrtLink;
import io.tidegate.srt.SrtLinkView;
import io.tidegate.srt.SrtProfile;
import io.tidegate.srt.arq.DecisionRecord;
import io.tidegate.srt.arq.Link;
import io.tidegate.srt.arq.LinkPlan;
import io.tidegate.srt.arq.LinkView;
import io.tidegate.srt.arq.WindowAdvice;
import io.tidegate.srt.lib.SrtStat;
import io.tidegate.srt.lib.SrtStats;
import io.tidegate.srt.relay.DrillReport;
import io.tidegate.srt.relay.PeerView;
import io.tidegate.srt.relay.TrafficView;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.TreeMap;

/// SRT links in the words of `openapi.yaml`. Stateless.
final class SrtLinkJson {
  private SrtLinkJson() {}

  /// @param peer what the relay knows of it, null without a relay
  static JsonObject link(SrtLinkView view, @Nullable PeerView peer) {
    return new JsonObject()
        .put("id", view.sessionId())
        .put("key", view.key().toString())
        .put("kind", kind(view))
        .put("remote", view.remote())
        .put("port", view.port() == 0 ? null : view.port())
        .put("since", view.since().toString())
        .put("peerVersion", view.agreed().peerVersion())
        .put("configured", configured(view.configured()))
        .put("negotiated", negotiated(view.agreed()))
        .put("latencyReason", view.latencyReason())
        .put("stats", stats(view.stats()))
        .put("relay", peer == null ? null : relay(peer))
        .put("advice", view.publishes() ? advice(view, peer) : null);
  }

  /// By the round trip that the relay measures, where there is one: libsrt's comes with an
  /// acknowledgement.
  private static JsonObject advice(SrtLinkView view, @Nullable PeerView peer) {
    LinkView inbound = peer == null ? null : peer.inbound();
    double measured = inbound == null ? Double.NaN : inbound.link().rttMs();
    double rttMs = Double.isFinite(measured) ? measured : view.stats().value(SrtStat.RTT);
    double loss = inbound == null ? Double.NaN : inbound.link().lossForward();
    WindowAdvice advice = WindowAdvice.of(view.agreed().receiveLatencyMs(), rttMs, loss);
    return new JsonObject()
        .put("latencyMs", advice.latencyMs())
        .put("rttMs", LiveViews.rounded(advice.rttMs()))
        .put("retries", advice.retries())
        .put("suggestedMs", advice.suggestedMs() == 0 ? null : advice.suggestedMs());
  }

  /// Whom we called to send it the stream did not come to watch.
  static String kind(SrtLinkView view) {
    if (view.publishes()) {
      return "publisher";
    }
    return view.port() == 0 ? "push" : "viewer";
  }

  /// The passphrase is not for showing.
  private static JsonObject configured(SrtProfile profile) {
    return new JsonObject()
        .put("latencyMs", profile.latencyMs())
        .put("maxLatencyMs", profile.maxLatencyMs())
        .put("peerLatencyMs", profile.peerLatencyMs())
        .put("encrypted", profile.passphrase() != null)
        .put("keyLengthBytes", profile.keyBytes())
        .put("packetFilter", profile.packetFilter())
        .put("reorderTolerancePackets", profile.reorderTolerance())
        .put("receiveBufferBytes", profile.receiveBuffer().bytes())
        .put("idleTimeoutMs", profile.idleTimeout().toMillis())
        .put("policy", profile.policy());
  }

  private static JsonObject negotiated(SrtLink link) {
    return new JsonObject()
        .put("receiveLatencyMs", link.receiveLatencyMs())
        .put("sendLatencyMs", link.sendLatencyMs())
        .put("cipher", link.cipher())
        .put("keyState", label(link.keyState()))
        .put("packetFilter", link.packetFilter())
        .put("receiveBufferBytes", link.receiveBufferBytes())
        .put("reorderTolerancePackets", link.reorderTolerance());
  }

  /// Every counter of libsrt with its unit.
  private static JsonObject stats(SrtStats stats) {
    JsonObject json = new JsonObject();
    for (SrtStat stat : SrtStat.values()) {
      double value = stats.value(stat);
      JsonObject entry = new JsonObject();
      if (value == Math.rint(value)) {
        entry.put("value", stats.count(stat));
      } else {
        entry.put("value", value);
      }
      json.put(stat.label(), entry.put("unit", stat.unit().label()));
    }
    return json;
  }

  private static JsonObject relay(PeerView peer) {
    return new JsonObject()
        .put("policy", peer.policy())
        .put("state", label(peer.state()))
        .put("fault", peer.fault())
        .put("traffic", traffic(peer.traffic()))
        .put("inbound", peer.inbound() == null ? null : engine(peer.inbound()))
        .put("outbound", peer.outbound() == null ? null : engine(peer.outbound()))
        .put("drill", peer.drill() == null ? null : drill(peer.drill()));
  }

  private static JsonObject traffic(TrafficView traffic) {
    return new JsonObject()
        .put("packetsIn", traffic.packetsIn())
        .put("bytesIn", traffic.bytesIn())
        .put("packetsOut", traffic.packetsOut())
        .put("bytesOut", traffic.bytesOut())
        .put("reportsReceived", traffic.reportsReceived())
        .put("reportsSent", traffic.reportsSent())
        .put("reportsHeldBack", traffic.reportsHeldBack())
        .put("copiesSent", traffic.copiesSent())
        .put("malformed", traffic.malformed())
        .put("notSent", traffic.notSent())
        .put("faults", traffic.faults());
  }

  private static JsonObject engine(LinkView view) {
    JsonObject reasons = new JsonObject();
    new TreeMap<>(view.reasons()).forEach((reason, count) -> reasons.put(label(reason), count));
    return new JsonObject()
        .put("policy", view.policy())
        .put("plan", plan(view.plan()))
        .put("estimates", estimates(view.link()))
        .put("dataPackets", view.dataPackets())
        .put("lostPackets", view.lostPackets())
        .put("recoveredPackets", view.recoveredPackets())
        .put("unrecoveredPackets", view.unrecoveredPackets())
        .put("duplicatePackets", view.duplicatePackets())
        .put("untrackedPackets", view.untrackedPackets())
        .put("reportPackets", view.reportPackets())
        .put("reports", view.reports())
        .put("heldBackReports", view.heldBackReports())
        .put("reasons", reasons);
  }

  private static JsonObject plan(LinkPlan plan) {
    return new JsonObject()
        .put("mode", label(plan.mode()))
        .put("everyReportCounts", plan.everyReportCounts())
        .put("extraShare", finite(plan.extraShare()))
        .put("congested", plan.congested());
  }

  private static JsonObject estimates(Link link) {
    return new JsonObject()
        .put("latencyMs", finite(link.latencyMs()))
        .put("rttMs", finite(link.rttMs()))
        .put("rttMinMs", finite(link.rttMinMs()))
        .put("rttVarMs", finite(link.rttVarMs()))
        .put("lossForward", finite(link.lossForward()))
        .put("lossReverse", finite(link.lossReverse()))
        .put("reorderMs", finite(link.reorderMs()))
        .put("queueMs", finite(link.queueMs()))
        .put("extraShare", finite(link.extraShare()))
        .put("budgetExhausted", link.exhausted());
  }

  static JsonObject drill(DrillReport report) {
    return new JsonObject()
        .put("ended", report.ended())
        .put("inbound", direction(report.inbound()))
        .put("outbound", direction(report.outbound()));
  }

  private static JsonObject direction(DrillReport.Direction direction) {
    return new JsonObject()
        .put("packets", direction.packets())
        .put("dropped", direction.dropped())
        .put("queueDropped", direction.queueDropped())
        .put("reordered", direction.reordered())
        .put("recovered", direction.recovered())
        .put("late", direction.late())
        .put("lost", direction.lost());
  }

  static JsonObject decision(DecisionRecord decision) {
    return new JsonObject()
        .put("position", decision.position())
        .put("nanos", decision.nanos())
        .put("at", at(decision.nanos()))
        .put("sequence", decision.sequence())
        .put("event", label(decision.event()))
        .put("reason", label(decision.reason()))
        .put("round", decision.round())
        .put("copies", decision.copies())
        .put("slackMs", finite(decision.slackMs()))
        .put("lossForward", finite(decision.lossForward()))
        .put("lossReverse", finite(decision.lossReverse()))
        .put("rttMs", finite(decision.rttMs()));
  }

  /// The wall clock's time of a moment of the relay's clock, in seconds since 1970.
  private static double at(long nanos) {
    long agoMs = (System.nanoTime() - nanos) / 1_000_000;
    return (System.currentTimeMillis() - agoMs) / 1_000.0;
  }

  /// JSON has no other numbers: null while nothing is known.
  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static String label(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
