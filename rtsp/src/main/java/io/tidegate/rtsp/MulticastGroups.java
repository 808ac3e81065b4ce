package io.tidegate.rtsp;

import io.tidegate.media.Nullable;
import io.tidegate.media.Track;
import io.tidegate.media.hub.StreamHub;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The groups that streams are sent to now, each for all sessions that receive it. Any thread.
final class MulticastGroups {
  private final ConcurrentHashMap<Key, Group> groups = new ConcurrentHashMap<>();
  private final Set<Integer> taken = ConcurrentHashMap.newKeySet();

  /// A stream with other tracks is sent elsewhere.
  private record Key(StreamHub hub, List<Track> tracks) {}

  /// One group and those who need it.
  private record Group(MulticastSender sender, int sessions) {}

  /// The sender of what `session` wants to receive, a new one for the first; null when no address
  /// is left.
  @Nullable
  MulticastSender join(StreamHub hub, List<Track> tracks, ServerSession session) {
    Group joined =
        groups.compute(
            new Key(hub, tracks),
            (_, present) -> {
              if (present != null) {
                return new Group(present.sender(), present.sessions() + 1);
              }
              RtspMulticast network = session.multicast();
              int index = take();
              return network == null || index < 0
                  ? null
                  : new Group(new MulticastSender(hub, tracks.size(), network, index, session), 1);
            });
    return joined == null ? null : joined.sender();
  }

  /// A session needs it no longer: the last one ends it.
  void leave(StreamHub hub, List<Track> tracks) {
    groups.computeIfPresent(
        new Key(hub, tracks),
        (_, present) -> {
          if (present.sessions() > 1) {
            return new Group(present.sender(), present.sessions() - 1);
          }
          present.sender().close();
          taken.remove(present.sender().index());
          return null;
        });
  }

  /// Groups that something is sent to.
  int size() {
    return groups.size();
  }

  /// -1 when there is none.
  private int take() {
    for (int index = 0; index < RtspMulticast.GROUPS; index++) {
      if (taken.add(index)) {
        return index;
      }
    }
    return -1;
  }
}
