package io.tidegate.media.hub;

import io.tidegate.media.Frame;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.Discontinuity;
import io.tidegate.media.StreamEvent.EndOfStream;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.TrackList;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

/// The sources of one stream that has several: lets the one play that [SourceSelector] says, and
/// keeps a little of the others. Confined to the hub's loop.
///
/// 1. [#entered] when somebody connects, [#accept] for each of its events, [#left].
/// 2. What plays goes to the [SourceSet.Stage], a change of source as its tracks and its frames
///    from a key frame on.
/// 3. [#stop].
final class Failover {
  /// One place in the plan.
  private static final class Seat {
    @Nullable Standby standby;
    SourceState state = SourceState.IDLE;
    Instant since;
    @Nullable String reason;

    Seat(Instant now) {
      this.since = now;
    }
  }

  private final SourcePlan plan;
  private final HubOptions options;
  private final Loops loops;
  private final Loop loop;
  private final SourceSet.Stage stage;
  private final SourceSelector selector;
  private final List<Seat> seats = new ArrayList<>();
  private TrackList announced = TrackList.EMPTY;
  private TrackMapping mapping = TrackMapping.of(TrackList.EMPTY, TrackList.EMPTY);
  private @Nullable Standby onAir;
  private boolean awaitsTracks;

  private Loops.@Nullable Timer timer;
  private long timerDue = SourceSelector.NEVER;
  private long shownMoves = -1;

  Failover(SourcePlan plan, HubOptions options, Loops loops, Loop loop, SourceSet.Stage stage) {
    this.plan = plan;
    this.options = options;
    this.loops = loops;
    this.loop = loop;
    this.stage = stage;
    this.selector = new SourceSelector(plan);
    plan.sources().forEach(_ -> seats.add(new Seat(options.now().get())));
  }

  /// `publication` is connected; whoever had its place has it no more.
  void entered(Publication publication) {
    Seat seat = seats.get(publication.source());
    if (publication.isClosed() || isOf(seat.standby, publication)) {
      return;
    }
    if (seat.standby != null) {
      left(seat.standby.publication, CloseReason.TAKEN_OVER);
    }
    seat.standby = new Standby(publication);
    long now = now();
    settle(selector.connected(publication.source(), now), now);
  }

  private static boolean isOf(@Nullable Standby standby, Publication publication) {
    return standby != null && standby.publication.equals(publication);
  }

  /// `publication`, whose tracks these are, plays already.
  void plays(Publication publication, TrackList tracks) {
    Standby standby = new Standby(publication);
    standby.tracks(tracks);
    seats.get(publication.source()).standby = standby;
    onAir = standby;
    announced = tracks;
    mapping = TrackMapping.of(tracks, tracks);
    long now = now();
    selector.plays(publication.source(), now);
    settle(selector.active(), now);
  }

  void left(Publication publication, CloseReason reason) {
    Seat seat = seats.get(publication.source());
    if (!isOf(seat.standby, publication)) {
      return;
    }
    if (isOf(onAir, publication)) {
      onAir = null;
    }
    seat.standby = null;
    seat.reason = reason.isFailure() ? reason.words() : null;
    long now = now();
    settle(selector.left(publication.source(), now), now);
  }

  /// An event of somebody who has entered; called for every frame.
  void accept(Publication from, StreamEvent event) {
    Standby playing = onAir;
    if (playing != null && isOf(playing, from)) {
      play(playing, event);
      return;
    }
    Standby standby = seats.get(from.source()).standby;
    if (standby != null && isOf(standby, from)) {
      standBy(standby, event);
    }
  }

  private void play(Standby playing, StreamEvent event) {
    Publication from = playing.publication;
    switch (event) {
      case Frame frame -> {
        long at = from.lastEventNanos();
        selector.frame(from.source(), false, false, at);
        if (selector.moves() != shownMoves) {
          settle(selector.active(), at);
        }
        if (!awaitsTracks) {
          stage.play(from, mapping.of(frame));
        }
      }
      case TracksChanged changed -> {
        awaitsTracks = false;
        playing.tracks(changed.tracks());
        announce(playing);
      }
      case Discontinuity _ -> stage.play(from, event);
      case EndOfStream _ -> from.close(CloseReason.ENDED_BY_PEER);
    }
  }

  private void announce(Standby playing) {
    mapping = TrackMapping.of(playing.tracks(), announced);
    announced = mapping.tracks();
    stage.play(playing.publication, new TracksChanged(announced));
  }

  private void standBy(Standby standby, StreamEvent event) {
    int source = standby.publication.source();
    if (plan.sources().get(source).constant()) {
      return; // what was under way when it had to stop
    }
    switch (event) {
      case Frame frame -> {
        if (standby.add(frame)) {
          long at = standby.publication.lastEventNanos();
          boolean ready = standby.isReady();
          settle(selector.frame(source, ready && standby.isJoint(frame), ready, at), at);
        }
      }
      case TracksChanged changed -> {
        standby.tracks(changed.tracks());
        selector.unready(source);
      }
      case Discontinuity _ -> {
        standby.forget();
        selector.unready(source);
      }
      case EndOfStream _ -> standby.publication.close(CloseReason.ENDED_BY_PEER);
    }
  }

  /// Makes it so that `chosen` plays, and that others see how things stand.
  private void settle(int chosen, long nowNanos) {
    boolean moved = selector.moves() != shownMoves;
    shownMoves = selector.moves();
    if (moved) {
      Standby next = chosen == SourceSelector.NONE ? null : seats.get(chosen).standby;
      if (next != null && !next.equals(onAir)) {
        change(next);
      }
      show();
    }
    if (moved || timer == null) {
      arm(nowNanos);
    }
  }

  private void change(Standby next) {
    Standby before = onAir;
    if (before != null) {
      before.forget();
      before.publication.plays(false);
    }
    onAir = next;
    awaitsTracks = plan.sources().get(next.publication.source()).constant();
    next.publication.plays(true);
    if (awaitsTracks) {
      return;
    }
    TrackList former = announced;
    announce(next);
    for (Frame frame : next.take(announced.equals(former))) {
      stage.play(next.publication, mapping.of(frame));
    }
  }

  private void show() {
    for (int i = 0; i < seats.size(); i++) {
      Seat seat = seats.get(i);
      SourceSelector.Health health = selector.health(i);
      SourceState state =
          switch (health) {
            case ABSENT -> seat.reason == null ? SourceState.IDLE : SourceState.FAILED;
            case WAITING -> SourceState.CONNECTING;
            case LATE, SILENT -> SourceState.FAILED;
            case WORKING -> selector.active() == i ? SourceState.STREAMING : SourceState.STANDBY;
          };
      SourcePlan.Source source = plan.sources().get(i);
      switch (health) {
        case LATE -> seat.reason = source.late(false);
        case SILENT -> seat.reason = source.late(true);
        case ABSENT, WAITING, WORKING -> {}
      }
      if (seat.state != state) {
        seat.state = state;
        seat.since = options.now().get();
      }
    }
    stage.moved(views());
  }

  /// How the sources stand.
  private List<SourceView> views() {
    List<SourceView> views = new ArrayList<>();
    for (int i = 0; i < seats.size(); i++) {
      Seat seat = seats.get(i);
      PublishRequest request = seat.standby == null ? null : seat.standby.publication.request();
      views.add(
          new SourceView(
              i,
              plan.sources().get(i).type(),
              seat.state,
              selector.active() == i,
              seat.since,
              request,
              seat.reason));
    }
    return views;
  }

  /// Goes on where `before` is, under another plan.
  ///
  /// @param present who is connected; each gets its place in this plan by `sourceOf`
  void follow(Failover before, List<Publication> present, ToIntFunction<PublishRequest> sourceOf) {
    before.stop();
    onAir = before.onAir;
    announced = before.announced;
    mapping = before.mapping;
    awaitsTracks = before.awaitsTracks;
    List<Publication> fresh = new ArrayList<>();
    for (Publication publication : present) {
      int formerly = publication.source();
      int source = sourceOf.applyAsInt(publication.request());
      publication.assign(source);
      Standby known = before.find(publication);
      if (known == null) {
        fresh.add(publication);
      } else {
        seats.get(source).standby = known;
        selector.inherit(source, before.selector, formerly);
      }
    }
    fresh.forEach(this::entered);
    long now = now();
    settle(selector.tick(now), now);
  }

  private @Nullable Standby find(Publication publication) {
    return seats.stream()
        .map(seat -> seat.standby)
        .filter(standby -> isOf(standby, publication))
        .findFirst()
        .orElse(null);
  }

  /// By its own ids; empty before it has announced any.
  TrackList tracksOf(Publication publication) {
    Standby known = find(publication);
    return known == null ? TrackList.EMPTY : known.tracks();
  }

  private void arm(long nowNanos) {
    long due = selector.deadline();
    if (due == SourceSelector.NEVER || (timer != null && timerDue - due <= 0)) {
      return; // one that is early looks again
    }
    stop();
    timerDue = due;
    long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(due - nowNanos) + 1);
    timer = loops.schedule(loop, millis, this::timeHasPassed);
  }

  private void timeHasPassed() {
    timer = null;
    long now = now();
    settle(selector.tick(now), now);
  }

  void stop() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private long now() {
    return options.nanoTime().getAsLong();
  }
}
