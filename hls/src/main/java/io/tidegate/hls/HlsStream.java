package io.tidegate.hls;

import io.tidegate.hls.HlsOptions.Container;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.StreamHub;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The HLS side of one stream: a packager for the configured container, one for MPEG-TS while
/// somebody asks for it, and the viewers.
///
/// Confined to the hub's loop, apart from what is marked so.
final class HlsStream {
  /// A publisher that left is noticed so fast that a request for the next part, held for three
  /// parts of 200 ms at most, is still answered in time.
  private static final long TICK_MS = 250;

  /// A container made on request is given up so long after the last one.
  static final long ON_REQUEST_IDLE_NANOS = 30_000_000_000L;

  /// A playlist with its end mark can be fetched for so long.
  static final long KEPT_NANOS = 30_000_000_000L;

  /// The end of the old owner's last segment and this node's claim of the stream come within
  /// moments of each other; whichever is first waits so long for the other.
  private static final long HAND_OVER_MS = 1_000;

  /// Marks kept for renditions that are late, beside those of the segments listed.
  private static final int MARKS_BESIDE = 8;

  /// A viewer is gone after three target durations without a request, and this for its network.
  private static final long VIEWER_RESERVE_NANOS = 3_000_000_000L;

  private final StreamHub hub;
  private final HlsOptions options;
  private final HlsContext context;
  private final Consumer<HlsStream> onGone;
  private final PackagerMaker maker;
  private final ViewerSessions viewers;
  private final MarkBook marks;
  private final @Nullable HlsStream source;
  private final Runnable marked = this::marksChanged;
  private final ViewerSessions dashViewers;

  /// Nodes that asked for what is made here while it still was what another node made.
  private final List<Asking> asking = new ArrayList<>();

  private volatile Packager primary;
  private volatile @Nullable HlsPackager onRequest;
  private volatile long requestedNanos;
  private volatile SegmentWindow.Continuation onRequestStart;
  private long endedNanos;
  private boolean isEnded;

  /// This node has the stream, though another one still tells of its last segment.
  private boolean isClaimed;

  /// The other node tells nothing more.
  private boolean isLeft;

  private volatile boolean isGone;

  /// @param source the stream that this one is a rendition of, null for none
  /// @param before the same key's last stream, whose numbers go on; null when there was none
  HlsStream(
      StreamHub hub,
      HlsOptions options,
      HlsContext context,
      @Nullable HlsStream source,
      @Nullable HlsStream before,
      Consumer<HlsStream> onGone) {
    this.hub = hub;
    this.options = options;
    this.context = context;
    this.onGone = onGone;
    this.maker = new PackagerMaker(hub.key(), context);
    this.viewers = new ViewerSessions(Protocol.HLS, hub, context.sessions());
    this.dashViewers = new ViewerSessions(Protocol.DASH, hub, context.sessions());
    PlaylistSnapshot last = before == null ? null : before.primary.snapshot();
    Numbering numbering = context.continuity().numberings().of(hub.key());
    this.source = source;
    this.marks = source == null ? newBook() : source.marks;
    this.primary =
        maker.packager(
            options,
            maker.window(options, numbering.token(), numbering.after(last)),
            new HlsPackager.Marks(marks, source != null),
            new WaitingRoom());
    tellMarks(primary);
    this.onRequestStart = before == null ? SegmentWindow.Continuation.START : before.onRequestEnd();
  }

  private void tellMarks(Packager packager) {
    if (packager instanceof HlsPackager own) {
      own.log().add(new MarkTeller(hub, context.continuity()));
    }
  }

  /// Whether it is packaged for this run of the stream. Any thread.
  boolean isOf(StreamHub other) {
    return hub.equals(other);
  }

  /// On the hub's loop.
  void start() {
    if (primary instanceof HlsPackager packager) {
      hub.attach(packager, packager::carries);
    }
    if (source != null) {
      marks.listen(marked);
    }
    scheduleTick();
  }

  /// What this one is a rendition of, null when it stands for itself. Any thread.
  @Nullable
  HlsStream source() {
    return source;
  }

  /// From now on what another node makes of the stream is made here, too. On the hub's loop.
  CutReplay follow() {
    if (primary instanceof HlsPackager packager) {
      hub.detach(packager);
    }
    marks.forget(marked);
    isClaimed = false;
    isLeft = false;
    CutReplay replay =
        new CutReplay(PackagerMaker.writer(options.container()), primary, context.nanoTime());
    primary = replay;
    return replay;
  }

  /// The other node tells nothing more: the segments are made here, and go on where those stopped
  /// that it made. Where somebody publishes here already, that waits until this node has the
  /// stream. On the hub's loop.
  void lead() {
    if (!(primary instanceof CutReplay replay) || hub.isEnded()) {
      return;
    }
    isLeft = true;
    PublishRequest from = hub.view().source();
    boolean isHere = from != null && !from.isRelayed();
    if (isHere && !isClaimed) {
      leadSoon(replay);
    } else {
      lead(replay);
    }
  }

  private void leadSoon(CutReplay replay) {
    Loops.Timer _ = context.loops().schedule(hub.loop(), HAND_OVER_MS, () -> lead(replay));
  }

  private void lead(CutReplay replay) {
    if (!replay.equals(primary) || hub.isEnded()) {
      return;
    }
    replay.finish();
    SegmentWindow window = replay.window();
    PlaylistSnapshot last = replay.snapshot();
    Numbering numbering = context.continuity().numberings().of(hub.key());
    SegmentWindow.Continuation next =
        numbering.after(
            new SegmentWindow.Continuation(window.openNumber(), window.discontinuitiesSoFar()));
    window.discardOpen();
    if (next.nextNumber() > window.openNumber()) {
      window.startAnew(window.names().token(), next);
    }
    HlsPackager packager =
        maker.packager(
            options, window, new HlsPackager.Marks(marks, source != null), replay.waiting());
    if (last != null) {
      packager.goOnFrom(last.state());
    }
    tellMarks(packager);
    primary = packager;
    if (isClaimed) {
      hub.attach(packager, packager::carries); // since the key frame by which it was claimed
      packager.claimed();
      tellNames(window);
    } else {
      packager.attachTo(hub);
    }
    if (source != null) {
      marks.listen(marked);
    }
    asking.forEach(one -> one.start(packager));
    asking.clear();
  }

  /// This node has the stream now, and knows how far others had come: what is made here goes on
  /// behind that. On the hub's loop.
  void claimed() {
    if (hub.isEnded()) {
      return;
    }
    switch (primary) {
      case HlsPackager packager -> claimed(packager);
      case CutReplay replay -> {
        isClaimed = true;
        if (isLeft) {
          lead(replay);
        } else {
          leadSoon(replay);
        }
      }
    }
  }

  private void claimed(HlsPackager packager) {
    SegmentWindow window = packager.window();
    Numbering numbering = context.continuity().numberings().of(hub.key());
    SegmentWindow.Continuation next =
        numbering.after(
            new SegmentWindow.Continuation(window.openNumber(), window.discontinuitiesSoFar()));
    boolean wasOffered =
        next.nextNumber() > window.openNumber() || numbering.number() > packager.unclaimed();
    if (numbering.goesOn() && wasOffered) {
      packager.renumber(next);
    }
    packager.claimed();
    tellNames(window);
  }

  /// Others know the names before the first segment is complete: its parts may be asked for there.
  private void tellNames(SegmentWindow window) {
    if (window.openNumber() > 0) {
      List<Segment> listed = window.listedSegments();
      Instant programTime = listed.isEmpty() ? Instant.EPOCH : listed.getLast().programTime();
      context
          .continuity()
          .marked()
          .closed(hub, window.openNumber() - 1, window.discontinuitiesSoFar(), programTime);
    }
  }

  /// What the names of its files begin with. Any thread.
  String token() {
    return primary.window().names().token();
  }

  /// Another node has the stream from now on. On the hub's loop.
  ///
  /// @param last told of the last segment that was made here
  void handOver(HlsCuts.Marked last) {
    if (!(primary instanceof HlsPackager packager) || source != null) {
      return;
    }
    packager.handOver();
    SegmentWindow window = packager.window();
    List<Segment> segments = window.listedSegments();
    if (!segments.isEmpty()) {
      Segment segment = segments.getLast();
      last.closed(hub, segment.number(), window.discontinuitiesSoFar(), segment.programTime());
    }
  }

  /// Tells another node what is made here; where that is still what a third one makes, from when
  /// this one leads. On the hub's loop.
  ///
  /// @param from number of the first segment that it wants
  /// @return ends it
  Runnable tell(long from, HlsCuts.Peer peer) {
    Asking one = new Asking(from, peer);
    if (primary instanceof HlsPackager packager) {
      one.start(packager);
    } else {
      asking.add(one);
    }
    return () -> {
      asking.remove(one);
      one.stop();
    };
  }

  /// One other node, in turn with who makes the segments. On the hub's loop.
  private static final class Asking {
    private final long from;
    private final HlsCuts.Peer peer;
    private @Nullable CutTeller teller;

    Asking(long from, HlsCuts.Peer peer) {
      this.from = from;
      this.peer = peer;
    }

    void start(HlsPackager packager) {
      CutTeller begun = new CutTeller(packager, peer);
      teller = begun;
      begun.start(from);
    }

    void stop() {
      CutTeller begun = teller;
      if (begun != null) {
        begun.stop();
      }
    }
  }

  /// Whether it is `replay` that makes the segments. On the hub's loop.
  boolean follows(CutReplay replay) {
    return replay.equals(primary);
  }

  /// Whether another node makes the segments that are made here, too. Any thread.
  boolean isRelayed() {
    return primary instanceof CutReplay;
  }

  /// Nothing is kept for viewers any more. Any thread.
  boolean isGone() {
    return isGone;
  }

  /// On the source's loop.
  private void marksChanged() {
    hub.loop().execute(() -> primary.look());
  }

  private MarkBook newBook() {
    return new MarkBook(options.windowSegments() + MARKS_BESIDE);
  }

  /// Any thread.
  StreamKey key() {
    return hub.key();
  }

  /// Any thread.
  HlsOptions options() {
    return options;
  }

  /// Who watches in HLS or DASH. Any thread.
  ViewerSessions viewers(Protocol protocol) {
    return protocol == Protocol.DASH ? dashViewers : viewers;
  }

  /// Whether its segments are such that DASH can be made of them. Any thread.
  boolean hasDash() {
    return options.container() == Container.FMP4;
  }

  /// The packager of a form, null when it is not running. Any thread.
  @Nullable
  Packager packager(Form form) {
    return isPrimary(form) ? primary : onRequest;
  }

  /// Calls `answer` with a snapshot that has what is asked for, now or when it comes.
  ///
  /// Called on the viewer's loop, and answers there.
  ///
  /// @param segment Media Sequence Number, -1 for any
  /// @param part -1 for the whole segment
  void await(
      Form form,
      long segment,
      int part,
      Loop viewer,
      long patienceNanos,
      WaitingRoom.Answer answer) {
    requested(form);
    WaitingRoom.Waiter waiter =
        new WaitingRoom.Waiter(
            segment, part, viewer, context.nanoTime().getAsLong() + patienceNanos, answer);
    Packager running = packager(form);
    PlaylistSnapshot snapshot = running == null ? null : running.snapshot();
    if (snapshot != null && waiter.isServedBy(snapshot)) {
      answer.ready(snapshot);
    } else {
      hub.loop().execute(() -> enqueue(form, waiter));
    }
  }

  /// Where the playlist that is made on request goes on when it is made again. Any thread.
  private SegmentWindow.Continuation onRequestEnd() {
    HlsPackager running = onRequest;
    PlaylistSnapshot last = running == null ? null : running.snapshot();
    return last == null ? onRequestStart : SegmentWindow.Continuation.after(last);
  }

  /// Somebody wants this form: it is kept running. Any thread.
  void requested(Form form) {
    if (!isPrimary(form)) {
      requestedNanos = context.nanoTime().getAsLong();
    }
  }

  private void enqueue(Form form, WaitingRoom.Waiter waiter) {
    Packager packager = running(form);
    if (packager == null) {
      waiter.loop().execute(waiter.answer()::expired);
      return;
    }
    PlaylistSnapshot snapshot = packager.snapshot();
    boolean hasNothingToOffer =
        snapshot == null
            && (hub.isEnded() || (!hub.tracks().isEmpty() && packager.carried().isEmpty()));
    if (snapshot != null && waiter.isServedBy(snapshot)) {
      waiter.loop().execute(() -> waiter.answer().ready(snapshot));
    } else if (isGone || hasNothingToOffer || !packager.waiting().add(waiter)) {
      waiter.loop().execute(waiter.answer()::expired);
    }
  }

  /// The packager of a form, started when it is not running; null when it is too late for that.
  private @Nullable Packager running(Form form) {
    Packager running = packager(form);
    if (running != null || hub.isEnded()) {
      return running;
    }
    HlsOptions wanted = options.in(Container.TS);
    HlsPackager made =
        maker.packager(
            wanted,
            maker.window(wanted, ViewerSessions.newToken(), onRequestStart),
            new HlsPackager.Marks(newBook(), false),
            new WaitingRoom());
    onRequest = made;
    hub.attach(made, made::carries);
    return made;
  }

  private void tick() {
    if (isGone) {
      return;
    }
    long now = context.nanoTime().getAsLong();
    HlsPackager running = onRequest;
    if (hub.isEnded()) {
      end(now);
    } else if (hub.view().state() == SessionState.DISCONNECTED
        && !context.continuity().isElsewhere(hub.key())) { // else the next number is another node's
      primary.pause();
      if (running != null) {
        running.pause();
      }
    }
    if (source != null) {
      primary.look();
    }
    primary.waiting().expire(now);
    if (running != null) {
      running.waiting().expire(now);
      stopWhenIdle(running, now);
    }
    viewers.expire(now, idleNanos());
    dashViewers.expire(now, idleNanos());
    if (isEnded && now - endedNanos > KEPT_NANOS) {
      goAway();
    } else {
      scheduleTick();
    }
  }

  private void end(long now) {
    if (!isEnded) {
      isEnded = true;
      endedNanos = now;
      if (primary instanceof CutReplay replay) {
        replay.end();
      }
      dismissWhereNothingCame(primary);
      HlsPackager running = onRequest;
      if (running != null) {
        dismissWhereNothingCame(running);
      }
    }
  }

  private static void dismissWhereNothingCame(Packager packager) {
    if (packager.snapshot() == null) {
      packager.waiting().clear();
    }
  }

  private void stopWhenIdle(HlsPackager running, long now) {
    if (now - requestedNanos > ON_REQUEST_IDLE_NANOS && running.waiting().size() == 0) {
      hub.detach(running);
      onRequestStart = onRequestEnd();
      onRequest = null;
      running.window().release();
    }
  }

  private void goAway() {
    isGone = true;
    marks.forget(marked);
    viewers.closeAll();
    dashViewers.closeAll();
    primary.waiting().clear();
    primary.window().release();
    HlsPackager running = onRequest;
    if (running != null) {
      running.waiting().clear();
      running.window().release();
    }
    onGone.accept(this);
  }

  private long idleNanos() {
    PlaylistSnapshot snapshot = primary.snapshot();
    long targetSeconds = snapshot == null ? 10 : snapshot.state().targetSeconds();
    return 3L * targetSeconds * 1_000_000_000L + VIEWER_RESERVE_NANOS;
  }

  private boolean isPrimary(Form form) {
    return form == Form.CONFIGURED || options.container() == Container.TS;
  }

  private void scheduleTick() {
    Loops.Timer _ = context.loops().schedule(hub.loop(), TICK_MS, this::tick);
  }

  /// Which of its playlists a viewer asked for.
  enum Form {
    /// `/app/name/index.m3u8`: the configured container.
    CONFIGURED,
    /// `/app/name/ts/index.m3u8`: MPEG-TS, whatever is configured.
    TS
  }
}
