package io.tidegate.srt.relay;

import io.tidegate.media.Nullable;
import io.tidegate.srt.arq.DecisionLog;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// One remote address that talks through a relay. Any thread.
public final class RelayPeer {
  private final InetSocketAddress remote;
  private final int loopbackPort;
  private final String routePolicy;
  private final DrillStart drills;
  private volatile String chosen;
  private volatile PeerView view;
  private volatile @Nullable DecisionLog inboundDecisions;
  private volatile @Nullable DecisionLog outboundDecisions;

  /// Begins a drill on the relay's thread.
  @FunctionalInterface
  interface DrillStart {
    void begin(RelayPeer peer, Drill drill, CompletableFuture<DrillReport> report);
  }

  RelayPeer(InetSocketAddress remote, int loopbackPort, String routePolicy, DrillStart drills) {
    this.remote = remote;
    this.loopbackPort = loopbackPort;
    this.routePolicy = routePolicy;
    this.chosen = routePolicy;
    this.drills = drills;
    this.view = PeerView.opening(remote, loopbackPort, routePolicy);
  }

  /// The peer's real address.
  public InetSocketAddress remote() {
    return remote;
  }

  /// The port of 127.0.0.1 as which libsrt knows the peer.
  public int loopbackPort() {
    return loopbackPort;
  }

  /// From now on the policy of this name decides for the session that stands or is being opened; a
  /// later session from the same address starts without. Until this call a peer is forwarded
  /// unchanged, unless its route has a policy. Cheap enough for libsrt's listen callback.
  public void choose(String policyName) {
    chosen = policyName;
  }

  /// What is known of it, at most a second old; the last state after its end.
  public PeerView view() {
    return view;
  }

  /// Decisions about data from the peer; null before there is data and a policy.
  public @Nullable DecisionLog inboundDecisions() {
    return inboundDecisions;
  }

  /// Decisions about data to the peer; null before there is data and a policy.
  public @Nullable DecisionLog outboundDecisions() {
    return outboundDecisions;
  }

  /// Puts a bad network on the peer, in the place of a drill that may be running. The stage is
  /// completed with the final report, a second after the drill's end or with the peer's.
  public CompletionStage<DrillReport> drill(Drill drill) {
    CompletableFuture<DrillReport> report = new CompletableFuture<>();
    drills.begin(this, drill, report);
    return report.minimalCompletionStage();
  }

  String chosenPolicy() {
    return chosen;
  }

  void renewed() {
    chosen = routePolicy;
  }

  void show(PeerView newest) {
    view = newest;
  }

  void log(@Nullable DecisionLog inbound, @Nullable DecisionLog outbound) {
    inboundDecisions = inbound;
    outboundDecisions = outbound;
  }
}
