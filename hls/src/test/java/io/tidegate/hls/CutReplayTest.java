package io.tidegate.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.hls.HlsOptions.Container;
import io.tidegate.media.Bytes;
import io.tidegate.media.DataSize;
import io.tidegate.media.Frame;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.Discontinuity;
import io.tidegate.media.StreamEvent.EndOfStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// One stream, packaged by its owner and by nodes that have it from there: what players get is the
/// same, whichever they ask.
final class CutReplayTest {
  private static final Instant MIDNIGHT = Instant.parse("2026-01-01T00:00:00Z");

  private static final Pattern HINT = Pattern.compile("#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"(.*)\"");
  private static final Pattern PART = Pattern.compile("#EXT-X-PART:.*URI=\"([^\"]*)\"");

  private long nowNanos;

  private HlsOptions options(Container container) {
    return new HlsOptions(container, 2_000, 480, 5, DataSize.ofMegabytes(64));
  }

  private HlsPackager packager(HlsOptions options, String token) {
    return packager(options, token, SegmentWindow.Continuation.START);
  }

  private HlsPackager packager(HlsOptions options, String token, SegmentWindow.Continuation start) {
    boolean isTs = options.container() == Container.TS;
    return new HlsPackager(
        options,
        new SegmentWindow(
            options,
            new SegmentNames(token, isTs ? "ts" : "m4s"),
            start,
            new MemoryBudget(Long.MAX_VALUE),
            new ChunkPool()),
        new HlsPackager.Marks(new MarkBook(16), false),
        isTs ? new TsWriter() : new Fmp4Writer(),
        new ProgramClock(() -> nowNanos, () -> MIDNIGHT.plusNanos(nowNanos)),
        _ -> {},
        new WaitingRoom());
  }

  /// A node that has the stream from the owner.
  private final class Relay implements HlsCuts.Peer {
    final CutReplay replay;
    final IdentityHashMap<Frame, Boolean> sent = new IdentityHashMap<>();
    final Set<String> hints = new TreeSet<>();
    int wholes;
    Predicate<Frame> loses = _ -> false;
    @Nullable CutTeller teller;

    Relay(HlsOptions options) {
      HlsPackager before = packager(options, "other");
      MediaWriter writer = options.container() == Container.TS ? new TsWriter() : new Fmp4Writer();
      replay = new CutReplay(writer, before, () -> nowNanos);
    }

    void connect(HlsPackager owner) {
      sent.clear();
      replay.connected();
      teller = new CutTeller(owner, this);
      teller.start(replay.next());
    }

    void frame(Frame frame) {
      sent.put(frame, true);
      if (!loses.test(frame)) {
        replay.frame(frame);
      }
    }

    @Override
    public boolean has(Frame frame) {
      return sent.containsKey(frame);
    }

    @Override
    public void tell(List<Bytes> pieces, Runnable done) {
      try {
        Cut cut = CutReader.read(Bytes.concat(pieces));
        wholes += cut instanceof Cut.Whole ? 1 : 0;
        replay.replay(cut);
        if (replay.snapshot() != null) {
          HINT.matcher(text(replay)).results().forEach(hint -> hints.add(hint.group(1)));
        }
      } catch (MalformedException impossible) {
        throw new AssertionError(impossible);
      }
      done.run();
    }

    @Override
    public void tellLater(Supplier<HlsCuts.Message> message) {
      HlsCuts.Message now = message.get();
      tell(now.pieces(), now.done());
    }
  }

  /// A node that takes nothing yet.
  private static final class SlowPeer implements HlsCuts.Peer {
    final List<Supplier<HlsCuts.Message>> waits = new ArrayList<>();
    int held;

    @Override
    public boolean has(Frame frame) {
      return false;
    }

    @Override
    public void tell(List<Bytes> pieces, Runnable done) {
      held += pieces.stream().mapToInt(Bytes::length).sum();
      waits.add(() -> new HlsCuts.Message(pieces, done));
    }

    @Override
    public void tellLater(Supplier<HlsCuts.Message> message) {
      waits.add(message);
    }

    void take(Relay to) {
      for (Supplier<HlsCuts.Message> each : waits) {
        HlsCuts.Message message = each.get();
        to.tell(message.pieces(), message.done());
      }
    }
  }

  /// A playlist of more than may wait for a node is told all the same.
  @Test
  void aWholePlaylistIsToldWithoutItsSegmentsBeingHeld() {
    HlsOptions options = options(Container.FMP4);
    HlsPackager owner = packager(options, "t");
    feed(owner, start());
    feed(owner, TestFrames.usual(0, 16_100));
    SlowPeer slow = new SlowPeer();
    new CutTeller(owner, slow).start(0);
    long listed = owner.window().listedSegments().stream().mapToLong(Segment::bytes).sum();
    assertThat(slow.held).isLessThan((int) (listed / 10));
    Relay here = new Relay(options);
    here.replay.connected();
    slow.take(here);
    assertSame(owner, here.replay);
  }

  /// What the owner has not got any more, when its turn comes, is a gap.
  @Test
  void whatIsGoneWhenItsTurnComesIsAGap() {
    HlsOptions options = options(Container.FMP4);
    HlsPackager owner = packager(options, "t");
    feed(owner, start());
    feed(owner, TestFrames.usual(0, 16_100));
    SlowPeer slow = new SlowPeer();
    new CutTeller(owner, slow).start(0);
    Relay here = new Relay(options);
    here.replay.connected();
    owner.window().release();
    slow.take(here);
    assertThat(here.replay.window().listedSegments())
        .extracting(Segment::gap)
        .isNotEmpty()
        .containsOnly(true);
  }

  private void feed(HlsPackager owner, List<? extends StreamEvent> events, Relay... relays) {
    for (StreamEvent event : events) {
      if (event instanceof Frame frame) {
        nowNanos = frame.receivedNanos();
      }
      owner.accept(event);
      for (Relay relay : relays) {
        if (event instanceof Frame frame) {
          relay.frame(frame);
        }
      }
    }
  }

  /// A new owner began when it knew of segments up to `known` only, and knows better before its
  /// first one is complete: what it makes is behind all that was offered.
  @Test
  void aNewOwnerThatHearsLateWhatWasOfferedGoesOnBehindThat() {
    HlsOptions options = options(Container.FMP4);
    HlsPackager owner = packager(options, "t");
    Relay here = new Relay(options);
    here.connect(owner);
    feed(owner, start(), here);
    feed(owner, TestFrames.usual(0, 9_100), here);
    long known = snapshot(owner).lastNumber();
    HlsPackager next = packager(options, "t", new SegmentWindow.Continuation(known + 1, 0));
    feed(next, start());
    feed(next, TestFrames.usual(0, 1_100));
    feed(owner, TestFrames.usual(9_100, 13_300), here); // meanwhile
    long last = snapshot(owner).lastNumber();
    assertThat(last).isGreaterThan(known);
    Map<Long, Ladder.Told> old = Ladder.segments(text(here.replay));
    here.connect(next); // sooner than it knows
    next.renumber(new SegmentWindow.Continuation(last + 1, 0));
    feed(next, TestFrames.usual(1_100, 6_500), here);
    Map<Long, Ladder.Told> now = Ladder.segments(text(here.replay));
    Map<Long, Ladder.Told> own = Ladder.segments(text(next));
    assertThat(own).containsKey(last + 1).doesNotContainKey(last);
    assertThat(own.get(last + 1)).extracting(Ladder.Told::discontinuitySequence).isEqualTo(1L);
    assertThat(now).containsAllEntriesOf(own);
    assertThat(now.get(last)).isEqualTo(old.get(last));
    assertThat(here.replay.broken()).isZero();
  }

  /// It never heard of the last ones: of numbers that are here, what was here first is kept, and
  /// the break is where the new owner's segments begin.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theBreakIsKeptWhereSegmentsOfANewOwnerAreHereAlready(boolean atOnce) {
    HlsOptions options = options(Container.FMP4);
    HlsPackager owner = packager(options, "t");
    Relay here = new Relay(options);
    here.connect(owner);
    feed(owner, start(), here);
    feed(owner, TestFrames.usual(0, 13_300), here);
    long last = snapshot(owner).lastNumber();
    HlsPackager next = packager(options, "t", new SegmentWindow.Continuation(last, 0));
    feed(next, start());
    if (atOnce) {
      here.connect(next);
      feed(next, TestFrames.usual(0, 9_500), here);
    } else {
      feed(next, TestFrames.usual(0, 5_000)); // the first one is complete, and is not told of
      here.connect(next);
      feed(next, TestFrames.usual(5_000, 9_500), here);
    }
    Map<Long, Ladder.Told> now = Ladder.segments(text(here.replay));
    Map<Long, Ladder.Told> own = Ladder.segments(text(next));
    assertThat(now.get(last)).extracting(Ladder.Told::discontinuitySequence).isEqualTo(0L);
    for (long number = last + 1; number <= snapshot(next).lastNumber(); number++) {
      assertThat(now.get(number)).isEqualTo(own.get(number));
    }
  }

  private static PlaylistSnapshot snapshot(Packager packager) {
    return Objects.requireNonNull(packager.snapshot(), "no segment yet");
  }

  private static String text(Packager packager) {
    return snapshot(packager).text().text(StandardCharsets.UTF_8);
  }

  private static String mpd(Packager packager) {
    DashManifest manifest = snapshot(packager).manifest(DashLadder.NONE);
    return manifest == null ? "none" : manifest.text().text(StandardCharsets.UTF_8);
  }

  private static Bytes bytes(List<Part> parts) {
    return Bytes.concat(parts.stream().map(part -> part.content().copy()).toList());
  }

  /// All that players can fetch.
  private static void assertSame(Packager owner, Packager relay) {
    assertThat(text(relay)).isEqualTo(text(owner));
    PlaylistSnapshot one = snapshot(owner);
    PlaylistSnapshot other = snapshot(relay);
    for (Segment segment : one.listed()) {
      Segment same =
          other.listed().stream()
              .filter(candidate -> candidate.number() == segment.number())
              .findFirst()
              .orElseThrow();
      assertThat(same.parts()).hasSameSizeAs(segment.parts());
      for (int i = 0; i < segment.parts().size(); i++) {
        Part part = segment.parts().get(i);
        Part again = same.parts().get(i);
        assertThat(again.content().copy()).isEqualTo(part.content().copy());
        for (TrackKind kind : TrackKind.values()) {
          assertThat(again.span(kind)).isEqualTo(part.span(kind));
        }
      }
      assertThat(same.init()).isEqualTo(segment.init());
    }
    assertThat(bytes(other.openParts())).isEqualTo(bytes(one.openParts()));
    assertThat(mpd(relay)).isEqualTo(mpd(owner));
  }

  private static List<StreamEvent> start() {
    return List.of(TestFrames.tracks(TestFrames.VIDEO, TestFrames.AUDIO));
  }

  /// Without parts in MPEG-TS: there the bytes are sent.
  @ParameterizedTest
  @EnumSource(Container.class)
  void allNodesOfferTheSameWheneverTheyBegan(Container container) {
    HlsOptions options = options(container);
    HlsPackager owner = packager(options, "t");
    Relay early = new Relay(options);
    Relay late = new Relay(options);
    early.connect(owner);
    feed(owner, start(), early);
    feed(owner, TestFrames.usual(0, 11_300), early);
    assertSame(owner, early.replay);
    late.connect(owner);
    assertSame(owner, late.replay);
    for (long ms = 11_300; ms < 30_000; ms += 700) {
      feed(owner, TestFrames.usual(ms, ms + 700), early, late);
      assertSame(owner, early.replay);
      assertSame(owner, late.replay);
    }
    if (container == Container.FMP4) {
      assertThat(early.wholes).isZero();
      assertThat(late.wholes).isLessThan(60);
    }
    assertThat(early.replay.broken() + late.replay.broken()).isZero();
  }

  @Test
  void aPublisherThatLeavesAndComesBackIsTheSameEverywhere() {
    HlsOptions options = options(Container.FMP4);
    HlsPackager owner = packager(options, "t");
    Relay relay = new Relay(options);
    relay.connect(owner);
    feed(owner, start(), relay);
    feed(owner, TestFrames.usual(0, 9_100), relay);
    owner.pause();
    assertSame(owner, relay.replay);
    assertThat(text(relay.replay)).doesNotContain("CAN-BLOCK-RELOAD");
    feed(owner, List.of(new Discontinuity(Discontinuity.Reason.NEW_PUBLISHER)), relay);
    feed(owner, TestFrames.usual(9_100, 16_000), relay);
    assertSame(owner, relay.replay);
    assertThat(text(relay.replay)).contains("#EXT-X-DISCONTINUITY\n", "CAN-BLOCK-RELOAD");
    feed(owner, List.of(EndOfStream.INSTANCE), relay);
    assertSame(owner, relay.replay);
    assertThat(text(relay.replay)).contains("#EXT-X-ENDLIST");
  }

  @Test
  void aConnectionThatCameAgainLeavesNoTrace() {
    HlsOptions options = options(Container.FMP4);
    HlsPackager owner = packager(options, "t");
    Relay relay = new Relay(options);
    relay.connect(owner);
    feed(owner, start(), relay);
    feed(owner, TestFrames.usual(0, 9_100), relay);
    Objects.requireNonNull(relay.teller).stop();
    relay.replay.pause();
    feed(owner, TestFrames.usual(9_100, 14_900));
    relay.connect(owner);
    assertSame(owner, relay.replay);
    feed(owner, TestFrames.usual(14_900, 20_000), relay);
    assertSame(owner, relay.replay);
    assertThat(relay.replay.broken()).isZero();
  }

  @Test
  void whatDidNotComeWholeIsAGap() {
    HlsOptions options = options(Container.FMP4);
    HlsPackager owner = packager(options, "t");
    Relay relay = new Relay(options);
    relay.connect(owner);
    feed(owner, start(), relay);
    feed(owner, TestFrames.usual(0, 9_100), relay);
    int[] lost = new int[1];
    relay.loses = frame -> lost[0]++ == 3;
    feed(owner, TestFrames.usual(9_100, 14_900), relay);
    assertThat(relay.replay.broken()).isEqualTo(1);
    String text = text(relay.replay);
    assertThat(text).containsOnlyOnce("#EXT-X-GAP");
    assertThat(text.replace("#EXT-X-GAP\n", "").replaceAll("#EXT-X-PART:.*\n", ""))
        .isEqualTo(text(owner).replaceAll("#EXT-X-PART:.*\n", ""));
  }

  /// The owner is killed within a segment, of which parts were listed. The next owner knows of the
  /// last whole one only.
  @Test
  void aNewOwnerGoesOnWithTheNextNumberAndADiscontinuity() {
    HlsOptions options = options(Container.FMP4);
    HlsPackager owner = packager(options, "t");
    Relay here = new Relay(options);
    Relay there = new Relay(options);
    here.connect(owner);
    there.connect(owner);
    feed(owner, start(), here, there);
    feed(owner, TestFrames.usual(0, 13_300), here, there);
    long last = snapshot(owner).lastNumber();
    String before = text(here.replay);
    here.replay.pause();
    there.replay.pause();
    nowNanos += 3_000_000_000L;
    HlsPackager next = packager(options, "t", new SegmentWindow.Continuation(last + 1, 0));
    here.connect(next);
    feed(next, start(), here);
    feed(next, TestFrames.usual(100, 5_000), here);
    there.connect(next);
    feed(next, TestFrames.usual(5_000, 9_500), here, there);
    assertThat(text(here.replay)).isEqualTo(text(there.replay));
    assertThat(text(here.replay)).contains("#EXT-X-DISCONTINUITY\n");
    Map<Long, Ladder.Told> old = Ladder.segments(before);
    Map<Long, Ladder.Told> now = Ladder.segments(text(here.replay));
    Map<Long, Ladder.Told> own = Ladder.segments(text(next));
    assertThat(now).containsAllEntriesOf(own);
    assertThat(now.keySet()).contains(last, last + 1, snapshot(next).lastNumber()).hasSize(5);
    assertThat(now.get(last)).isEqualTo(old.get(last));
    assertThat(now.get(last + 1)).extracting(Ladder.Told::discontinuitySequence).isEqualTo(1L);
  }

  /// Players ask for it at once, and wait.
  @Test
  void aPartThatIsHintedAtComes() {
    HlsOptions options = options(Container.FMP4);
    HlsPackager owner = packager(options, "t");
    Relay here = new Relay(options);
    here.connect(owner);
    feed(owner, start(), here);
    Set<String> parts = new TreeSet<>();
    for (StreamEvent event : TestFrames.usual(0, 20_000)) {
      feed(owner, List.of(event), here);
      if (owner.snapshot() != null) {
        PART.matcher(text(owner)).results().forEach(part -> parts.add(part.group(1)));
      }
    }
    String next = here.hints.isEmpty() ? "" : hint(owner);
    assertThat(here.hints).hasSizeGreaterThan(10);
    assertThat(parts).containsAll(here.hints.stream().filter(one -> !one.equals(next)).toList());
  }

  private static String hint(Packager packager) {
    return HINT.matcher(text(packager)).results().toList().getLast().group(1);
  }

  /// A new owner does not know the rhythm of the stream at first.
  @Test
  void thePartTargetStaysWithANewOwner() {
    HlsOptions options = options(Container.FMP4);
    HlsPackager owner = packager(options, "t");
    Relay here = new Relay(options);
    here.connect(owner);
    feed(owner, start(), here);
    feed(owner, TestFrames.usual(0, 13_300), here);
    String target = target(here.replay);
    HlsPackager next =
        packager(options, "t", new SegmentWindow.Continuation(snapshot(owner).lastNumber() + 1, 0));
    here.connect(next);
    feed(next, start(), here);
    for (StreamEvent event : TestFrames.usual(0, 5_000)) {
      feed(next, List.of(event), here);
      assertThat(target(here.replay)).isEqualTo(target);
    }
  }

  private static String target(Packager packager) {
    return text(packager)
        .lines()
        .filter(line -> line.startsWith("#EXT-X-PART-INF"))
        .findFirst()
        .orElse("");
  }

  /// It completes what is open, and the new owner goes on behind it: nothing is lost, and no name
  /// stands for two things.
  @Test
  void anOwnerThatHandsOverCompletesItsSegmentEverywhere() {
    HlsOptions options = options(Container.FMP4);
    HlsPackager owner = packager(options, "t");
    Relay here = new Relay(options);
    here.connect(owner);
    feed(owner, start(), here);
    feed(owner, TestFrames.usual(0, 13_300), here);
    long open = snapshot(owner).lastNumber() + 1;
    List<Bytes> offered =
        snapshot(here.replay).openParts().stream().map(part -> part.content().copy()).toList();
    assertThat(offered).isNotEmpty();
    owner.handOver();
    assertSame(owner, here.replay);
    Segment last = snapshot(owner).listed().getLast();
    assertThat(last.number()).isEqualTo(open);
    assertThat(
            last.parts().stream()
                .map(part -> part.content().copy())
                .toList()
                .subList(0, offered.size()))
        .isEqualTo(offered);
    HlsPackager next = packager(options, "t", new SegmentWindow.Continuation(open + 1, 0));
    here.connect(next);
    feed(next, start(), here);
    feed(next, TestFrames.usual(13_000, 20_000), here);
    Map<Long, Ladder.Told> now = Ladder.segments(text(here.replay));
    assertThat(now).containsAllEntriesOf(Ladder.segments(text(next)));
    assertThat(now.get(open)).isEqualTo(Ladder.segments(text(owner)).get(open));
  }

  /// The owner died: what was offered of its open segment is the segment.
  @Test
  void whatWasOfferedOfTheSegmentOfADeadOwnerStays() {
    HlsOptions options = options(Container.FMP4);
    HlsPackager owner = packager(options, "t");
    Relay here = new Relay(options);
    here.connect(owner);
    feed(owner, start(), here);
    feed(owner, TestFrames.usual(0, 13_300), here);
    Bytes offered = bytes(snapshot(here.replay).openParts());
    long open = snapshot(owner).lastNumber() + 1;
    here.replay.pause();
    here.replay.finish();
    Segment last = snapshot(here.replay).listed().getLast();
    assertThat(last.number()).isEqualTo(open);
    assertThat(bytes(last.parts())).isEqualTo(offered);
    assertThat(last.gap()).isFalse();
    here.replay.finish();
    assertThat(snapshot(here.replay).listed().getLast().number()).isEqualTo(open);
  }

  /// Both sides of a split have made segments of the same numbers. Who follows the other side after
  /// it says where its timeline begins.
  @Test
  void anotherTimelineUnderNumbersThatGoOnBeginsWithADiscontinuity() {
    HlsOptions options = options(Container.FMP4);
    HlsPackager one = packager(options, "t");
    HlsPackager other = packager(options, "t");
    Relay here = new Relay(options);
    here.connect(one);
    feed(one, start(), here);
    feed(one, TestFrames.usual(0, 13_300), here);
    one.handOver();
    feed(other, start());
    feed(other, TestFrames.usual(700, 15_000));
    long last = snapshot(one).lastNumber();
    here.connect(other);
    feed(other, TestFrames.usual(15_000, 22_000), here);
    assertThat(snapshot(other).lastNumber()).isGreaterThan(last + 1);
    Map<Long, Ladder.Told> now = Ladder.segments(text(here.replay));
    long before = told(now, last).discontinuitySequence();
    assertThat(told(now, last + 1).discontinuitySequence()).isEqualTo(before + 1);
    assertThat(told(now, last + 2).discontinuitySequence()).isEqualTo(before + 1);
  }

  private static Ladder.Told told(Map<Long, Ladder.Told> segments, long number) {
    return Objects.requireNonNull(segments.get(number), "segment " + number);
  }

  /// The target duration is told from the first part on.
  @Test
  void aNewOwnerThatFollowedGoesOnWithTheTargetsThatWereTold() {
    HlsOptions options = options(Container.FMP4);
    HlsPackager owner = packager(options, "t");
    feed(owner, start());
    feed(owner, TestFrames.usual(0, 13_300));
    PlaylistSnapshot.State last = snapshot(owner).state();
    HlsPackager next = packager(options, "t", new SegmentWindow.Continuation(9, 0));
    next.goOnFrom(last);
    feed(next, start());
    feed(next, TestFrames.usual(0, 1_000));
    assertThat(next.window().openParts()).isNotEmpty();
    feed(next, TestFrames.usual(1_000, 9_000));
    assertThat(target(next)).isEqualTo(target(owner));
    assertThat(snapshot(next).state().targetSeconds()).isEqualTo(last.targetSeconds());
  }
}
