package io.tidegate.gateway.udp;

import io.tidegate.gateway.route.OutputSpec;
import io.tidegate.gateway.route.PlacedPush;
import io.tidegate.gateway.route.PushPlaces;
import io.tidegate.gateway.route.RouteRunner;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.SessionState;
import io.tidegate.udp.UdpEndpoint;
import io.tidegate.udp.UdpListenTarget;
import io.tidegate.udp.UdpPushTarget;
import io.tidegate.udp.UdpPushView;
import io.tidegate.udp.UdpSourceView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The transport streams over UDP that routes listen for and send, dealt out to the event loops by
/// key. Views: any thread.
///
/// 1. [#start] with the loops;
/// 2. [#apply] for each route, whenever it changes.
public final class UdpRoutes implements RouteRunner {
  private final UdpEndpoint endpoint;
  private final PushPlaces<UdpPushTarget> places = new PushPlaces<>();
  private volatile List<Loop> loops = List.of();

  public UdpRoutes(UdpEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  public void start(List<Loop> sessions) {
    loops = List.copyOf(sessions);
  }

  /// All of one key are on one loop: an old one has gone before a new one begins.
  @Override
  public void apply(StreamKey key, @Nullable RouteSpec before, @Nullable RouteSpec after) {
    Loop loop = loops.get(Math.floorMod(key.hashCode(), loops.size()));
    change(sources(before), sources(after), endpoint::end, one -> endpoint.listen(one, loop));
    List<UdpPushTarget> wanted = pushes(after);
    places.follow(key, wanted);
    change(pushes(before), wanted, endpoint::end, one -> endpoint.push(one, loop));
  }

  private static <T> void change(
      List<T> before, List<T> after, Consumer<T> end, Consumer<T> begin) {
    before.stream().filter(one -> !after.contains(one)).forEach(end);
    after.stream().filter(one -> !before.contains(one)).forEach(begin);
  }

  /// How the sources fare, by key.
  public List<UdpSourceView> sources() {
    return endpoint.sources();
  }

  /// How the pushes fare, by key, each with its place in its route.
  public List<PlacedPush<UdpPushView>> pushes() {
    return places.of(endpoint.pushesByTarget());
  }

  /// A source that cannot listen, in words; null while all do.
  public @Nullable String problem() {
    return sources().stream()
        .filter(view -> !view.listening() && view.state() == SessionState.DISCONNECTED)
        .findFirst()
        .map(view -> view.target() + ": " + view.lastFailure())
        .orElse(null);
  }

  private static List<UdpListenTarget> sources(@Nullable RouteSpec route) {
    List<UdpListenTarget> targets = new ArrayList<>();
    if (route != null && route.enabled()) {
      for (SourceSpec source : route.sources()) {
        if (source instanceof SourceSpec.UdpTs udp) {
          targets.add(target(route.key(), udp));
        }
      }
    }
    return targets;
  }

  private static UdpListenTarget target(StreamKey key, SourceSpec.UdpTs udp) {
    return new UdpListenTarget(
        key,
        udp.address(),
        udp.rtp(),
        udp.networkInterface(),
        (int) udp.receiveBuffer().bytes(),
        Duration.ofMillis(udp.frames().firstFrameMs()),
        Duration.ofMillis(udp.frames().noFrameMs()));
  }

  private static List<UdpPushTarget> pushes(@Nullable RouteSpec route) {
    List<UdpPushTarget> targets = new ArrayList<>();
    if (route != null && route.enabled()) {
      for (OutputSpec output : route.outputs()) {
        if (output instanceof OutputSpec.UdpTsPush push) {
          targets.add(
              new UdpPushTarget(
                  route.key(),
                  push.address(),
                  push.rtp(),
                  push.networkInterface(),
                  push.ttl(),
                  push.dscp()));
        }
      }
    }
    return targets;
  }
}
