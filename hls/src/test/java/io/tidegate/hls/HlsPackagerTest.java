package io.tidegate.hls;

import static io.tidegate.hls.TestFrames.AUDIO;
import static io.tidegate.hls.TestFrames.VIDEO;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.DataSize;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent.Discontinuity;
import io.tidegate.media.StreamEvent.EndOfStream;
import io.tidegate.media.Track;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class HlsPackagerTest {
  private static final Instant MIDNIGHT = Instant.parse("2026-01-01T00:00:00Z");
  private static final Discontinuity RETURN = new Discontinuity(Discontinuity.Reason.NEW_PUBLISHER);

  private final List<Track> leftOut = new ArrayList<>();
  private MemoryBudget budget = new MemoryBudget(Long.MAX_VALUE);
  private final ChunkPool chunks = new ChunkPool();
  private long nowNanos;

  @Test
  void plainPlaylistOfTransportStreamSegments() {
    HlsPackager packager = ts(3);
    feed(packager, 1_000, 11_100);

    assertThat(text(packager))
        .isEqualTo(
            """
            #EXTM3U
            #EXT-X-VERSION:3
            #EXT-X-TARGETDURATION:3
            #EXT-X-MEDIA-SEQUENCE:0
            #EXT-X-DISCONTINUITY-SEQUENCE:0
            #EXT-X-INDEPENDENT-SEGMENTS
            #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:01.000Z
            #EXTINF:2.00000,
            t-0.ts
            #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:03.000Z
            #EXTINF:2.00000,
            t-1.ts
            #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:05.000Z
            #EXTINF:2.00000,
            t-2.ts
            #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:07.000Z
            #EXTINF:2.00000,
            t-3.ts
            #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:09.000Z
            #EXTINF:2.00000,
            t-4.ts
            """);
  }

  @Test
  void partsPreloadHintAndServerControl() {
    HlsPackager packager = packager(fmp4(3));
    feed(packager, 1_000, 5_500);

    assertThat(text(packager))
        .isEqualTo(
            """
            #EXTM3U
            #EXT-X-VERSION:9
            #EXT-X-TARGETDURATION:3
            #EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=1.44000
            #EXT-X-PART-INF:PART-TARGET=0.48000
            #EXT-X-MEDIA-SEQUENCE:0
            #EXT-X-DISCONTINUITY-SEQUENCE:0
            #EXT-X-INDEPENDENT-SEGMENTS
            #EXT-X-MAP:URI="t-i0.mp4"
            #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:01.000Z
            #EXTINF:2.00000,
            t-0.m4s
            #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:03.000Z
            #EXT-X-PART:DURATION=0.48000,URI="t-1.0.m4s",INDEPENDENT=YES
            #EXT-X-PART:DURATION=0.48000,URI="t-1.1.m4s"
            #EXT-X-PART:DURATION=0.48000,URI="t-1.2.m4s"
            #EXT-X-PART:DURATION=0.48000,URI="t-1.3.m4s"
            #EXT-X-PART:DURATION=0.08000,URI="t-1.4.m4s"
            #EXTINF:2.00000,
            t-1.m4s
            #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:05.000Z
            #EXT-X-PART:DURATION=0.48000,URI="t-2.0.m4s",INDEPENDENT=YES
            #EXT-X-PRELOAD-HINT:TYPE=PART,URI="t-2.1.m4s"
            """);
  }

  @Test
  void aReturningPublisherContinuesAfterADiscontinuity() {
    HlsPackager packager = packager(fmp4(3));
    feed(packager, 1_000, 4_000);
    packager.pause();
    String paused = text(packager);
    packager.accept(RETURN);
    feed(packager, 4_000, 6_100);
    String back = text(packager);

    assertThat(paused).doesNotContain("CAN-BLOCK-RELOAD").contains("PART-HOLD-BACK", "t-1.m4s");
    assertThat(back)
        .contains("CAN-BLOCK-RELOAD")
        .contains("#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI=\"t-i0.mp4\"\n")
        .contains("t-2.m4s");
    assertThat(back.split("#EXT-X-DISCONTINUITY\n", -1)).hasSize(2);
  }

  @Test
  void discontinuitySequenceCountsTheTagsThatLeft() {
    HlsPackager packager = ts(3);
    feed(packager, 1_000, 5_100);
    packager.accept(RETURN);
    feed(packager, 6_000, 30_000);

    assertThat(text(packager))
        .contains("#EXT-X-DISCONTINUITY-SEQUENCE:1\n")
        .doesNotContain("#EXT-X-DISCONTINUITY\n");
  }

  @Test
  void newParametersMeanANewInitSection() {
    HlsPackager packager = packager(fmp4(3));
    feed(packager, 1_000, 5_100);
    packager.accept(TestFrames.tracks(new Track(1, TestFrames.avc(1280, 720)), AUDIO));
    TestFrames.usual(6_000, 8_100).forEach(packager::accept);

    assertThat(text(packager)).contains("#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI=\"t-i1.mp4\"\n");
    PlaylistSnapshot snapshot = snapshot(packager);
    assertThat(snapshot.findInit("t-i0.mp4")).isNotNull();
    assertThat(snapshot.findInit("t-i1.mp4")).isNotNull();
    assertThat(snapshot.findInit("t-i2.mp4")).isNull();
  }

  @Test
  void partsJoinedAreTheSegment() {
    HlsPackager packager = packager(fmp4(3));
    feed(packager, 1_000, 7_100);
    PlaylistSnapshot snapshot = snapshot(packager);

    List<Bytes> parts = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      snapshot
          .find(new SegmentNames.Address(1, i))
          .forEach(part -> parts.add(part.content().copy()));
    }
    List<Bytes> whole =
        snapshot.find(new SegmentNames.Address(1, -1)).stream()
            .map(part -> part.content().copy())
            .toList();
    assertThat(Bytes.concat(parts)).isEqualTo(Bytes.concat(whole));
    assertThat(snapshot.find(new SegmentNames.Address(1, 5))).isEmpty();
    assertThat(snapshot.find(new SegmentNames.Address(9, -1))).isEmpty();
  }

  @Test
  void deltaUpdateSkipsWhatIsOld() {
    HlsPackager packager = packager(fmp4(20));
    feed(packager, 1_000, 41_100);

    String delta = snapshot(packager).delta().text(StandardCharsets.UTF_8);
    assertThat(delta).contains("#EXT-X-VERSION:9\n", "#EXT-X-SKIP:SKIPPED-SEGMENTS=11\n");
    assertThat(delta).doesNotContain("t-10.m4s").contains("t-11.m4s");
    assertThat(text(packager))
        .contains("t-10.m4s")
        .endsWith(delta.substring(delta.indexOf("t-11.m4s")));
  }

  @Test
  void deltaUpdatesAreOfferedOnlyWhereSomethingCanBeSkipped() {
    HlsPackager usual = packager(fmp4(7));
    feed(usual, 1_000, 41_100);
    assertThat(text(usual)).doesNotContain("CAN-SKIP-UNTIL");
    assertThat(snapshot(usual).delta()).isEqualTo(snapshot(usual).text());

    HlsPackager longer = packager(fmp4(10));
    feed(longer, 1_000, 41_100);
    assertThat(text(longer)).contains(",CAN-SKIP-UNTIL=18.0\n");
    longer.accept(EndOfStream.INSTANCE);
    assertThat(snapshot(longer).delta()).isEqualTo(snapshot(longer).text());
  }

  @Test
  void theSkipBoundaryIsCountedFromTheLastCompleteSegment() {
    HlsPackager packager = packager(fmp4(20));
    feed(packager, 1_000, 42_900);

    assertThat(snapshot(packager).openParts()).hasSize(3);
    assertThat(snapshot(packager).delta().text(StandardCharsets.UTF_8))
        .contains("SKIPPED-SEGMENTS=11\n");
  }

  @Test
  void aPartPastASegmentsLastMeansTheNextSegmentsFirst() {
    HlsPackager packager = packager(fmp4(3));
    feed(packager, 1_000, 5_010);
    assertThat(snapshot(packager).reaches(1, 4)).isTrue();
    assertThat(snapshot(packager).reaches(1, 5)).isFalse();
    assertThat(snapshot(packager).reaches(0, 99)).isTrue();

    feed(packager, 7_000, 7_600);
    assertThat(snapshot(packager).reaches(1, 5)).isTrue();
  }

  @Test
  void removedSegmentsCanBeFetchedForTheirDurationAndThatOfThePlaylist() {
    HlsPackager packager = packager(fmp4(7));
    feed(packager, 1_000, 61_010);
    long newest = snapshot(packager).lastNumber();
    assertThat(newest).isEqualTo(29);
    assertThat(snapshot(packager).listed()).hasSize(7);

    // number 14 left the playlist when 21 was complete, at 45 s, and may go at 45 + 2 + 14 s
    assertThat(snapshot(packager).find(new SegmentNames.Address(15, -1))).isNotEmpty();
    assertThat(snapshot(packager).find(new SegmentNames.Address(14, -1))).isEmpty();
    feed(packager, 61_010, 62_990);
    assertThat(snapshot(packager).find(new SegmentNames.Address(15, -1))).isNotEmpty();
    assertThat(budget.usedBytes())
        .isEqualTo(
            LongStream.rangeClosed(15, 29)
                .mapToObj(number -> snapshot(packager).find(new SegmentNames.Address(number, -1)))
                .flatMap(List::stream)
                .mapToLong(part -> part.content().length())
                .sum());
  }

  @Test
  void removedSegmentsCanStillBeFetchedForAWhile() {
    HlsPackager packager = ts(3);
    feed(packager, 1_000, 61_100);

    PlaylistSnapshot snapshot = snapshot(packager);
    long firstListed = snapshot.listed().get(0).number();
    assertThat(snapshot.listed()).hasSize(5);
    assertThat(snapshot.find(new SegmentNames.Address(firstListed - 1, -1))).isNotEmpty();
    assertThat(snapshot.find(new SegmentNames.Address(firstListed - 6, -1))).isNotEmpty();
    assertThat(snapshot.find(new SegmentNames.Address(firstListed - 9, -1))).isEmpty();
  }

  @Test
  void sharedMemoryThatIsShortEndsTheStayOfRemovedSegments() {
    budget = new MemoryBudget(1);
    HlsPackager packager = ts(3);
    feed(packager, 1_000, 61_100);

    PlaylistSnapshot snapshot = snapshot(packager);
    long firstListed = snapshot.listed().get(0).number();
    assertThat(snapshot.listed()).hasSize(5);
    assertThat(snapshot.find(new SegmentNames.Address(firstListed - 1, -1))).isEmpty();
    assertThat(budget.usedBytes())
        .isEqualTo(snapshot.listed().stream().mapToLong(Segment::bytes).sum());
    packager.window().release();
    assertThat(budget.usedBytes()).isZero();
  }

  @Test
  void memoryIsBounded() {
    HlsPackager packager =
        packager(new HlsOptions(HlsOptions.Container.TS, 2_000, 0, 7, DataSize.ofMegabytes(1)));
    packager.accept(TestFrames.tracks(VIDEO));
    for (int i = 0; i < 1_000; i++) {
      MediaTime at = MediaTime.ofMillis(1_000 + 40 * i);
      Bytes payload = Bytes.concat(Bytes.ofHex("00002000 65"), Bytes.wrap(new byte[0x1FFF]));
      nowNanos = at.nanos();
      packager.accept(new io.tidegate.media.Frame(1, at, at, i % 50 == 0, payload, at.nanos()));
    }

    assertThat(snapshot(packager).listed()).hasSize(3);
    assertThat(packager.window().evictedForMemory()).isPositive();
  }

  @Test
  void codingsThatPlayersLackAreLeftOut() {
    Track alaw = new Track(2, new CodecParams.G711(true, 8_000, 1));
    HlsPackager packager = packager(fmp4(3));
    packager.accept(TestFrames.tracks(VIDEO, alaw));
    packager.accept(TestFrames.tracks(VIDEO, alaw));

    assertThat(leftOut).containsExactly(alaw);
    assertThat(packager.carried().list().asList()).containsExactly(VIDEO);
  }

  @Test
  void anEndedStreamSaysSo() {
    HlsPackager packager = packager(fmp4(3));
    feed(packager, 1_000, 4_500);
    packager.accept(EndOfStream.INSTANCE);

    assertThat(text(packager)).endsWith("t-1.m4s\n#EXT-X-ENDLIST\n").doesNotContain("PRELOAD");
  }

  @Test
  void programTimeFollowsASlowClockGently() {
    ProgramClock clock = new ProgramClock(() -> nowNanos, () -> MIDNIGHT.plusNanos(nowNanos));
    clock.opened(false, 0);
    clock.closed(MediaTime.ofSeconds(2));
    nowNanos = 2_900_000_000L;
    assertThat(clock.opened(false, nowNanos)).isEqualTo(MIDNIGHT.plusSeconds(2));
    nowNanos = 3_100_000_000L;
    assertThat(clock.opened(false, nowNanos)).isEqualTo(MIDNIGHT.plusMillis(2_005));
    assertThat(clock.opened(true, nowNanos)).isEqualTo(MIDNIGHT.plusMillis(3_100));
  }

  private static HlsOptions fmp4(int window) {
    return new HlsOptions(HlsOptions.Container.FMP4, 2_000, 480, window, DataSize.ofMegabytes(16));
  }

  private HlsPackager ts(int window) {
    return packager(
        new HlsOptions(HlsOptions.Container.TS, 2_000, 0, window, DataSize.ofMegabytes(16)));
  }

  private HlsPackager packager(HlsOptions options) {
    boolean isTs = options.container() == HlsOptions.Container.TS;
    return new HlsPackager(
        options,
        new SegmentWindow(
            options,
            new SegmentNames("t", isTs ? "ts" : "m4s"),
            SegmentWindow.Continuation.START,
            budget,
            chunks),
        new HlsPackager.Marks(new MarkBook(16), false),
        isTs ? new TsWriter() : new Fmp4Writer(),
        new ProgramClock(() -> nowNanos, () -> MIDNIGHT.plusNanos(nowNanos)),
        leftOut::add,
        new WaitingRoom());
  }

  private void feed(HlsPackager packager, long fromMs, long toMs) {
    packager.accept(TestFrames.tracks(VIDEO, AUDIO));
    TestFrames.usual(fromMs, toMs)
        .forEach(frame -> {
          nowNanos = frame.receivedNanos();
          packager.accept(frame);
        });
  }

  private static PlaylistSnapshot snapshot(HlsPackager packager) {
    PlaylistSnapshot snapshot = packager.snapshot();
    if (snapshot == null) {
      throw new AssertionError("no segment yet");
    }
    return snapshot;
  }

  private static String text(HlsPackager packager) {
    return snapshot(packager).text().text(StandardCharsets.UTF_8);
  }
}
