package io.tidegate.gateway.store;

import io.tidegate.gateway.route.KeyPattern;
import io.tidegate.gateway.route.OutputSpec;
import io.tidegate.gateway.route.RecordingSpec;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.SrtPortSpec;
import io.tidegate.gateway.route.StillSpec;
import io.tidegate.gateway.space.Space;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.udp.UdpAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/// Rules of all routes together: no two listen on one port or go by one name, and there are not too
/// many. Immutable.
public final class RouteSetRules {
  /// What the figures of the documentation were measured with, twice.
  public static final int MAX_ROUTES = 20_000;

  private final Map<Integer, String> taken = new HashMap<>();

  private final Function<String, @Nullable Space> spaces;
  private final Predicate<String> profiles;

  /// Without spaces, and with every storage profile.
  public RouteSetRules(List<SrtPortSpec> fixed) {
    this(fixed, _ -> null, _ -> true);
  }

  /// @param fixed UDP ports that the configuration gives to others
  /// @param spaces by name
  /// @param profiles whether there is a storage profile of a name
  public RouteSetRules(
      List<SrtPortSpec> fixed,
      Function<String, @Nullable Space> spaces,
      Predicate<String> profiles) {
    this.profiles = profiles;
    this.spaces = spaces;
    fixed.stream()
        .filter(port -> port.port() > 0)
        .forEach(port -> taken.put(port.port(), "the configuration"));
  }

  /// These, with spaces and storage profiles that will be there, too.
  ///
  /// @param more in the place of those that go by their names
  public RouteSetRules with(Map<String, Space> more, Set<String> moreProfiles) {
    RouteSetRules after =
        new RouteSetRules(
            List.of(),
            name -> {
              Space space = more.get(name);
              return space == null ? spaces.apply(name) : space;
            },
            name -> moreProfiles.contains(name) || profiles.test(name));
    after.taken.putAll(taken);
    return after;
  }

  void checkCount(long routes) throws StoreException {
    if (routes > MAX_ROUTES) {
      throw StoreException.conflict("at most " + MAX_ROUTES + " routes");
    }
  }

  void checkProfiles(Collection<RouteSpec> changed) throws StoreException {
    for (RouteSpec route : changed) {
      checkProfile(route, OutputSpec.Recording.NAME, RecordingSpec.storage(route));
      checkProfile(route, OutputSpec.Stills.NAME, StillSpec.storage(route));
    }
  }

  private void checkProfile(RouteSpec route, String output, String name) throws StoreException {
    if (!name.isEmpty() && !profiles.test(name)) {
      throw StoreException.invalid(
          "outputs." + output + ".storage: no storage profile " + name + " for " + route.key());
    }
  }

  /// @param before keys of all routes
  /// @param after the same after the change: a space that has fewer than before may have too many
  void checkSpaces(Collection<StreamKey> before, Collection<StreamKey> after)
      throws StoreException {
    Map<String, Integer> growth = new TreeMap<>();
    after.forEach(key -> growth.merge(key.app(), 1, Integer::sum));
    Map<String, Integer> counts = new TreeMap<>(growth);
    before.forEach(key -> growth.merge(key.app(), -1, Integer::sum));
    for (Map.Entry<String, Integer> entry : growth.entrySet()) {
      Space space = entry.getValue() > 0 ? spaces.apply(entry.getKey()) : null;
      long most = space == null ? 0 : space.quotas().routes();
      if (most > 0 && counts.getOrDefault(entry.getKey(), 0) > most) {
        throw StoreException.conflict(
            "space " + entry.getKey() + ": its quota of routes is " + most);
      }
    }
  }

  /// Whether these may break a rule together with others.
  boolean concern(Collection<RouteSpec> changed) {
    return changed.stream()
        .anyMatch(route ->
            !route.srtPorts().isEmpty()
                || !route.udpListens().isEmpty()
                || !route.aliases().isEmpty()
                || route.key().isPattern());
  }

  void check(Collection<RouteSpec> all, Collection<RouteSpec> changed) throws StoreException {
    checkPorts(all);
    checkAliases(all);
    checkPatterns(all, changed);
  }

  /// Which of two patterns a key means must not depend on chance.
  private static void checkPatterns(Collection<RouteSpec> all, Collection<RouteSpec> changed)
      throws StoreException {
    List<KeyPattern> patterns = patterns(all);
    for (KeyPattern one : patterns(changed)) {
      for (KeyPattern other : patterns) {
        if (!one.equals(other) && one.isRival(other)) {
          throw StoreException.conflict(
              "key: " + one + " and " + other + " match the same keys, and neither comes first");
        }
      }
    }
  }

  private static List<KeyPattern> patterns(Collection<RouteSpec> routes) {
    return routes.stream()
        .map(RouteSpec::key)
        .filter(StreamKey::isPattern)
        .map(KeyPattern::new)
        .toList();
  }

  private static void checkAliases(Collection<RouteSpec> all) throws StoreException {
    Map<StreamKey, StreamKey> owners = new HashMap<>();
    for (RouteSpec route : all) {
      for (StreamKey alias : route.aliases()) {
        StreamKey other = owners.put(alias, route.key());
        if (other != null) {
          throw StoreException.conflict(
              "aliases: " + alias + " of " + route.key() + " is an alias of " + other);
        }
      }
    }
    for (RouteSpec route : all) {
      StreamKey owner = owners.get(route.key());
      if (owner != null) {
        throw StoreException.conflict(
            "aliases: " + route.key() + " is a route, and an alias of " + owner);
      }
    }
  }

  private void checkPorts(Collection<RouteSpec> all) throws StoreException {
    Map<Integer, StreamKey> owners = new HashMap<>();
    for (RouteSpec route : all) {
      for (SrtPortSpec port : route.srtPorts()) {
        StreamKey other = port.port() == 0 ? null : owners.put(port.port(), route.key());
        String owner = other == null ? taken.get(port.port()) : "route " + other;
        if (owner != null) {
          throw StoreException.conflict(
              "sources: UDP port " + port.port() + " of " + route.key() + " belongs to " + owner);
        }
      }
    }
    checkListens(all, owners);
  }

  /// @param srtOwners whose SRT port it is, by number
  private void checkListens(Collection<RouteSpec> all, Map<Integer, StreamKey> srtOwners)
      throws StoreException {
    Map<Integer, List<Listen>> byPort = new HashMap<>();
    for (RouteSpec route : all) {
      for (UdpAddress address : route.udpListens()) {
        int port = address.port();
        List<Listen> others = byPort.computeIfAbsent(port, _ -> new ArrayList<>());
        String owner = address.isMulticast() ? null : srtOwner(port, srtOwners);
        for (Listen other : others) {
          owner = other.address.overlaps(address) ? "route " + other.key : owner;
        }
        if (owner != null) {
          throw StoreException.conflict(
              "sources: " + address + " of " + route.key() + " belongs to " + owner);
        }
        others.add(new Listen(route.key(), address));
      }
    }
  }

  private @Nullable String srtOwner(int port, Map<Integer, StreamKey> srtOwners) {
    StreamKey key = srtOwners.get(port);
    return key == null ? taken.get(port) : "route " + key;
  }

  private record Listen(StreamKey key, UdpAddress address) {}
}
