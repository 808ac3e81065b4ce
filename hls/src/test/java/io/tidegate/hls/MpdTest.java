package io.tidegate.hls;

import static io.tidegate.hls.TestFrames.AUDIO;
import static io.tidegate.hls.TestFrames.VIDEO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.FrameRate;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent.Discontinuity;
import io.tidegate.media.StreamEvent.EndOfStream;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.fmp4.FragmentWriter;
import io.tidegate.media.fmp4.InitSegment;
import io.tidegate.media.fmp4.Sample;
import io.tidegate.media.fmp4.TrackRun;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The MPD that a packager makes beside its playlists.
class MpdTest {
  private static final Discontinuity RETURN = new Discontinuity(Discontinuity.Reason.NEW_PUBLISHER);

  @Test
  void aLiveStreamOfPicturesAndSound() {
    assertThat(new Packagers(3).usual(1_000, 11_100).mpd())
        .isEqualTo(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-live:2011" \
            type="dynamic" availabilityStartTime="2026-01-01T00:00:01.000Z" \
            publishTime="2026-01-01T00:00:11.000Z" minimumUpdatePeriod="PT1S" timeShiftBufferDepth="PT10S" \
            suggestedPresentationDelay="PT6S" minBufferTime="PT3S" maxSegmentDuration="PT2S">
              <ServiceDescription id="0">
                <Latency target="6000" min="4000" max="12000"/>
                <PlaybackRate min="0.96" max="1.04"/>
              </ServiceDescription>
              <Period id="p0" start="PT0S">
                <AdaptationSet id="1" contentType="video" mimeType="video/mp4" segmentAlignment="true" \
            startWithSAP="1">
                  <Role schemeIdUri="urn:mpeg:dash:role:2011" value="main"/>
                  <Representation id="video" codecs="avc1.64001E" bandwidth="6920" width="640" height="360" \
            sar="1:1" frameRate="25">
                    <SegmentTemplate timescale="90000" presentationTimeOffset="90000" startNumber="0" \
            initialization="t-i0.m4v" media="t-$Number$.m4v">
                      <SegmentTimeline>
                        <S t="90000" d="180000" r="4"/>
                      </SegmentTimeline>
                    </SegmentTemplate>
                  </Representation>
                </AdaptationSet>
                <AdaptationSet id="2" contentType="audio" mimeType="audio/mp4" segmentAlignment="true" \
            startWithSAP="1">
                  <Role schemeIdUri="urn:mpeg:dash:role:2011" value="main"/>
                  <Representation id="audio" codecs="mp4a.40.2" bandwidth="9436" audioSamplingRate="48000">
                    <AudioChannelConfiguration \
            schemeIdUri="urn:mpeg:dash:23003:3:audio_channel_configuration:2011" value="2"/>
                    <SegmentTemplate timescale="48000" presentationTimeOffset="48000" startNumber="0" \
            initialization="t-i0.m4a" media="t-$Number$.m4a">
                      <SegmentTimeline>
                        <S t="48000" d="95232"/>
                        <S d="96256" r="1"/>
                        <S d="95232"/>
                        <S d="96256"/>
                      </SegmentTimeline>
                    </SegmentTemplate>
                  </Representation>
                </AdaptationSet>
              </Period>
              <UTCTiming schemeIdUri="urn:mpeg:dash:utc:http-iso:2014" value="time"/>
            </MPD>
            """);
  }

  @Test
  void eachTrackIsFragmentsOfItsOwnFromTheSameBytes() {
    Packagers stream = new Packagers(3).usual(1_000, 5_100);
    Segment segment = stream.snapshot().listed().getLast();
    for (Track track : List.of(VIDEO, AUDIO)) {
      TrackKind kind = track.isVideo() ? TrackKind.VIDEO : TrackKind.AUDIO;
      Bytes content = Bytes.concat(TrackSegment.pieces(segment.parts(), kind));
      assertThat(content.length()).isEqualTo((int) part(segment, kind).bytes());
      Bytes first = fragment(track, segment, 2);
      assertThat(content.slice(0, first.length())).as(kind.label()).isEqualTo(first);
      assertThat(Objects.requireNonNull(segment.init()).content(kind))
          .isEqualTo(InitSegment.write(TrackList.of(track)));
    }
    assertThat(stream.snapshot().find(new SegmentNames.Address(1, -1))).isEqualTo(segment.parts());
  }

  /// What the first part of the second segment must be: the frames of its time, alone.
  private static Bytes fragment(Track track, Segment segment, long sequence) {
    TrackSpan span =
        Objects.requireNonNull(
            segment.parts().getFirst().span(track.isVideo() ? TrackKind.VIDEO : TrackKind.AUDIO));
    List<Frame> frames =
        TestFrames.usual(1_000, 5_100).stream()
            .filter(frame -> frame.trackId() == track.id())
            .filter(frame -> !frame.dts().isBefore(span.start()))
            .filter(frame -> !frame.dts().isAfter(span.end()))
            .toList();
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i + 1 < frames.size(); i++) {
      samples.add(new Sample(frames.get(i), frames.get(i + 1).dts()));
    }
    assertThat(samples).isNotEmpty();
    return Bytes.concat(FragmentWriter.write(sequence, List.of(new TrackRun(track, samples))));
  }

  @Test
  void aPublisherThatReturnsBeginsAPeriod() {
    Packagers stream = new Packagers(7).usual(1_000, 5_100).event(RETURN).usual(9_000, 13_100);
    assertThat(stream.mpd())
        .contains("<Period id=\"p0\" start=\"PT0S\" duration=\"PT4.120000S\">")
        .contains("<Period id=\"p3\" start=\"PT8S\">")
        .contains("presentationTimeOffset=\"810000\" startNumber=\"3\"");
  }

  @Test
  void othersCodecParametersBeginAPeriodWithItsOwnInitSection() {
    Track smaller = new Track(1, TestFrames.avc(320, 180));
    Packagers stream = new Packagers(7).usual(1_000, 5_100).tracks(smaller, AUDIO);
    String mpd = stream.frames(TestFrames.usual(7_000, 11_100)).mpd();
    assertThat(mpd).contains("width=\"640\"", "t-i0.m4v", "width=\"320\"", "t-i1.m4v", "t-i1.m4a");
    assertThat(mpd.split("<Period ", -1)).hasSize(3);
    assertThat(stream.snapshot().findInit("t-i1.m4v", TrackKind.VIDEO)).isNotNull();
    assertThat(stream.snapshot().findInit("t-i1.m4v", TrackKind.AUDIO)).isNull();
  }

  /// A segment without sound would be a hole in the numbers of the sound.
  @Test
  void soundThatStopsLeavesThePeriod() {
    List<Frame> even = new ArrayList<>();
    for (Frame frame : TestFrames.usual(1_000, 12_000)) {
      boolean isSilent = frame.dts().isAfter(ms(3_000)) && frame.dts().isBefore(ms(7_000));
      if (frame.trackId() == 1 || !isSilent) {
        even.add(frame);
      }
    }
    String mpd = new Packagers(7).tracks(VIDEO, AUDIO).frames(even).mpd();
    assertThat(mpd).containsPattern("(?s)<Period id=\"p0\".*<Period id=\"p1\".*<Period id=\"p");
    String silent = mpd.replaceAll("(?s).*(<Period id=\"p1\".*?</Period>).*", "$1");
    assertThat(silent).contains("contentType=\"video\"").doesNotContain("contentType=\"audio\"");
    assertAgree(new Packagers(7).tracks(VIDEO, AUDIO).frames(even));
  }

  @Test
  void soundAloneHasOneAdaptationSet() {
    Packagers stream =
        new Packagers(3).tracks(AUDIO).frames(TestFrames.sounds(ms(1_000), ms(9_000)));
    assertThat(stream.mpd())
        .contains("contentType=\"audio\"", "audioSamplingRate=\"48000\"")
        .doesNotContain("contentType=\"video\"", "frameRate");
    assertAgree(stream);
  }

  @Test
  void picturesAloneHaveOneAdaptationSet() {
    List<Frame> frames = TestFrames.pictures(ms(1_000), ms(9_000), 30_000, 1001, 60);
    Packagers stream = new Packagers(3).tracks(VIDEO).frames(frames);
    assertThat(stream.mpd())
        .contains("contentType=\"video\"", "frameRate=\"30000/1001\"")
        .doesNotContain("contentType=\"audio\"");
    assertAgree(stream);
  }

  @Test
  void theEndMakesItStatic() {
    Packagers stream = new Packagers(7).usual(1_000, 7_000);
    String live = stream.mpd();
    String ended = stream.event(EndOfStream.INSTANCE).mpd();
    assertThat(live).contains("type=\"dynamic\"").doesNotContain("mediaPresentationDuration");
    assertThat(ended)
        .contains("type=\"static\"", "mediaPresentationDuration=\"PT6.0")
        .doesNotContain("minimumUpdatePeriod", "UTCTiming", "timeShiftBufferDepth");
    assertAgree(stream);
  }

  /// A static presentation has no window: its Periods say what can be played.
  @Test
  void whatIsOverBeginsWhereItsFirstSegmentDoes() {
    Packagers stream = new Packagers(3).usual(1_000, 21_100).event(EndOfStream.INSTANCE);
    String mpd = stream.mpd();
    Matcher period =
        Pattern.compile("<Period id=\"p0\" start=\"PT([\\d.]+)S\" duration=\"PT([\\d.]+)S\">")
            .matcher(mpd);
    assertThat(period.find()).as(mpd).isTrue();
    double start = Double.parseDouble(period.group(1));
    double duration = Double.parseDouble(period.group(2));
    double listed = stream.snapshot().duration().toSeconds();
    assertThat(start).isGreaterThan(5);
    assertThat(duration).isCloseTo(listed, within(0.1));
    Matcher whole = Pattern.compile("mediaPresentationDuration=\"PT([\\d.]+)S\"").matcher(mpd);
    assertThat(whole.find()).isTrue();
    assertThat(Double.parseDouble(whole.group(1))).isCloseTo(start + duration, within(1e-6));
    Matcher pictures =
        Pattern.compile(
                "presentationTimeOffset=\"(\\d+)\"[^>]*>\\s*<SegmentTimeline>\\s*<S t=\"(\\d+)\"")
            .matcher(mpd);
    assertThat(pictures.find()).as(mpd).isTrue();
    assertThat(pictures.group(2)).isEqualTo(pictures.group(1));
    assertAgree(stream);
  }

  @Test
  void theTagChangesWithTheTextAlone() {
    Packagers stream = new Packagers(3).usual(1_000, 7_100);
    DashManifest before = Objects.requireNonNull(stream.snapshot().manifest(DashLadder.NONE));
    stream.frames(TestFrames.usual(7_140, 8_000));
    DashManifest same = Objects.requireNonNull(stream.snapshot().manifest(DashLadder.NONE));
    assertThat(same).isNotSameAs(before);
    assertThat(same.text()).isEqualTo(before.text());
    assertThat(same.entityTag(false))
        .isEqualTo(before.entityTag(false))
        .isNotEqualTo(same.entityTag(true));
    stream.frames(TestFrames.usual(9_000, 11_100));
    DashManifest later = Objects.requireNonNull(stream.snapshot().manifest(DashLadder.NONE));
    assertThat(later.entityTag(false)).isNotEqualTo(before.entityTag(false));
  }

  @Test
  void theAddressForOneViewerIsEscaped() {
    DashManifest manifest =
        Objects.requireNonNull(
            new Packagers(3).usual(1_000, 5_100).snapshot().manifest(DashLadder.NONE));
    String own = manifest.leadingTo("manifest.mpd?s=1&token=<\">").text(StandardCharsets.UTF_8);
    String location = "  <Location>manifest.mpd?s=1&amp;token=&lt;&quot;&gt;</Location>\n";
    assertThat(own).contains(">\n" + location + "  <ServiceDescription");
    assertThat(own.replace(location, "")).isEqualTo(manifest.text().text(StandardCharsets.UTF_8));
  }

  @Test
  void frameRatesAreWholeOrFractions() {
    assertThat(MpdFrameRate.of(new FrameRate(50, 2), null)).isEqualTo("25");
    assertThat(MpdFrameRate.of(new FrameRate(60_000, 1001), null)).isEqualTo("60000/1001");
    assertThat(MpdFrameRate.of(FrameRate.UNKNOWN, null)).isEmpty();
    assertThat(MpdFrameRate.of(FrameRate.UNKNOWN, rhythm(33_366_667))).isEqualTo("30000/1001");
    assertThat(MpdFrameRate.of(FrameRate.UNKNOWN, rhythm(40_000_000))).isEqualTo("25");
    assertThat(MpdFrameRate.of(FrameRate.UNKNOWN, rhythm(80_000_000))).isEqualTo("12500/1000");
    assertThat(MpdFrameRate.of(FrameRate.UNKNOWN, rhythm(5_000_000_000L))).isEqualTo("200/1000");
  }

  private static PartTarget rhythm(long nanos) {
    return new PartTarget(new MediaTime(5 * nanos), 5, new MediaTime(nanos));
  }

  /// What a player of either protocol is told is the same.
  static void assertAgree(Packagers stream) {
    assertThat(SegmentReport.differences(stream.playlist(), stream.mpd())).isEmpty();
  }

  private static TrackSegment part(Segment segment, TrackKind kind) {
    return Objects.requireNonNull(TrackSegment.of(segment, kind));
  }

  private static MediaTime ms(long millis) {
    return MediaTime.ofMillis(millis);
  }
}
