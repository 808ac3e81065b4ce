package io.tidegate.hls;

import static io.tidegate.hls.Ladder.snapshot;
import static io.tidegate.hls.TestFrames.AUDIO;
import static io.tidegate.hls.TestFrames.interleaved;
import static io.tidegate.hls.TestFrames.pictures;
import static io.tidegate.hls.TestFrames.sounds;
import static io.tidegate.hls.TestFrames.usual;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.DataSize;
import io.tidegate.media.Frame;
import io.tidegate.media.FrameRate;
import io.tidegate.media.HevcProfile;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent.Discontinuity;
import io.tidegate.media.StreamEvent.EndOfStream;
import io.tidegate.media.StreamKey;
import io.tidegate.media.Track;
import io.tidegate.media.VideoFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Renditions in the MPD of their source.
class DashLadderTest {
  private static final Discontinuity RETURN = new Discontinuity(Discontinuity.Reason.NEW_PUBLISHER);
  private static final Track SMALL = new Track(1, TestFrames.avc(320, 180));
  private static final Track SMALLER = new Track(1, TestFrames.avc(160, 90));
  private static final Track HEVC =
      new Track(
          1,
          new CodecParams.Hevc(
              List.of(Bytes.ofHex("40010c01ffff")),
              List.of(Bytes.ofHex("420101016000")),
              List.of(Bytes.ofHex("4401c172b422")),
              VideoFormat.of(640, 360, new FrameRate(25, 1), 0),
              new HevcProfile(0, 0, 1, 0x6000_0000, 0x9000_0000_0000L, 30),
              1,
              8,
              8));

  private final Ladder ladder =
      new Ladder(
          new HlsOptions(HlsOptions.Container.FMP4, 2_000, 480, 4, DataSize.ofMegabytes(16)));
  private final HlsPackager source = ladder.source();
  private final HlsPackager small = ladder.rendition("r");

  /// The source's pictures are shown 80 ms after they are decoded, the rendition's at once.
  @Test
  void aRenditionIsARepresentationOnTheTimelineOfItsSource() {
    ladder.send(source, Ladder.reordered(usual(1_000, 9_200), 80), 0);
    sendSmall(1_000, 9_200, 80, 300);
    ladder.run();
    String mpd = mpd();
    assertThat(mpd)
        .contains("publishTime=\"2026-01-01T00:00:09.004Z\"", "timeShiftBufferDepth=\"PT8S\"")
        .contains(
            """
                <AdaptationSet id="1" contentType="video" mimeType="video/mp4" segmentAlignment="true" \
            startWithSAP="1">
                  <Role schemeIdUri="urn:mpeg:dash:role:2011" value="main"/>
                  <Representation id="video" codecs="avc1.64001E" bandwidth="6920" width="640" height="360" sar="1:1" \
            frameRate="25">
                    <SegmentTemplate timescale="90000" presentationTimeOffset="97200" startNumber="0" \
            initialization="s-i0.m4v" media="s-$Number$.m4v">
                      <SegmentTimeline>
                        <S t="97200" d="180000" r="3"/>
                      </SegmentTimeline>
                    </SegmentTemplate>
                  </Representation>
                  <Representation id="live/s_180" codecs="avc1.64001E" bandwidth="6920" width="320" height="180" sar="1:1" \
            frameRate="25">
                    <SegmentTemplate timescale="90000" presentationTimeOffset="97200" startNumber="0" \
            initialization="../../live/s_180/r-i0.m4v" media="../../live/s_180/r-$Number$.m4v">
                      <SegmentTimeline>
                        <S t="97200" d="180000" r="3"/>
                      </SegmentTimeline>
                    </SegmentTemplate>
                  </Representation>
                </AdaptationSet>
            """);
    assertThat(mpd)
        .as("sound is the source's alone")
        .containsOnlyOnce("contentType=\"audio\"")
        .contains("timescale=\"48000\" presentationTimeOffset=\"51840\"");
  }

  @Test
  void whatTheMpdSaysIsWhatTheBytesShow() {
    ladder.send(source, Ladder.reordered(usual(1_000, 9_200), 80), 0);
    sendSmall(1_000, 9_200, 80, 300);
    ladder.run();
    List<Told> told = told(mpd());
    assertThat(told).hasSize(2);
    assertThat(told.getFirst().starts()).isEqualTo(told.getLast().starts()).hasSize(4);
    assertThat(told.getFirst().offset()).isEqualTo(told.getLast().offset());
    long delay = 80 * 90;
    assertThat(decodedBeforeShown(source, told.getFirst())).containsOnly(delay);
    assertThat(decodedBeforeShown(small, told.getLast())).containsOnly(0L);
  }

  /// How long before the time that the MPD gives each segment its first frame is decoded; its first
  /// picture is shown at that time.
  private static List<Long> decodedBeforeShown(HlsPackager packager, Told told) {
    List<Long> early = new ArrayList<>();
    for (int i = 0; i < told.starts().size(); i++) {
      List<Part> parts =
          snapshot(packager).find(new SegmentNames.Address(told.startNumber() + i, -1));
      Bytes bytes = Bytes.concat(TrackSegment.pieces(parts, TrackKind.VIDEO));
      FragmentTimes times = FragmentTimes.of(bytes);
      assertThat(times.earliest()).as("segment %s", i).isEqualTo(told.starts().get(i));
      early.add(times.earliest() - times.decoded());
    }
    return early;
  }

  @Test
  void frameRatesMayDifferAndTheRenditionsOwnIsTold() {
    ladder.send(source, usual(1_000, 9_200), 0);
    List<Frame> slow =
        interleaved(pictures(ms(1_000), ms(9_200), 25, 2, 25), sounds(ms(1_000), ms(9_200)));
    ladder.send(small, new Track[] {SMALL, AUDIO}, slow, 300);
    ladder.run();
    List<Told> told = told(mpd(true, new PromisedVariant(key(), "avc1", 320, 180, 12.5, 1)));
    assertThat(told.getFirst().starts()).isEqualTo(told.getLast().starts()).hasSize(4);
    assertThat(decodedBeforeShown(small, told.getLast())).containsOnly(0L);
    assertThat(mpd(true, new PromisedVariant(key(), "avc1", 320, 180, 12.5, 1)))
        .contains("frameRate=\"25\"", "frameRate=\"12500/1000\"");
  }

  @Test
  void oneThatStartsLateIsLeftOutUntilItHasAll() {
    ladder.send(source, usual(1_000, 13_000), 0);
    sendSmall(7_000, 13_000, 0, 300);
    ladder.run();
    assertThat(told(mpd())).hasSize(1);
    assertThat(mpd()).contains("    <!-- live/s_180 is left out: it lacks segment 0 -->\n");

    ladder.send(source, usual(13_000, 17_200), 0);
    sendSmall(13_000, 17_200, 0, 300);
    ladder.run();
    assertThat(told(mpd())).hasSize(2);
    assertThat(mpd()).doesNotContain("<!--");
  }

  @Test
  void oneWhoseEncoderDiesIsLeftOutWhereItsHoleIs() {
    ladder.send(source, usual(1_000, 11_200), 0);
    sendSmall(1_000, 6_200, 0, 300);
    ladder.at(6_750, small::pause);
    ladder.run();
    assertThat(told(mpd())).hasSize(1);
    assertThat(mpd()).contains("it lacks segment 2");
  }

  @Test
  void aSegmentMayNotHaveComeYetAndNotTwo() {
    ladder.send(source, usual(1_000, 9_200), 0);
    sendSmall(1_000, 7_200, 0, 300);
    ladder.run();
    String mpd = mpd();
    List<Told> told = told(mpd);
    assertThat(told.getFirst().starts()).hasSize(4);
    assertThat(told.getLast().starts()).isEqualTo(told.getFirst().starts().subList(0, 3));
    String tag = manifest(true, promised()).entityTag(false);
    ladder.send(small, pictures(ms(7_240), ms(9_200), 25, 1, 44), 300);
    ladder.run();
    assertThat(told(mpd()).getLast().starts()).hasSize(4);
    assertThat(manifest(true, promised()).entityTag(false)).isNotEqualTo(tag);
    assertThat(published(mpd())).isGreaterThan(published(mpd));
  }

  /// A Period that is over for the source is not yet for those that come after it.
  @Test
  void theEndOfAPeriodMayNotHaveComeYet() {
    ladder.send(source, usual(1_000, 5_100), 0);
    sendSmall(1_000, 4_900, 0, 300);
    ladder.at(5_400, source, RETURN);
    ladder.send(source, usual(6_000, 8_200), 0);
    ladder.run();
    List<Told> told = told(mpd());
    assertThat(mpd()).contains("it has no segment yet");
    assertThat(told).hasSize(3);
    assertThat(told.get(1).starts()).isNotEmpty();
    assertThat(told.get(0).starts()).startsWith(told.get(1).starts().toArray(Long[]::new));
    assertThat(told.get(0).starts()).hasSizeGreaterThan(told.get(1).starts().size());
  }

  @Test
  void twoSegmentsBehindIsTooLate() {
    ladder.send(source, usual(1_000, 9_200), 0);
    sendSmall(1_000, 5_200, 0, 300);
    ladder.run();
    assertThat(told(mpd())).hasSize(1);
    assertThat(mpd()).contains("it is late by 4000 ms");
  }

  /// Nobody asks again for a manifest that is final.
  @Test
  void atTheEndAllMustBeThere() {
    ladder.send(source, usual(1_000, 9_000), 0);
    sendSmall(1_000, 7_200, 0, 300);
    ladder.at(9_600, source, EndOfStream.INSTANCE);
    ladder.run();
    assertThat(mpd()).contains("type=\"static\"", "it is late by");
    assertThat(told(mpd())).hasSize(1);
  }

  @Test
  void anotherCodingWithinAPeriodIsLeftOutOfIt() {
    ladder.send(source, usual(1_000, 9_200), 0);
    sendSmall(1_000, 5_000, 0, 300);
    ladder.send(small, new Track[] {SMALLER, AUDIO}, usual(5_000, 9_200), 300);
    ladder.run();
    assertThat(mpd()).contains("it has another coding from segment 2 on").doesNotContain("\"320\"");
  }

  @Test
  void eachPeriodHasTheCodingOfItsTime() {
    ladder.send(source, usual(1_000, 5_100), 0);
    sendSmall(1_000, 5_100, 0, 300);
    ladder.at(5_500, source, RETURN);
    ladder.at(5_900, small, RETURN);
    ladder.send(source, usual(7_000, 11_200), 0);
    ladder.send(small, new Track[] {SMALLER, AUDIO}, usual(7_000, 11_200), 300);
    ladder.run();
    String mpd = mpd();
    assertThat(mpd.split("<Period ", -1)).hasSize(3);
    assertThat(told(mpd)).hasSize(4);
    assertThat(mpd).containsPattern("(?s)r-i0\\.m4v.*<Period .*r-i1\\.m4v").doesNotContain("<!--");
    assertThat(mpd).containsPattern("(?s)width=\"320\".*<Period .*width=\"160\"");
  }

  @Test
  void anotherCodecHasASetOfItsOwn() {
    ladder.send(source, new Track[] {HEVC, AUDIO}, usual(1_000, 9_200), 0);
    sendSmall(1_000, 9_200, 0, 300);
    ladder.run();
    assertThat(mpd())
        .containsPattern("(?s)<AdaptationSet id=\"1\".*hvc1.*</Ad.*<AdaptationSet id=\"3\".*avc1")
        .containsPattern("<AdaptationSet id=\"2\" contentType=\"audio\"");
    assertThat(mpd(false, promised())).doesNotContain("hvc1").contains("avc1", "mp4a");
  }

  @Test
  void oneWithoutPicturesIsLeftOutAndTheSourceStays() {
    ladder.send(source, usual(1_000, 9_200), 0);
    ladder.send(small, new Track[] {AUDIO}, sounds(ms(1_000), ms(9_200)), 300);
    ladder.run();
    String mpd = small.snapshot() == null ? "" : mpd(false, promised());
    assertThat(mpd).contains("is left out: it ").contains("<Representation id=\"video\"");
  }

  @Test
  void namesMakeNoWrongComment() {
    ladder.send(source, usual(1_000, 12_200), 0);
    sendSmall(7_000, 12_200, 0, 300);
    ladder.run();
    StreamKey dashes = StreamKey.parse("live/s---180");
    String mpd = mpd(true, new PromisedVariant(dashes, "avc1", 320, 180, 25, 1));
    assertThat(mpd).contains("<!-- live/s- - -180 is left out");
    assertThat(MpdReader.read(mpd)).containsKeys(TrackKind.VIDEO, TrackKind.AUDIO);
  }

  private void sendSmall(long fromMs, long toMs, long shownMs, long lateMs) {
    List<Frame> frames =
        usual(fromMs, toMs).stream()
            .map(frame -> frame.trackId() == 1 ? frame.shifted(ms(shownMs)) : frame)
            .toList();
    ladder.send(small, new Track[] {SMALL, AUDIO}, frames, lateMs);
  }

  private static StreamKey key() {
    return StreamKey.parse("live/s_180");
  }

  private static PromisedVariant promised() {
    return new PromisedVariant(key(), "avc1.64001E,mp4a.40.2", 320, 180, 25, 300_000);
  }

  private String mpd() {
    return mpd(true, promised());
  }

  private String mpd(boolean offersSource, PromisedVariant promised) {
    return manifest(offersSource, promised).text().text(StandardCharsets.UTF_8);
  }

  private DashManifest manifest(boolean offersSource, PromisedVariant promised) {
    DashRendition running = new DashRendition(promised, snapshot(small));
    DashLadder beside = new DashLadder(offersSource, List.of(running));
    return Objects.requireNonNull(snapshot(source).manifest(beside), "no MPD");
  }

  private static String published(String mpd) {
    return mpd.replaceAll("(?s).*publishTime=\"([^\"]*)\".*", "$1");
  }

  /// What an MPD says of the pictures in one coding, in ticks.
  private record Told(long offset, long startNumber, List<Long> starts) {}

  private static final Pattern PICTURES =
      Pattern.compile(
          "(?s)<Representation id=\"[^\"]*\" codecs=\"(?:avc1|hvc1).*?"
              + "presentationTimeOffset=\"(\\d+)\" startNumber=\"(\\d+)\".*?<SegmentTimeline>"
              + "(.*?)</SegmentTimeline>");

  private static final Pattern RUN =
      Pattern.compile("<S(?: t=\"(\\d+)\")? d=\"(\\d+)\"(?: r=\"(\\d+)\")?/>");

  private static List<Told> told(String mpd) {
    return PICTURES
        .matcher(mpd)
        .results()
        .map(one ->
            new Told(
                Long.parseLong(one.group(1)), Long.parseLong(one.group(2)), starts(one.group(3))))
        .toList();
  }

  private static List<Long> starts(String timeline) {
    List<Long> starts = new ArrayList<>();
    long at = 0;
    for (MatchResult run : RUN.matcher(timeline).results().toList()) {
      at = run.group(1) == null ? at : Long.parseLong(run.group(1));
      int count = run.group(3) == null ? 1 : 1 + Integer.parseInt(run.group(3));
      for (int i = 0; i < count; i++) {
        starts.add(at);
        at += Long.parseLong(run.group(2));
      }
    }
    return starts;
  }

  private static MediaTime ms(long millis) {
    return MediaTime.ofMillis(millis);
  }
}
