package io.tidegate.srt.relay;

import io.tidegate.media.Nullable;
import io.tidegate.srt.arq.Decision;
import io.tidegate.srt.arq.LinkView;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.ToLongFunction;

/// Sums of all peers of a relay as one line of JSON. Immutable.
final class RelayStatistics {
  private final Collection<PeerView> peers;
  private final RelayView relay;
  private final List<LinkView> links;

  RelayStatistics(Collection<PeerView> peers, RelayView relay) {
    this.peers = List.copyOf(peers);
    this.relay = relay;
    // the direction with more data is what a session is about
    this.links = peers.stream().map(RelayStatistics::busier).flatMap(Optional::stream).toList();
  }

  private static Optional<LinkView> busier(PeerView peer) {
    LinkView in = peer.inbound();
    LinkView out = peer.outbound();
    @Nullable
    LinkView busier =
        in == null || (out != null && out.dataPackets() > in.dataPackets()) ? out : in;
    return Optional.ofNullable(busier);
  }

  String json() {
    StringJoiner json = new StringJoiner(",", "{", "}");
    json.add(number("peers", peers.size()));
    json.add(number("packets", relay.packets()));
    json.add(number("data", link(LinkView::dataPackets)));
    json.add(number("loss", link(LinkView::lostPackets)));
    json.add(number("recovered", link(LinkView::recoveredPackets)));
    json.add(number("lost", link(LinkView::unrecoveredPackets)));
    json.add(number("dup", link(LinkView::duplicatePackets)));
    json.add(number("untracked", link(LinkView::untrackedPackets)));
    json.add(number("nak_pkts", link(LinkView::reportPackets)));
    json.add(number("nak_seqs", link(LinkView::reports)));
    json.add(number("held_back", traffic(TrafficView::reportsHeldBack)));
    json.add(number("naks_received", traffic(TrafficView::reportsReceived)));
    json.add(number("naks_sent", traffic(TrafficView::reportsSent)));
    json.add(number("extra", traffic(TrafficView::copiesSent)));
    json.add("\"reasons\":" + reasons());
    if (!links.isEmpty()) {
      LinkView first = links.getFirst();
      json.add("\"policy\":\"" + first.policy() + "\"");
      json.add("\"mode\":\"" + first.plan().mode() + "\"");
      json.add(decimal("p", first.link().lossForward(), 4));
      json.add(decimal("q", first.link().lossReverse(), 4));
      json.add(decimal("latency", first.link().latencyMs(), 0));
      json.add(decimal("rtt", first.link().rttMs(), 1));
      json.add(decimal("rtt_min", first.link().rttMinMs(), 1));
      json.add(decimal("var", first.link().rttVarMs(), 2));
      json.add(decimal("hold", first.link().reorderMs(), 1));
      json.add(decimal("queue", first.link().queueMs(), 1));
    }
    json.add(number("junk", relay.junkPackets()));
    json.add(number("refused", relay.refusedPeers()));
    json.add(number("not_sent", relay.notSent() + traffic(TrafficView::notSent)));
    json.add(number("faults", relay.faults()));
    json.add(number("ns_per_pkt", relay.packets() == 0 ? 0 : relay.cpuNanos() / relay.packets()));
    return json.toString();
  }

  private long link(ToLongFunction<LinkView> count) {
    return links.stream().mapToLong(count).sum();
  }

  private long traffic(ToLongFunction<TrafficView> count) {
    return peers.stream().map(PeerView::traffic).mapToLong(count).sum();
  }

  private String reasons() {
    Map<Decision.Reason, Long> sums = new EnumMap<>(Decision.Reason.class);
    for (LinkView link : links) {
      link.reasons().forEach((reason, count) -> sums.merge(reason, count, Long::sum));
    }
    StringJoiner json = new StringJoiner(",", "{", "}");
    sums.forEach((reason, count) -> json.add(number(reason.name(), count)));
    return json.toString();
  }

  private static String number(String name, long value) {
    return "\"" + name.toLowerCase(Locale.ROOT) + "\":" + value;
  }

  private static String decimal(String name, double value, int digits) {
    double shown = Double.isFinite(value) ? value : 0;
    return "\"" + name + "\":" + String.format(Locale.ROOT, "%." + digits + "f", shown);
  }
}
