package io.tidegate.hls;

import static io.tidegate.hls.Ladder.snapshot;
import static io.tidegate.hls.Ladder.text;
import static io.tidegate.hls.TestFrames.VIDEO;
import static io.tidegate.hls.TestFrames.interleaved;
import static io.tidegate.hls.TestFrames.pictures;
import static io.tidegate.hls.TestFrames.sounds;
import static io.tidegate.hls.TestFrames.usual;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.hls.Ladder.Told;
import io.tidegate.media.DataSize;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent.Discontinuity;
import io.tidegate.media.StreamEvent.EndOfStream;
import io.tidegate.media.Track;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Renditions cut and number where their source does, judged from the playlists alone.
class LadderTest {
  private static final Discontinuity HOLE = new Discontinuity(Discontinuity.Reason.TIME_JUMP);
  private static final Track SMALL = new Track(1, TestFrames.avc(320, 180));

  private final Ladder ladder =
      new Ladder(
          new HlsOptions(HlsOptions.Container.FMP4, 2_000, 480, 4, DataSize.ofMegabytes(16)));
  private final HlsPackager source = ladder.source();

  @Test
  void allVariantsTellTheSameOfEverySegment() {
    HlsPackager full = ladder.rendition("f");
    HlsPackager half = ladder.rendition("h");
    Map<Long, Told> ofSource = new TreeMap<>();
    Map<Long, Told> ofFull = new TreeMap<>();
    Map<Long, Told> ofHalf = new TreeMap<>();
    PlaylistRules rules = new PlaylistRules("half", n -> seconds(told(ofSource, n)));
    ladder.afterEach(() -> {
      note(source, ofSource);
      note(full, ofFull);
      note(half, ofHalf);
      if (half.snapshot() != null) {
        rules.check(snapshot(half));
      }
    });
    ladder.send(source, Ladder.reordered(usual(1_000, 21_300), 80), 0);
    ladder.send(full, shifted(usual(1_000, 21_100), 80), 300);
    List<Frame> halfRate =
        interleaved(pictures(ms(1_080), ms(21_100), 25, 2, 25), sounds(ms(1_000), ms(21_100)));
    ladder.send(half, new Track[] {SMALL, TestFrames.AUDIO}, halfRate, 950);
    ladder.run();

    assertThat(ofSource).hasSize(10);
    assertThat(ofFull).isEqualTo(ofSource);
    assertThat(ofHalf).isEqualTo(ofSource);
    assertThat(ofHalf.values()).noneMatch(Told::gap);
    assertThat(rules.parts()).as("parts were checked").isGreaterThan(20);
    assertThat(text(half)).contains("#EXT-X-TARGETDURATION:3\n", "PART-TARGET=0.48000\n");
    assertThat(text(half)).contains("DURATION=0.48000,URI=\"h-9.0.m4s\",INDEPENDENT=YES\n");
  }

  @Test
  void aRenditionThatStartsLateListsWhatItMissedAsGaps() {
    HlsPackager late = ladder.rendition("r");
    ladder.send(source, usual(1_000, 12_100), 0);
    ladder.send(late, usual(7_000, 12_000), 500);
    ladder.run();

    assertThat(text(late))
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
            #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:01.000Z
            #EXT-X-GAP
            #EXTINF:2.00000,
            r-0.m4s
            #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:03.000Z
            #EXT-X-GAP
            #EXTINF:2.00000,
            r-1.m4s
            #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:05.000Z
            #EXT-X-GAP
            #EXTINF:2.00000,
            r-2.m4s
            #EXT-X-MAP:URI="r-i0.mp4"
            #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:07.000Z
            #EXT-X-PART:DURATION=0.48000,URI="r-3.0.m4s",INDEPENDENT=YES
            #EXT-X-PART:DURATION=0.48000,URI="r-3.1.m4s"
            #EXT-X-PART:DURATION=0.48000,URI="r-3.2.m4s"
            #EXT-X-PART:DURATION=0.48000,URI="r-3.3.m4s"
            #EXT-X-PART:DURATION=0.08000,URI="r-3.4.m4s"
            #EXTINF:2.00000,
            r-3.m4s
            #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:09.000Z
            #EXT-X-PART:DURATION=0.48000,URI="r-4.0.m4s",INDEPENDENT=YES
            #EXT-X-PART:DURATION=0.48000,URI="r-4.1.m4s"
            #EXT-X-PART:DURATION=0.48000,URI="r-4.2.m4s"
            #EXT-X-PART:DURATION=0.48000,URI="r-4.3.m4s"
            #EXT-X-PART:DURATION=0.08000,URI="r-4.4.m4s"
            #EXTINF:2.00000,
            r-4.m4s
            #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:11.000Z
            #EXT-X-PART:DURATION=0.48000,URI="r-5.0.m4s",INDEPENDENT=YES
            #EXT-X-PART:DURATION=0.48000,URI="r-5.1.m4s"
            #EXT-X-PRELOAD-HINT:TYPE=PART,URI="r-5.2.m4s"
            """);
    assertThat(snapshot(late).find(new SegmentNames.Address(1, -1))).isEmpty();
  }

  @Test
  void theFirstFramesOfAStartInTheMiddleOfASegmentBelongToNone() {
    HlsPackager late = ladder.rendition("r");
    ladder.send(source, interleaved(pictures(ms(1_000), ms(9_100), 25, 1, 25), List.of()), 0);
    // key frames every second, segments every two
    ladder.send(late, pictures(ms(4_000), ms(9_000), 25, 1, 25), 500);
    ladder.run();

    Map<Long, Told> told = Ladder.segments(text(late));
    assertThat(told(told, 1).gap()).isTrue();
    assertThat(told.get(2L)).isEqualTo(Ladder.segments(text(source)).get(2L));
  }

  @Test
  void aKilledEncoderLeavesGapsAndComesBackAtAMark() {
    HlsPackager rendition = ladder.rendition("r");
    Map<Long, Told> seen = new TreeMap<>();
    PlaylistRules rules = new PlaylistRules("killed", _ -> 2);
    ladder.afterEach(() -> {
      note(rendition, seen);
      if (rendition.snapshot() != null) {
        rules.check(snapshot(rendition));
      }
    });
    ladder.send(source, usual(1_000, 17_100), 0);
    ladder.send(rendition, usual(1_000, 6_200), 300);
    ladder.at(6_750, rendition::pause);
    ladder.at(9_350, rendition, HOLE);
    ladder.send(rendition, usual(9_000, 17_100), 350);
    ladder.run();

    assertThat(seen.keySet()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);
    assertThat(seen.entrySet().stream().filter(one -> one.getValue().gap()).map(Map.Entry::getKey))
        .containsExactly(2L, 3L);
    assertThat(withoutGaps(seen)).isEqualTo(withoutGaps(seen, told(8)));
    assertThat(text(rendition)).doesNotContain("#EXT-X-DISCONTINUITY\n").contains("CAN-BLOCK");
  }

  @Test
  void thePartsOfASegmentThatBreaksOffAreFollowedByMissingOnes() {
    HlsPackager rendition = ladder.rendition("r");
    ladder.send(source, usual(1_000, 9_100), 0);
    ladder.send(rendition, usual(1_000, 6_200), 300);
    ladder.at(6_750, rendition::pause);
    ladder.run();

    assertThat(text(rendition))
        .contains(
            """
            #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:05.000Z
            #EXT-X-PART:DURATION=0.48000,URI="r-2.0.m4s",INDEPENDENT=YES
            #EXT-X-PART:DURATION=0.48000,URI="r-2.1.m4s"
            #EXT-X-PART:DURATION=0.48000,URI="r-2.2.m4s",GAP=YES
            #EXT-X-PART:DURATION=0.48000,URI="r-2.3.m4s",GAP=YES
            #EXT-X-PART:DURATION=0.08000,URI="r-2.4.m4s",GAP=YES
            #EXT-X-GAP
            #EXTINF:2.00000,
            r-2.m4s
            """)
        .doesNotContain("CAN-BLOCK-RELOAD");
    assertThat(snapshot(rendition).find(new SegmentNames.Address(2, 1))).isNotEmpty();
    assertThat(snapshot(rendition).find(new SegmentNames.Address(2, 2))).isEmpty();
    assertThat(snapshot(rendition).find(new SegmentNames.Address(2, -1))).isEmpty();
  }

  @Test
  void aReturnWithoutAHoleLeavesNoTrace() {
    HlsPackager rendition = ladder.rendition("r");
    ladder.send(source, usual(1_000, 9_100), 0);
    ladder.send(rendition, usual(1_000, 5_000), 300);
    ladder.send(rendition, usual(5_000, 9_100), 350);
    ladder.run();
    assertThat(withoutGaps(Ladder.segments(text(rendition))))
        .isEqualTo(Ladder.segments(text(source)));
  }

  /// RFC 8216 §4.3.2.3, and §6.2.4: at the same place in all of them.
  @Test
  void otherTracksOfARenditionComeAfterADiscontinuityOfAllVariants() {
    HlsPackager rendition = ladder.rendition("r");
    HlsPackager other = ladder.rendition("o");
    ladder.send(source, usual(1_000, 15_100), 0);
    ladder.send(other, usual(1_000, 15_100), 200);
    ladder.send(rendition, usual(1_000, 9_000), 300);
    ladder.send(rendition, new Track[] {VIDEO}, pictures(ms(9_000), ms(15_100), 25, 1, 50), 400);
    ladder.run();

    String made = text(rendition);
    assertThat(made.lines().filter(line -> line.startsWith("#EXT-X-MAP")).distinct()).hasSize(2);
    assertThat(made).containsPattern("#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI=\"r-i1");
    assertThat(made).doesNotContain("#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI=\"r-i0");
    for (String text : List.of(made, text(source), text(other))) {
      assertThat(text.lines().filter("#EXT-X-DISCONTINUITY"::equals)).as(text).hasSize(1);
    }
    assertThat(Ladder.segments(text(other))).isEqualTo(Ladder.segments(text(source)));
    assertThat(Ladder.segments(text(source)))
        .containsAllEntriesOf(withoutGaps(Ladder.segments(made)));
  }

  @Test
  void aRenditionThatIsAheadWaitsForItsSource() {
    HlsPackager rendition = ladder.rendition("r");
    ladder.send(rendition, usual(1_000, 5_500), -1_500);
    ladder.send(source, usual(1_000, 5_500), 0);
    ladder.afterEach(() -> {
      if (rendition.snapshot() != null) {
        assertThat(snapshot(rendition).lastNumber())
            .isLessThanOrEqualTo(snapshot(source).lastNumber());
      }
    });
    ladder.run();
    rendition.look();
    assertThat(Ladder.segments(text(rendition))).isEqualTo(Ladder.segments(text(source)));
  }

  @Test
  void aMissingKeyFrameMakesASegmentDependentAndNothingElse() {
    HlsPackager rendition = ladder.rendition("r");
    ladder.send(source, usual(1_000, 9_100), 0);
    List<Frame> frames = new ArrayList<>(usual(1_000, 9_100));
    frames.replaceAll(frame ->
        frame.trackId() == 1 && frame.dts().equals(ms(5_000))
            ? TestFrames.picture(frame.dts(), false)
            : frame);
    ladder.send(rendition, frames, 300);
    ladder.run();
    assertThat(Ladder.segments(text(rendition))).isEqualTo(Ladder.segments(text(source)));
    assertThat(text(source)).contains("INDEPENDENT-SEGMENTS");
    assertThat(text(rendition)).doesNotContain("INDEPENDENT-SEGMENTS");
  }

  /// Of one that wished for it, and of one that lags and wishes for it when it is there.
  @Test
  void aBreakThatWasWishedForIsNotMadeTwice() {
    ladder.send(source, usual(1_000, 6_200), 0);
    ladder.at(6_500, source::pause);
    ladder.at(6_600, () -> ladder.marks().wishBreak(0));
    ladder.at(8_000, source, HOLE);
    ladder.send(source, usual(6_240, 13_300), 2_000);
    ladder.at(10_500, () -> ladder.marks().wishBreak(0));
    ladder.run();

    assertThat(text(source).split("#EXT-X-DISCONTINUITY\n", -1)).hasSize(2);
  }

  @Test
  void theReturnOfTheSourceIsADiscontinuityInAll() {
    HlsPackager rendition = ladder.rendition("r");
    ladder.send(source, usual(1_000, 6_200), 0);
    ladder.at(6_500, source::pause);
    ladder.at(8_000, source, HOLE);
    ladder.send(source, usual(6_240, 13_300), 2_000);
    ladder.send(rendition, usual(1_000, 6_200), 400);
    ladder.send(rendition, usual(6_240, 13_300), 2_400);
    Map<Long, Told> ofSource = new TreeMap<>();
    Map<Long, Told> ofRendition = new TreeMap<>();
    ladder.afterEach(() -> {
      note(source, ofSource);
      note(rendition, ofRendition);
    });
    ladder.run();

    assertThat(text(rendition).split("#EXT-X-DISCONTINUITY\n", -1)).hasSize(2);
    assertThat(told(ofSource, 2).duration()).isEqualTo("1.20000");
    assertThat(ofRendition).isEqualTo(ofSource).hasSize(6);
  }

  @Test
  void newTracksOfARenditionAreNoDiscontinuity() {
    HlsPackager rendition = ladder.rendition("r");
    ladder.send(source, usual(1_000, 9_100), 0);
    ladder.send(rendition, usual(1_000, 5_000), 300);
    ladder.send(rendition, new Track[] {SMALL, TestFrames.AUDIO}, usual(5_000, 9_100), 300);
    ladder.run();
    assertThat(Ladder.segments(text(rendition))).isEqualTo(Ladder.segments(text(source)));
    assertThat(text(rendition)).contains("MAP:URI=\"r-i0.mp4\"", "MAP:URI=\"r-i1.mp4\"");
  }

  @Test
  void theEndOfTheSourceIsTheEndOfAll() {
    HlsPackager rendition = ladder.rendition("r");
    ladder.send(source, usual(1_000, 6_200), 0);
    ladder.send(rendition, usual(1_000, 6_200), 400);
    ladder.at(6_700, source, EndOfStream.INSTANCE);
    ladder.at(6_800, rendition, EndOfStream.INSTANCE);
    ladder.run();
    assertThat(text(rendition)).endsWith("r-2.m4s\n#EXT-X-ENDLIST\n");
    assertThat(Ladder.segments(text(rendition))).isEqualTo(Ladder.segments(text(source)));
  }

  @Test
  void aRenditionThatStopsAloneIsNotOver() {
    HlsPackager rendition = ladder.rendition("r");
    ladder.send(source, usual(1_000, 11_100), 0);
    ladder.send(rendition, usual(1_000, 5_100), 400);
    ladder.at(5_600, rendition, EndOfStream.INSTANCE);
    ladder.run();
    assertThat(text(rendition)).doesNotContain("ENDLIST");
    Map<Long, Told> told = Ladder.segments(text(rendition));
    assertThat(told.keySet()).contains(4L);
    assertThat(told(told, 4).gap()).isTrue();
    source.accept(EndOfStream.INSTANCE);
    assertThat(text(rendition)).endsWith("#EXT-X-ENDLIST\n");
  }

  @Test
  void framesThatAreFarTooLateAreGivenUp() {
    HlsPackager rendition = ladder.rendition("r");
    ladder.send(source, usual(1_000, 21_100), 0);
    ladder.send(rendition, usual(1_000, 5_000), 300);
    ladder.send(rendition, usual(5_000, 7_000), 11_000);
    ladder.run();
    Map<Long, Told> told = Ladder.segments(text(rendition));
    assertThat(told.keySet()).contains(5L).doesNotContain(8L);
    assertThat(told(told, 5).gap()).isTrue();
  }

  @Test
  void pictureOnlyStreamsHaveThemToo() {
    HlsPackager rendition = ladder.rendition("r");
    Track[] tracks = {VIDEO};
    ladder.send(source, tracks, pictures(ms(1_000), ms(9_300), 30_000, 1_001, 60), 0);
    ladder.send(rendition, tracks, pictures(ms(1_000), ms(9_100), 30_000, 2_002, 30), 700);
    ladder.run();
    assertThat(Ladder.segments(text(rendition)))
        .isEqualTo(Ladder.segments(text(source)))
        .hasSize(4);
  }

  private Map<Long, Told> told(int count) {
    Map<Long, Told> all = new TreeMap<>();
    for (long number = 0; number < count; number++) {
      SegmentMark mark = ladder.marks().find(number);
      if (mark != null && mark.closed() != null) {
        all.put(number, new Told("2.00000", time(mark), mark.discontinuitySequence(), false));
      }
    }
    return all;
  }

  private static String time(SegmentMark mark) {
    return mark.programTime().toString().replace("Z", ".000Z");
  }

  private static Map<Long, Told> withoutGaps(Map<Long, Told> told) {
    Map<Long, Told> whole = new TreeMap<>(told);
    whole.values().removeIf(Told::gap);
    return whole;
  }

  /// Those of `all` that are no gaps in `told`.
  private static Map<Long, Told> withoutGaps(Map<Long, Told> told, Map<Long, Told> all) {
    Map<Long, Told> whole = new TreeMap<>(all);
    whole.keySet().retainAll(withoutGaps(told).keySet());
    return whole;
  }

  private static void note(HlsPackager packager, Map<Long, Told> all) {
    if (packager.snapshot() != null) {
      all.putAll(Ladder.segments(text(packager)));
    }
  }

  private static double seconds(Told told) {
    return Double.parseDouble(told.duration());
  }

  private static Told told(Map<Long, Told> all, long number) {
    return Objects.requireNonNull(all.get(number), () -> "segment " + number);
  }

  private static List<Frame> shifted(List<Frame> frames, long ms) {
    return frames.stream()
        .map(frame -> frame.trackId() == 1 ? frame.shifted(ms(ms)) : frame)
        .toList();
  }

  private static MediaTime ms(long ms) {
    return MediaTime.ofMillis(ms);
  }
}
