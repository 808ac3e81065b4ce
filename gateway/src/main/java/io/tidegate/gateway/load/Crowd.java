package io.tidegate.gateway.load;

import io.tidegate.gateway.access.AddressRules;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.SessionView;
import io.tidegate.media.hub.SessionView.Kind;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// Who is here: sessions of this node, of each route and each address. Any thread.
///
/// Who was let in counts at once, before its session describes itself; every [#recount] goes by
/// what sessions say of themselves. So a limit is exact but for those who take longer than that
/// between the door and their first byte.
final class Crowd {
  /// What is counted, under a name.
  private record Slot(Kind kind, String group, String name) {
    static Slot node(Kind kind) {
      return new Slot(kind, "node", "");
    }

    static Slot route(Kind kind, StreamKey route) {
      return new Slot(kind, "route", route.toString());
    }

    static Slot address(Kind kind, String host) {
      return new Slot(kind, "address", host);
    }
  }

  private final Function<StreamKey, StreamKey> routeOf;
  private volatile Map<Slot, Integer> counts = new ConcurrentHashMap<>();

  /// @param routeOf the route that a stream follows, itself where there is none
  Crowd(Function<StreamKey, StreamKey> routeOf) {
    this.routeOf = routeOf;
  }

  int ofNode(Kind kind) {
    return count(Slot.node(kind));
  }

  int ofRoute(Kind kind, StreamKey key) {
    return count(Slot.route(kind, routeOf.apply(key)));
  }

  /// @param host without the port
  int ofAddress(Kind kind, String host) {
    return count(Slot.address(kind, host));
  }

  private int count(Slot slot) {
    return counts.getOrDefault(slot, 0);
  }

  void came(Kind kind, StreamKey key, String host) {
    slots(kind, key, host).forEach(slot -> counts.merge(slot, 1, Integer::sum));
  }

  void left(SessionView session) {
    StreamKey key = session.key();
    if (key != null) {
      slots(session.kind(), key, AddressRules.host(session.remote()))
          .forEach(
              slot -> counts.computeIfPresent(slot, (_, count) -> count <= 1 ? null : count - 1));
    }
  }

  /// All sessions that there are. One thread at a time.
  void recount(List<SessionView> sessions) {
    Map<Slot, Integer> now = new ConcurrentHashMap<>();
    for (SessionView session : sessions) {
      StreamKey key = session.key();
      if (key != null) {
        slots(session.kind(), key, AddressRules.host(session.remote()))
            .forEach(slot -> now.merge(slot, 1, Integer::sum));
      }
    }
    counts = now;
  }

  private List<Slot> slots(Kind kind, StreamKey key, String host) {
    return List.of(Slot.node(kind), Slot.route(kind, routeOf.apply(key)), Slot.address(kind, host));
  }
}
