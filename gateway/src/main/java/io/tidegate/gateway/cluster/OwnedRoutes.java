package io.tidegate.gateway.cluster;

import io.tidegate.cluster.owner.Ownership;
import io.tidegate.gateway.route.OutputSpec;
import io.tidegate.gateway.route.Reconciler;
import io.tidegate.gateway.route.RouteInstances;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// What is to run of the routes at this node: what is started runs at one node, and so does what
/// follows it. Alone, all of it. Any thread; it never waits.
///
/// Publishers may come to any node, and players, too. What runs for players is started where they
/// ask, unless another node has it.
public final class OwnedRoutes implements Reconciler.Desired {
  private final RouteInstances instances;
  private final RouteTable routes;
  private final StreamPlaces places;

  public OwnedRoutes(RouteInstances instances, RouteTable routes, StreamPlaces places) {
    this.instances = instances;
    this.routes = routes;
    this.places = places;
  }

  @Override
  public Collection<StreamKey> keys() {
    return instances.keys();
  }

  @Override
  public @Nullable String obstacle(StreamKey key) {
    return instances.obstacle(key);
  }

  @Override
  public @Nullable RouteSpec find(StreamKey key) {
    RouteSpec whole = instances.find(key);
    if (whole == null || key.isPattern()) {
      return whole;
    }
    if (places.isExpected()) {
      return with(whole, SourceSpec::comesByItself, false);
    }
    Optional<Ownership> ownership = places.ownership();
    if (ownership.isEmpty()) {
      return whole;
    }
    StreamKey source = routes.sourceOf(key);
    Set<String> labels = labels(key);
    return switch (ownership.get().standing(source, labels)) {
      case HERE -> whole;
      case COMING -> with(whole, _ -> true, false);
      case ELSEWHERE -> with(whole, SourceSpec::comesByItself, false);
      case ABSENT -> {
        Set<SourceSpec> always = always(key);
        boolean may = ownership.get().mayStart(labels);
        yield with(
            whole, one -> SourceSpec.comesByItself(one) || (may && !always.contains(one)), true);
      }
    };
  }

  /// The labels that a node has to carry for this stream.
  Set<String> labels(StreamKey key) {
    RouteSpec route = routes.find(routes.sourceOf(key));
    return route == null ? Set.of() : Set.copyOf(route.nodeLabels());
  }

  /// Sources that run without players: of a pattern, none does.
  private Set<SourceSpec> always(StreamKey key) {
    RouteSpec route = routes.patternOf(key) == null ? routes.find(key) : null;
    Set<SourceSpec> always = new HashSet<>(route == null ? List.of() : route.sources());
    always.removeIf(SourceSpec.OnDemand.class::isInstance);
    return always;
  }

  /// @param followed whether what is made of the stream and sent on runs, too
  private static RouteSpec with(RouteSpec whole, Predicate<SourceSpec> sources, boolean followed) {
    boolean made = followed || whole.renditions().stream().allMatch(OutputSpec.Rendered::onDemand);
    List<OutputSpec> outputs =
        whole.outputs().stream()
            .filter(output ->
                switch (output) {
                  case OutputSpec.Rendered _ -> made;
                  case OutputSpec.SrtPush _,
                      OutputSpec.RtmpPush _,
                      OutputSpec.UdpTsPush _,
                      OutputSpec.RtspPush _,
                      OutputSpec.FrameTap _ ->
                      followed;
                  case OutputSpec.Played _,
                      OutputSpec.Marks _,
                      OutputSpec.H264Only _,
                      OutputSpec.Recording _,
                      OutputSpec.Stills _ ->
                      true;
                })
            .toList();
    return whole.with(whole.sources().stream().filter(sources).toList(), outputs, whole.srt());
  }
}
