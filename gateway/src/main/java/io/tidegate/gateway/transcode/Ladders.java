package io.tidegate.gateway.transcode;

import io.tidegate.gateway.route.OutputSpec;
import io.tidegate.gateway.route.RouteRunner;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamObserver;
import io.tidegate.transcode.ladder.Ladder;
import io.tidegate.transcode.ladder.LadderContext;
import io.tidegate.transcode.ladder.LadderView;
import io.tidegate.transcode.ladder.Rendition;
import io.tidegate.transcode.ladder.VideoProfile;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/// The renditions that routes ask for: each live stream with some has one [Ladder], always or while
/// one of them is played. Views: any thread.
///
/// [#apply] for each route whenever it changes, and for each rendition whenever somebody comes to
/// play it or nobody does any more; [#opened] for each stream.
final class Ladders implements RouteRunner, StreamObserver {
  /// What the routes say, by source.
  private final Map<StreamKey, Wanted> wanted = new ConcurrentHashMap<>();

  /// Renditions that run on demand, and are demanded.
  private final Set<StreamKey> demanded = ConcurrentHashMap.newKeySet();

  private final Map<StreamKey, Running> running = new ConcurrentHashMap<>();
  private final LadderContext context;
  private final Path logos;
  private final BooleanSupplier allowed;

  /// @param logos the folder that logos are in
  /// @param allowed whether anything may be coded anew, of what begins from now on
  Ladders(LadderContext context, Path logos, BooleanSupplier allowed) {
    this.context = context;
    this.logos = logos;
    this.allowed = allowed;
  }

  private record Wanted(List<OutputSpec.Rendered> renditions) {
    /// The renditions of one stream are made together: on demand only if all are.
    boolean isOnDemand() {
      return renditions.stream().allMatch(OutputSpec.Rendered::onDemand);
    }

    Set<StreamKey> keys(StreamKey source) {
      return renditions.stream()
          .map(one -> Ladder.key(source, one.rendition().name()))
          .collect(Collectors.toCollection(HashSet::new));
    }
  }

  private record Running(StreamHub hub, Wanted as, Ladder ladder) {}

  @Override
  public void apply(StreamKey key, @Nullable RouteSpec before, @Nullable RouteSpec after) {
    Set<StreamKey> gone = follow(key, after);
    reconsider(key);
    gone.forEach(this::end);
    StreamKey source = source(after);
    if (source != null) {
      demanded.add(key);
      context.streams().players().wanted(source);
      reconsider(source);
    } else if (demanded.remove(key)) {
      running.keySet().forEach(this::reconsider);
    }
  }

  /// Returns the renditions that are not to be any more.
  private Set<StreamKey> follow(StreamKey key, @Nullable RouteSpec after) {
    List<OutputSpec.Rendered> renditions =
        after == null || !after.enabled() ? List.of() : after.renditions();
    Wanted now = new Wanted(renditions);
    Wanted before = renditions.isEmpty() ? wanted.remove(key) : wanted.put(key, now);
    Set<StreamKey> gone = before == null ? new HashSet<>() : before.keys(key);
    gone.removeAll(now.keys(key));
    return gone;
  }

  private static @Nullable StreamKey source(@Nullable RouteSpec rendition) {
    if (rendition != null && rendition.enabled()) {
      for (SourceSpec source : rendition.sources()) {
        if (source instanceof SourceSpec.Rendition made) {
          return made.of();
        }
      }
    }
    return null;
  }

  /// On the hub's loop. What is left of renditions was made of another stream of this key, whose
  /// times say nothing here.
  @Override
  public void opened(StreamHub hub) {
    Wanted as = wanted.get(hub.key());
    if (as != null) {
      as.keys(hub.key()).forEach(this::end);
    }
    reconsider(hub.key());
  }

  private void end(StreamKey rendition) {
    StreamHub made = context.streams().find(rendition);
    PublishRequest by = made == null ? null : made.view().source();
    if (by != null && by.protocol() == Protocol.TRANSCODE) {
      context.streams().end(rendition, CloseReason.STREAM_ENDED);
    }
  }

  /// Sources that run on demand go on while a rendition is played; what was not allowed may be now.
  @Override
  public void tend() {
    wanted.forEach((key, ladder) -> {
      if (ladder.isOnDemand() && isDemanded(key, ladder)) {
        context.streams().players().wanted(key);
      }
      reconsider(key);
    });
    running.values().forEach(one -> one.ladder().tend());
  }

  private void reconsider(StreamKey key) {
    running.compute(
        key,
        (_, now) -> {
          Wanted as = wanted.get(key);
          StreamHub hub = context.streams().find(key);
          boolean goes = as != null && (!as.isOnDemand() || isDemanded(key, as));
          if (now != null && goes && now.hub().equals(hub) && now.as().equals(as)) {
            return now;
          }
          if (now != null) {
            now.ladder().stop();
          }
          if (goes && hub != null && as != null && allowed.getAsBoolean()) {
            return begin(hub, as);
          }
          return null;
        });
  }

  private boolean isDemanded(StreamKey key, Wanted ladder) {
    return ladder.keys(key).stream().anyMatch(demanded::contains);
  }

  private Running begin(StreamHub hub, Wanted as) {
    List<Rendition> renditions =
        as.renditions().stream().map(OutputSpec.Rendered::rendition).map(this::placed).toList();
    Ladder ladder =
        new Ladder(
            hub,
            renditions,
            rendition -> new SourceSpec.Rendition(hub.key(), rendition.name()),
            context);
    hub.loop().execute(ladder::start);
    return new Running(hub, as, ladder);
  }

  /// With its logo where it is.
  private Rendition placed(Rendition rendition) {
    VideoProfile video = rendition.video();
    Path logo = video.overlay().logo();
    return logo == null
        ? rendition
        : new Rendition(rendition.name(), video.withLogo(logos.resolve(logo)), rendition.audio());
  }

  /// Those that run, by source.
  List<LadderView> views() {
    return running.values().stream()
        .map(one -> one.ladder().view())
        .sorted(Comparator.comparing(LadderView::source))
        .toList();
  }
}
