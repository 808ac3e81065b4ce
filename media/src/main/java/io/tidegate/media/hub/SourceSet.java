package io.tidegate.media.hub;

import io.tidegate.media.Frame;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.TrackList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/// Where one stream comes from: who is connected, and who of them plays. One source alone plays
/// without a detour, under a [FrameWatch]; several have a [Failover]. Confined to the hub's loop
/// but for what says so.
final class SourceSet {
  /// Where the stream goes on.
  interface Stage {
    /// What is heard and seen from here on. The first event of somebody else are its tracks.
    void play(Publication from, StreamEvent event);

    /// The sources stand like this now.
    void moved(List<SourceView> views);

    /// The tracks that the one who plays has sent, empty for others.
    TrackList sent(Publication by);
  }

  private final Lineup lineup = new Lineup();
  private final HubOptions options;
  private final Loops loops;
  private final Loop loop;
  private final Stage stage;
  private SourcePlan plan = SourcePlan.SINGLE;

  /// Of one source alone.
  private final FrameWatch watch;

  /// Null where there is one source alone.
  private @Nullable Failover failover;

  SourceSet(HubOptions options, Loops loops, Loop loop, Stage stage) {
    this.options = options;
    this.loops = loops;
    this.loop = loop;
    this.stage = stage;
    this.watch = new FrameWatch(options, loops, loop, stage::moved);
  }

  /// Who is connected as `source`, null for nobody. Any thread.
  @Nullable
  Publication at(int source) {
    return lineup.at(source);
  }

  /// Who is connected. Any thread.
  List<Publication> all() {
    return lineup.all();
  }

  /// Nobody is connected. Any thread.
  boolean isEmpty() {
    return lineup.isEmpty();
  }

  /// Puts `publication` into the place of `before`. Any thread, one at a time.
  void claim(@Nullable Publication before, Publication publication) {
    if (lineup.all().size() > (before == null ? 0 : 1)) {
      publication.standsBy();
    }
    lineup.put(before, publication);
  }

  /// False when it was not connected (any more). [#left] follows. Any thread.
  boolean remove(Publication publication) {
    return lineup.remove(publication);
  }

  /// Takes all out. Any thread.
  List<Publication> clear() {
    return lineup.clear();
  }

  /// There is a choice.
  boolean areSeveral() {
    return failover != null;
  }

  /// `publication` has claimed a source of this plan. Before its first event.
  void entered(Publication publication, SourcePlan latest, ToIntFunction<PublishRequest> sourceOf) {
    replan(latest, sourceOf);
    if (failover != null) {
      failover.entered(publication);
    } else {
      watch.entered(publication);
    }
  }

  void left(Publication publication, CloseReason reason) {
    if (failover != null) {
      failover.left(publication, reason);
    } else {
      watch.left(publication, reason);
    }
  }

  /// An event of somebody who has entered; called for every frame.
  void accept(Publication publication, StreamEvent event) {
    if (failover == null) {
      if (event instanceof Frame) {
        watch.frame(publication);
      }
      stage.play(publication, event);
    } else {
      failover.accept(publication, event);
    }
  }

  void stop() {
    watch.stop();
    if (failover != null) {
      failover.stop();
    }
  }

  /// The sources may be others, or in another order: who plays does so until a better one may.
  void replan(SourcePlan latest, ToIntFunction<PublishRequest> sourceOf) {
    if (latest.equals(plan) && isInPlace(sourceOf)) {
      return;
    }
    plan = latest;
    Failover before = failover;
    List<Publication> present = onePerSource(sourceOf);
    failover = latest.competes() ? new Failover(latest, options, loops, loop, stage) : null;
    if (failover != null && before != null) {
      failover.follow(before, present, sourceOf);
    } else if (failover != null) {
      follow(failover, present, sourceOf);
    } else if (before != null) {
      followAlone(before, present);
    }
    if (failover == null) {
      watch.follow(latest.sources().getFirst());
    } else {
      watch.forget();
    }
  }

  private boolean isInPlace(ToIntFunction<PublishRequest> sourceOf) {
    return lineup.all().stream()
        .allMatch(present -> present.source() == sourceOf.applyAsInt(present.request()));
  }

  /// There was one, and there may be more.
  private void follow(
      Failover fresh, List<Publication> present, ToIntFunction<PublishRequest> sourceOf) {
    for (Publication publication : present) {
      publication.assign(sourceOf.applyAsInt(publication.request()));
      TrackList sent = stage.sent(publication);
      if (sent.isEmpty()) {
        fresh.entered(publication);
      } else {
        fresh.plays(publication, sent);
      }
    }
  }

  /// There were several, and there may be one.
  private void followAlone(Failover before, List<Publication> present) {
    before.stop();
    for (Publication publication : present) {
      publication.assign(0);
      publication.plays(true);
      watch.entered(publication);
      TrackList tracks = before.tracksOf(publication);
      if (!tracks.isEmpty()) {
        stage.play(publication, new StreamEvent.TracksChanged(tracks));
      }
    }
  }

  /// Those who are connected; of two who are one source now, the one who plays.
  private List<Publication> onePerSource(ToIntFunction<PublishRequest> sourceOf) {
    Map<Integer, Publication> bySource = new TreeMap<>();
    for (Publication publication : lineup.all()) {
      int source = sourceOf.applyAsInt(publication.request());
      Publication other = bySource.get(source);
      if (other != null) {
        Publication loser = other.isStandby() ? other : publication;
        lineup.remove(loser);
        loser.revoke(CloseReason.KICKED);
      }
      if (other == null || other.isStandby()) {
        bySource.put(source, publication);
      }
    }
    return List.copyOf(bySource.values());
  }
}
