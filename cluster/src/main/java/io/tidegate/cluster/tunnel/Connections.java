package io.tidegate.cluster.tunnel;

import io.tidegate.media.Nullable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The connections that stand, by peer, so many for each and no more. Any thread.
final class Connections {
  private final Map<Integer, Set<PeerConnection>> byPeer = new ConcurrentHashMap<>();
  private final int limit;
  private final int spare;

  /// @param limit for each peer
  /// @param spare further ones, for presences and members alone
  Connections(int limit, int spare) {
    this.limit = limit;
    this.spare = spare;
  }

  /// @return false when the peer has too many
  boolean add(PeerConnection connection) {
    Set<PeerConnection> now =
        byPeer.compute(
            connection.peer().number(),
            (number, before) -> {
              Set<PeerConnection> all = before == null ? ConcurrentHashMap.newKeySet() : before;
              if (all.size() < limit(connection.application())) {
                all.add(connection);
              }
              return all;
            });
    return now.contains(connection);
  }

  private int limit(String application) {
    return application.equals(Applications.PRESENCE) || application.equals(Applications.MEMBER)
        ? limit + spare
        : limit;
  }

  void remove(PeerConnection connection) {
    byPeer.computeIfPresent(
        connection.peer().number(),
        (number, all) -> {
          all.remove(connection);
          return emptyToNull(all);
        });
  }

  private static @Nullable Set<PeerConnection> emptyToNull(Set<PeerConnection> all) {
    return all.isEmpty() ? null : all;
  }

  List<PeerConnection> of(int number) {
    return List.copyOf(byPeer.getOrDefault(number, Set.of()));
  }

  List<PeerConnection> all() {
    return byPeer.values().stream().flatMap(Set::stream).toList();
  }

  int size() {
    return byPeer.values().stream().mapToInt(Set::size).sum();
  }
}
