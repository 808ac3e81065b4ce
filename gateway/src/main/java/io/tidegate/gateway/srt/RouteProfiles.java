package io.tidegate.gateway.srt;

import io.tidegate.gateway.route.OutputSpec;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.gateway.route.SrtAddress;
import io.tidegate.gateway.route.SrtPortSpec;
import io.tidegate.gateway.route.SrtSpec;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Refusal;
import io.tidegate.media.ts.TsDemuxerOptions;
import io.tidegate.srt.SrtProfile;
import io.tidegate.srt.SrtProfiles;
import io.tidegate.srt.StreamId;
import io.tidegate.srt.TransportForm;
import io.tidegate.srt.arq.StockPolicy;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// How SRT peers are spoken to, by route, port and the `srt` section. Any thread, a look-up.
///
/// The policy is the route's; without one, the port's; without that, the section's.
public final class RouteProfiles implements SrtProfiles {
  private final SrtProfile general;
  private final RouteTable routes;
  private final Map<Integer, SrtPortSpec> ports = new ConcurrentHashMap<>();

  public RouteProfiles(SrtProfile general, RouteTable routes) {
    this.general = general;
    this.routes = routes;
  }

  /// Those that there are now.
  Collection<RouteSpec> routes() {
    return routes.routes();
  }

  /// A port is bound.
  ///
  /// @param number as [#find] will be asked for it
  void bound(int number, SrtPortSpec port) {
    ports.put(number, port);
  }

  @Override
  public Decision find(StreamId id, int port, InetSocketAddress remote) {
    StreamKey key;
    try {
      key = StreamKey.parse(id.resource());
    } catch (IllegalArgumentException bad) {
      return new Decision.Refused(Refusal.BAD_KEY, String.valueOf(bad.getMessage()));
    }
    if (id.mode() == StreamId.Mode.REQUEST) {
      key = routes.resolve(key);
    }
    SrtPortSpec spec = ports.get(port);
    RouteSpec route = routes.find(key);
    if (id.mode() == StreamId.Mode.PUBLISH && route != null && !listens(route, spec)) {
      return new Decision.Refused(
          Refusal.NOT_ALLOWED, "no source of the route takes publishers over SRT on this port");
    }
    return new Decision.Accepted(key, profile(route, spec));
  }

  @Override
  public TsDemuxerOptions demuxing(StreamKey key) {
    SrtSpec.Transport transport = transport(key);
    return TsDemuxerOptions.DEFAULT
        .withProgram(transport.program())
        .withAudioPid(transport.audioPid())
        .withAudioLanguage(transport.audioLanguage());
  }

  @Override
  public TransportForm form(StreamKey key) {
    return transport(key).remux() ? TransportForm.REMUXED : TransportForm.UNTOUCHED;
  }

  private SrtSpec.Transport transport(StreamKey key) {
    RouteSpec route = routes.find(key);
    return route == null ? SrtSpec.Transport.DEFAULT : route.srt().transport();
  }

  /// How the peer of a source or push of this route is spoken to.
  SrtProfile profile(RouteSpec route) {
    return profile(route, null);
  }

  /// Whether who calls this port needs the relay by the port's own policy, or by that of the route
  /// it belongs to.
  boolean needsRelay(SrtPortSpec port) {
    StreamKey key = port.key();
    return !isStock(profile(key == null ? null : routes.find(key), port));
  }

  /// Whether those who publish to this route or read it by stream id need the relay.
  boolean plansOnSharedPorts(RouteSpec route) {
    String policy = route.srt().policy();
    return policy != null
        && !policy.equals(StockPolicy.NAME)
        && route.enabled()
        && (listens(route, null) || isRead(route));
  }

  /// Whether readers may ask for it: they do on the ports that all streams share, wherever its
  /// publisher comes from.
  private static boolean isRead(RouteSpec route) {
    return route.outputs().stream()
        .noneMatch(output -> output.covers(Protocol.SRT) && !output.enabled());
  }

  /// Whether a peer of `route` that we call needs the relay.
  boolean callsNeedRelay(RouteSpec route) {
    Stream<SrtAddress> sources =
        route.sources().stream()
            .filter(SourceSpec.SrtCall.class::isInstance)
            .map(source -> ((SourceSpec.SrtCall) source).peer());
    Stream<SrtAddress> pushes =
        route.outputs().stream()
            .filter(OutputSpec.SrtPush.class::isInstance)
            .map(output -> ((OutputSpec.SrtPush) output).peer());
    return route.enabled()
        && !isStock(profile(route))
        && Stream.concat(sources, pushes).anyMatch(peer -> !peer.rendezvous());
  }

  private static boolean isStock(SrtProfile profile) {
    return profile.policy().equals(StockPolicy.NAME);
  }

  private SrtProfile profile(@Nullable RouteSpec route, @Nullable SrtPortSpec port) {
    SrtProfile byPort =
        port == null || port.policy() == null ? general : general.withPolicy(port.policy());
    return route == null ? byPort : route.srt().over(byPort);
  }

  /// A port with a key belongs to its route; the others are for sources without a port.
  private static boolean listens(RouteSpec route, @Nullable SrtPortSpec port) {
    return route
        .srtListens()
        .anyMatch(source ->
            source.port() == SourceSpec.SrtListen.SHARED
                || (port != null && route.key().equals(port.key())));
  }
}
