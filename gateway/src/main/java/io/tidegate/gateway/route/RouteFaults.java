package io.tidegate.gateway.route;

import io.tidegate.media.Nullable;
import io.tidegate.transcode.ladder.Ladder;
import io.tidegate.udp.UdpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Finds what is wrong between the parts of a route, each of which may be sound by itself: rules
/// that one annotation of one component cannot say. For one look, by one thread.
final class RouteFaults {
  private final RouteSpec route;
  private final List<Fault> faults = new ArrayList<>();

  RouteFaults(RouteSpec route) {
    this.route = route;
  }

  /// Empty when nothing is wrong.
  List<Fault> list() {
    time("graceMs", route.grace());
    time("stableMs", route.stable());
    ofSources();
    faults.addAll(Placeholders.faults(route));
    if (route.key().isPattern()) {
      ofPattern();
    } else if (route.maxInstances() != null) {
      add("maxInstances", "a key with a * beside it");
    }
    if (route.aliases().contains(route.key()) || hasTwins(route.aliases())) {
      add("aliases", "other keys than the route's own, each once");
    }
    ofRenditions();
    ofTaps();
    return List.copyOf(faults);
  }

  private void time(String field, @Nullable Duration time) {
    if (time != null && (time.isNegative() || time.toMillis() > RouteSpec.MAX_GRACE_MS)) {
      add(field, "a whole number, 0 to " + RouteSpec.MAX_GRACE_MS);
    }
  }

  private void ofSources() {
    if (portsOfTheirOwn() > 1) {
      add("sources", "at most one srt-listen with a port of its own");
    }
    int slate = firstSlate();
    if (slate == 0 || (slate > 0 && slate < route.sources().size() - 1)) {
      add("sources", "a slate as the last of several sources");
    }
    Set<SourceSpec> distinct = new HashSet<>();
    for (SourceSpec source : route.sources()) {
      if (!distinct.add(plain(source))) {
        add("sources", "each source once; there are two " + source.type() + " alike");
        break;
      }
    }
    if (hasOverlaps(route.udpListens())) {
      add("sources", "each udp-ts with a port or group of its own");
    }
  }

  private void ofPattern() {
    if (!route.renditions().isEmpty()) {
      add("outputs.renditions", "none: a pattern has many streams");
    }
    KeyPattern pattern = new KeyPattern(route.key());
    if (pattern.hasTwins() || pattern.stars() > KeyPattern.MAX_STARS) {
      add("key", "at most " + KeyPattern.MAX_STARS + " stars, no two side by side");
    }
    if (!route.aliases().isEmpty()) {
      add("aliases", "none, as a pattern stands for many streams");
    }
    if (portsOfTheirOwn() > 0) {
      add("sources", "no srt-listen with a port of its own: a pattern has many streams");
    }
    if (route.sources().stream().anyMatch(SourceSpec.UdpTs.class::isInstance)) {
      add("sources", "no udp-ts: a pattern has many streams");
    }
    if (route.outputs().stream().anyMatch(OutputSpec.UdpTsPush.class::isInstance)) {
      add("outputs", "no udp-ts-push: many streams would go to one place");
    }
  }

  private void ofRenditions() {
    List<String> names =
        route.renditions().stream().map(rendered -> rendered.rendition().name()).toList();
    if (!names.stream().allMatch(name -> Ladder.isKey(route.key(), name))) {
      add("outputs.renditions", "names that make a stream key with the route's");
    }
    if (hasTwins(names)) {
      add("outputs.renditions", "each name once");
    }
  }

  private void ofTaps() {
    List<String> taps =
        route.outputs().stream()
            .filter(OutputSpec.FrameTap.class::isInstance)
            .map(OutputSpec::place)
            .toList();
    if (taps.size() > FrameTapSpec.MOST_TAPS || hasTwins(taps)) {
      add("outputs", "at most " + FrameTapSpec.MOST_TAPS + " taps, each with its own name");
    }
  }

  private void add(String path, String expected) {
    faults.add(new Fault(path, expected));
  }

  private static boolean hasTwins(List<?> all) {
    return Set.copyOf(all).size() < all.size();
  }

  private long portsOfTheirOwn() {
    return route.srtListens().filter(one -> one.port() != SourceSpec.SrtListen.SHARED).count();
  }

  /// -1 for none.
  private int firstSlate() {
    List<SourceSpec> sources = route.sources();
    for (int i = 0; i < sources.size(); i++) {
      if (sources.get(i) instanceof SourceSpec.Slate) {
        return i;
      }
    }
    return -1;
  }

  /// Publishers are told apart by protocol alone.
  private static SourceSpec plain(SourceSpec source) {
    return switch (source) {
      case SourceSpec.RtmpPublish _ -> new SourceSpec.RtmpPublish();
      case SourceSpec.RtspPublish _ -> new SourceSpec.RtspPublish();
      case SourceSpec.SrtListen listen -> new SourceSpec.SrtListen(listen.port());
      case SourceSpec.SrtCall call -> call;
      case SourceSpec.RtspPull pull -> pull;
      case SourceSpec.RtmpPull pull -> pull;
      case SourceSpec.UdpTs udp -> udp;
      case SourceSpec.OnDemand later -> plain(later.source());
      case SourceSpec.File file -> file;
      case SourceSpec.Slate slate -> slate;
      case SourceSpec.TestPattern _ -> SourceSpec.TestPattern.DEFAULT;
      case SourceSpec.Rendition rendition -> rendition;
    };
  }

  private static boolean hasOverlaps(List<UdpAddress> addresses) {
    for (int i = 0; i < addresses.size(); i++) {
      for (UdpAddress later : addresses.subList(i + 1, addresses.size())) {
        if (later.overlaps(addresses.get(i))) {
          return true;
        }
      }
    }
    return false;
  }
}
