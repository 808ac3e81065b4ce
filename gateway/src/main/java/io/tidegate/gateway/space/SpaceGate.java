package io.tidegate.gateway.space;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.Refusal;
import io.tidegate.media.hub.SessionView;
import java.util.function.Function;

/// Whether a space takes one more. Any thread; a look at each session where there is a quota.
public final class SpaceGate {
  private final Function<String, @Nullable Space> spaces;
  private final SpaceUsage usage;

  /// @param spaces by name
  public SpaceGate(Function<String, @Nullable Space> spaces, SpaceUsage usage) {
    this.spaces = spaces;
    this.usage = usage;
  }

  /// Whether a stream belongs to a space.
  public boolean has(StreamKey key) {
    return spaces.apply(key.app()) != null;
  }

  /// Why nobody more may publish in the space of `key`; null when somebody may.
  ///
  /// @param session that asks
  public Admission.@Nullable Refused publish(StreamKey key, String session) {
    Space space = spaces.apply(key.app());
    long most = space == null ? 0 : space.quotas().publishers();
    return most > 0 && usage.count(key.app(), SessionView.Kind.PUBLISHER, session) >= most
        ? full(key, "publishers", most)
        : null;
  }

  /// The same of players.
  public Admission.@Nullable Refused play(StreamKey key) {
    Space space = spaces.apply(key.app());
    if (space == null) {
      return null;
    }
    long rate = space.quotas().egressBps();
    if (rate > 0 && usage.egressBps(key.app()) >= rate) {
      return full(key, "egressBps", rate);
    }
    long most = space.quotas().viewers();
    return most > 0 && usage.count(key.app(), SessionView.Kind.VIEWER, "") >= most
        ? full(key, "viewers", most)
        : null;
  }

  private static Admission.Refused full(StreamKey key, String quota, long most) {
    return new Admission.Refused(
        Refusal.LIMIT_REACHED,
        "space " + key.app() + ": its quota of " + quota + ", " + most + ", is used up");
  }
}
