package io.tidegate.gateway.transcode;

import io.tidegate.gateway.route.RouteRunner;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Loop;
import io.tidegate.transcode.ladder.LadderContext;
import io.tidegate.transcode.ladder.TestPattern;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The test patterns of the routes that have one, dealt out to the event loops by key. Confined to
/// the reconciler's thread but for [#start].
final class TestPatterns implements RouteRunner {
  private final Map<StreamKey, Running> running = new HashMap<>();
  private final LadderContext context;
  private volatile List<Loop> loops = List.of();

  private record Running(SourceSpec.TestPattern as, TestPattern pattern) {}

  TestPatterns(LadderContext context) {
    this.context = context;
  }

  /// Before the first route.
  void start(List<Loop> among) {
    loops = List.copyOf(among);
  }

  @Override
  public void apply(StreamKey key, @Nullable RouteSpec before, @Nullable RouteSpec after) {
    SourceSpec.TestPattern wanted = pattern(after);
    Running now = running.get(key);
    if (now != null && !now.as().equals(wanted)) {
      running.remove(key);
      now.pattern().stop();
      now = null;
    }
    if (now == null && wanted != null) {
      Loop loop = loops.get(Math.floorMod(key.hashCode(), loops.size()));
      TestPattern.Shape shape =
          new TestPattern.Shape(
              wanted.width(), wanted.height(), wanted.fps(), wanted.kbps(), wanted.tone());
      TestPattern fresh = new TestPattern(key, shape, wanted, context, loop);
      running.put(key, new Running(wanted, fresh));
      fresh.start();
    }
  }

  private static SourceSpec.@Nullable TestPattern pattern(@Nullable RouteSpec route) {
    if (route != null && route.enabled()) {
      for (SourceSpec source : route.sources()) {
        if (source instanceof SourceSpec.TestPattern pattern) {
          return pattern;
        }
      }
    }
    return null;
  }
}
