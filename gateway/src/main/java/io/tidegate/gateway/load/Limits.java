package io.tidegate.gateway.load;

import io.tidegate.gateway.access.AddressRules;
import io.tidegate.gateway.access.Network;
import io.tidegate.gateway.load.Refusals.Cause;
import io.tidegate.gateway.route.RouteLimits;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.Connections;
import io.tidegate.media.hub.PlayRequest;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.Refusal;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.SessionView;
import io.tidegate.media.hub.SessionView.Kind;
import java.net.InetAddress;
import java.util.List;
import java.util.function.LongSupplier;

/// Whether there is room for one more, on this node, its route and its address. Any thread.
///
/// 1. [#look] once a second, by one thread.
/// 2. [#crowded], [#came] for each who wants to come in.
public final class Limits {
  private static final double MEGA = 1e6;

  private final RouteTable routes;
  private final SessionRegistry sessions;
  private final Crowd crowd;
  private final Egress egress;
  private final AddressRates api = new AddressRates();
  private final Refusals refusals = new Refusals();
  private final AddressConnections connections =
      new AddressConnections(this::connectionsOf, refusals);
  private volatile LoadLimits limits;

  public Limits(LoadLimits limits, RouteTable routes, SessionRegistry sessions) {
    this.limits = limits;
    this.routes = routes;
    this.sessions = sessions;
    this.crowd = new Crowd(this::routeOf);
    this.egress = new Egress(this::routeOf);
    sessions.observeEnds(crowd::left);
  }

  private StreamKey routeOf(StreamKey key) {
    StreamKey route = routes.routeOf(key);
    return route == null ? key : route;
  }

  /// Others hold for whoever comes from here on.
  public void rules(LoadLimits now) {
    limits = now;
  }

  /// Why one more player finds no room; null when it does.
  public @Nullable No crowded(PlayRequest request) {
    LoadLimits rules = limits;
    String host = AddressRules.host(request.remote());
    RouteSpec route = routes.find(request.key());
    RouteLimits own = route == null ? RouteLimits.NONE : route.limits();
    StreamKey key = request.key();
    Integer viewers = own.viewers();
    if (isFull(crowd.ofNode(Kind.VIEWER), rules.viewers())) {
      return No.of(Cause.NODE_VIEWERS, "this node has all the viewers that it takes");
    }
    if (isFull(
        crowd.ofRoute(Kind.VIEWER, key), viewers == null ? rules.viewersPerRoute() : viewers)) {
      return No.of(Cause.ROUTE_VIEWERS, "this stream has all the viewers that it takes");
    }
    if (isSpent(egress.nodeBps(), rules.egressMbps())) {
      return No.of(Cause.NODE_EGRESS, "this node sends all that it may");
    }
    if (isSpent(egress.routeBps(key), own.egressMbps() == null ? 0 : own.egressMbps())) {
      return No.of(Cause.ROUTE_EGRESS, "of this stream all is sent that may be");
    }
    return isExempt(host) ? null : crowdedAt(host, rules.address());
  }

  private @Nullable No crowdedAt(String host, LoadLimits.PerAddress rules) {
    if (isFull(crowd.ofAddress(Kind.VIEWER, host), rules.viewers())) {
      return No.of(Cause.ADDRESS_VIEWERS, "this address has all the viewers that one may have");
    }
    return isSpent(egress.addressBps(host), rules.egressMbps())
        ? No.of(Cause.ADDRESS_EGRESS, "this address is sent all that one may be")
        : null;
  }

  /// Why one more publisher that comes by itself finds no room; null when it does.
  public @Nullable No crowded(PublishRequest request) {
    LoadLimits rules = limits;
    String host = AddressRules.host(request.remote());
    if (isFull(crowd.ofNode(Kind.PUBLISHER), rules.publishers())) {
      return No.of(Cause.NODE_PUBLISHERS, "this node has all the publishers that it takes");
    }
    boolean isShareSpent =
        isFull(crowd.ofAddress(Kind.PUBLISHER, host), rules.address().publishers());
    return isShareSpent && !isExempt(host)
        ? No.of(Cause.ADDRESS_PUBLISHERS, "this address has all the publishers that one may have")
        : null;
  }

  /// Somebody was let in.
  public void came(Kind kind, StreamKey key, String remote) {
    crowd.came(kind, key, AddressRules.host(remote));
  }

  /// Takes one request of the API.
  ///
  /// @return seconds to wait, 0 when it may go on
  public long api(String host, long nowNanos) {
    int perSecond = limits.address().apiPerSecond();
    long wait = perSecond == 0 || isExempt(host) ? 0 : api.take(host, perSecond, nowNanos);
    if (wait > 0) {
      refusals.count(Cause.ADDRESS_API);
    }
    return wait;
  }

  /// Counts what is refused here and elsewhere.
  public Refusals refusals() {
    return refusals;
  }

  /// Who may connect.
  public Connections connections() {
    return connections;
  }

  private int connectionsOf(String host) {
    return isExempt(host) ? 0 : limits.address().connections();
  }

  /// What is here and goes out by now.
  ///
  /// @param sharedBytes that were sent and stand in no session
  public void look(LongSupplier sharedBytes, long nowNanos) {
    List<SessionView> views = sessions.views();
    crowd.recount(views);
    egress.look(views, sharedBytes.getAsLong(), nowNanos);
    api.forget(nowNanos);
  }

  /// As it stands.
  ///
  /// @param egressBps payload to viewers and pushes, bits a second
  public record Standing(
      LoadLimits limits, int viewers, int publishers, int connections, double egressBps) {}

  public Standing standing() {
    return new Standing(
        limits,
        crowd.ofNode(Kind.VIEWER),
        crowd.ofNode(Kind.PUBLISHER),
        connections.total(),
        egress.nodeBps());
  }

  private static boolean isFull(int count, int limit) {
    return limit > 0 && count >= limit;
  }

  private static boolean isSpent(double bps, int limitMbps) {
    return limitMbps > 0 && bps >= limitMbps * MEGA;
  }

  private boolean isExempt(String host) {
    List<Network> exempt = limits.exempt();
    if (exempt.isEmpty()) {
      return false;
    }
    try {
      InetAddress address = InetAddress.ofLiteral(host);
      return exempt.stream().anyMatch(network -> network.contains(address));
    } catch (IllegalArgumentException notOne) {
      return false;
    }
  }

  /// That there is no room.
  ///
  /// @param cause for the counters
  /// @param answer for the peer
  public record No(Cause cause, Admission.Refused answer) {
    static No of(Cause cause, String message) {
      String later = cause == Cause.SWITCHED_OFF ? "" : ", try again later";
      return new No(cause, new Admission.Refused(refusal(cause), message + later));
    }

    private static Refusal refusal(Cause cause) {
      return switch (cause) {
        case NODE_VIEWERS, NODE_PUBLISHERS, ROUTE_VIEWERS, BROWN_OUT -> Refusal.LIMIT_REACHED;
        case NODE_EGRESS, ROUTE_EGRESS -> Refusal.NO_BANDWIDTH;
        case ADDRESS_VIEWERS,
            ADDRESS_PUBLISHERS,
            ADDRESS_EGRESS,
            ADDRESS_CONNECTIONS,
            ADDRESS_API ->
            Refusal.PEER_LIMIT;
        case SWITCHED_OFF -> Refusal.NOT_ALLOWED;
      };
    }
  }
}
