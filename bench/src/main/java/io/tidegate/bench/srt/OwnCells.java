package io.tidegate.bench.srt;

import io.tidegate.srt.arq.LinkView;
import io.tidegate.srt.lib.SrtLibrary;
import io.tidegate.srt.relay.Drill;
import io.tidegate.srt.relay.NetworkSide;
import io.tidegate.srt.relay.PacketRelay;
import io.tidegate.srt.relay.PeerView;
import io.tidegate.srt.relay.RelayOptions;
import io.tidegate.srt.relay.RelayPort;
import io.tidegate.srt.relay.RelayRoute;
import io.tidegate.srt.relay.RelayView;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;

/// Measures without other programs: libsrt at both ends, the relay, and a second relay as the bad
/// network, all in this process. Any thread.
///
/// Collections and compilers of one process hold up all its sessions, so run few at once.
final class OwnCells implements CellRunner {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);

  private final SrtLibrary.Loaded library;

  OwnCells(SrtLibrary.Loaded library) {
    this.library = library;
  }

  @Override
  public CellResult run(Cell cell) throws IOException, InterruptedException {
    LinkCase link = cell.link();
    PacketRelay relay = PacketRelay.start(RelayOptions.DEFAULTS);
    try (OwnReceiver receiver = OwnReceiver.listen(library, ANY_PORT, cell);
        PacketRelay network = PacketRelay.start(RelayOptions.DEFAULTS)) {
      InetSocketAddress target = receiver.address();
      if (link.senderSide()) {
        target = impair(network, cell, target);
        target = relay(relay, cell, NetworkSide.TARGET, target);
      } else {
        target = relay(relay, cell, NetworkSide.LISTEN, target);
        target = impair(network, cell, target);
      }
      OwnSender sender = OwnSender.send(library, target, cell);
      receiver.await();
      relay.close();
      RelayView view = relay.view();
      long copies = view.peers().stream().mapToLong(peer -> peer.traffic().copiesSent()).sum();
      return new CellResult(
          sender.sent(),
          receiver.missing(sender.sent()),
          sender.wireData() + copies,
          receiver.latencyMs(0.5),
          receiver.latencyMs(0.99),
          cell.relayed() ? account(view) : "");
    } finally {
      relay.close();
    }
  }

  private static InetSocketAddress impair(PacketRelay network, Cell cell, InetSocketAddress target)
      throws IOException {
    if (!cell.link().impaired()) {
      return target;
    }
    Drill drill = Drill.network(cell.link().network(), cell.networkSeed());
    RelayPort port = network.open(RelayRoute.inwards(ANY_PORT, target).withDrill(drill));
    return port.address();
  }

  private static InetSocketAddress relay(
      PacketRelay relay, Cell cell, NetworkSide side, InetSocketAddress target) throws IOException {
    if (!cell.relayed()) {
      return target;
    }
    int latencyMs = cell.link().latencyMs();
    RelayRoute route = new RelayRoute(ANY_PORT, target, side, null, latencyMs, null, 0, null);
    boolean forwards = cell.policy().equals(Cell.FORWARD);
    return relay.open(forwards ? route : route.withPolicy(cell.policy())).address();
  }

  /// The counts of the direction with data, named as the relay's own program names them.
  private static String account(RelayView view) {
    StringBuilder json = new StringBuilder("{");
    json.append("\"ns_per_pkt\":").append(view.cpuNanos() / Math.max(1, view.packets()));
    json.append(",\"faults\":").append(view.faults());
    for (PeerView peer : view.peers()) {
      LinkView in = peer.inbound();
      LinkView out = peer.outbound();
      LinkView busier =
          in == null || (out != null && out.dataPackets() > in.dataPackets()) ? out : in;
      json.append(",\"extra\":").append(peer.traffic().copiesSent());
      if (busier != null) {
        json.append(",\"data\":").append(busier.dataPackets());
        json.append(",\"loss\":").append(busier.lostPackets());
        json.append(",\"recovered\":").append(busier.recoveredPackets());
        json.append(",\"lost\":").append(busier.unrecoveredPackets());
        json.append(",\"dup\":").append(busier.duplicatePackets());
        json.append(",\"nak_seqs\":").append(busier.reports());
        json.append(",\"held_back\":").append(busier.heldBackReports());
        busier
            .reasons()
            .forEach((reason, count) ->
                json.append(",\"")
                    .append(reason.name().toLowerCase(Locale.ROOT))
                    .append("\":")
                    .append(count));
      }
    }
    return json.append('}').toString();
  }
}
