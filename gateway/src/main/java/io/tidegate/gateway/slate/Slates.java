package io.tidegate.gateway.slate;

import io.tidegate.gateway.route.RouteRunner;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.StreamRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The slates of the routes that have one, dealt out to the event loops by key. Confined to the
/// reconciler's thread but for [#start].
///
/// 1. [#start] with the loops;
/// 2. [#apply] for each route, whenever it changes.
public final class Slates implements RouteRunner {
  private final Map<StreamKey, SlatePlayer> players = new HashMap<>();
  private final SlateClip clip = SlateClip.own();
  private final StreamRegistry streams;
  private final Loops loops;
  private volatile List<Loop> shares = List.of();

  public Slates(StreamRegistry streams, Loops loops) {
    this.streams = streams;
    this.loops = loops;
  }

  /// Before the first route.
  public void start(List<Loop> among) {
    shares = List.copyOf(among);
  }

  @Override
  public void apply(StreamKey key, @Nullable RouteSpec before, @Nullable RouteSpec after) {
    boolean wanted =
        after != null
            && after.enabled()
            && after.sources().stream().anyMatch(SourceSpec.Slate.class::isInstance);
    SlatePlayer player = players.get(key);
    if (wanted && player == null) {
      Loop loop = shares.get(Math.floorMod(key.hashCode(), shares.size()));
      SlatePlayer fresh = new SlatePlayer(key, clip, streams, loops, loop);
      players.put(key, fresh);
      fresh.start();
    } else if (!wanted && player != null) {
      players.remove(key);
      player.close();
    }
  }
}
