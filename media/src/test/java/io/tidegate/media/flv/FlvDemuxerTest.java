package io.tidegate.media.flv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.Bytes;
import io.tidegate.media.Codec;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.MalformedException;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Reason;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.TrackTimes;
import io.tidegate.media.amf.Amf0;
import io.tidegate.media.amf.Amf0Value;
import io.tidegate.media.testing.ContractSink;
import io.tidegate.media.testing.SyntheticStreams;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlvDemuxerTest {
  private final List<StreamEvent> events = new ArrayList<>();
  private final FlvDemuxer demuxer = new FlvDemuxer(new ContractSink(events::add));
  private final FlvMuxer muxer = new FlvMuxer(FlvDialect.ENHANCED);

  @Test
  void announcesBothTracksAtOnce() {
    feedHeaders(SyntheticStreams.tracks());
    accept(picture(0, true));
    accept(sound(0));
    accept(picture(40, false));
    assertThat(changes()).hasSize(1);
    assertThat(changes().getFirst().tracks().size()).isEqualTo(2);
    assertThat(events).hasSize(4);
  }

  @Test
  void sameHeadersAgainChangeNothingAndOthersDo() {
    feedHeaders(SyntheticStreams.tracks());
    accept(picture(0, true));
    feedHeaders(SyntheticStreams.tracks());
    accept(picture(40, false));
    assertThat(changes()).hasSize(1);
    TrackList smaller =
        TrackList.of(
            new Track(SyntheticStreams.VIDEO, SyntheticStreams.avc360()),
            new Track(SyntheticStreams.AUDIO, SyntheticStreams.aac()));
    feedHeaders(smaller);
    accept(picture(80, true));
    assertThat(changes()).hasSize(2);
    assertThat(changes().getLast().tracks()).isEqualTo(smaller);
  }

  @Test
  void withoutMetadataASecondTrackIsAwaitedForASecondOfMedia() {
    muxer.headers(onlyVideo(), MediaTime.ZERO).stream()
        .filter(tag -> tag.type() == FlvTag.Type.VIDEO)
        .forEach(this::accept);
    accept(picture(0, true));
    for (int ms = 40; ms <= 1000; ms += 40) {
      accept(picture(ms, false));
    }
    assertThat(events).isEmpty();
    accept(picture(1001, false));
    assertThat(changes()).hasSize(1);
    assertThat(events).hasSize(1 + 27);
    List<FlvTag> late = muxer.headers(SyntheticStreams.tracks(), MediaTime.ZERO);
    accept(late.getLast());
    accept(sound(1040));
    assertThat(changes()).hasSize(2);
  }

  @Test
  void metadataOfOneTrackMakesNobodyWait() {
    muxer.headers(onlyVideo(), MediaTime.ZERO).forEach(this::accept);
    accept(picture(0, true));
    assertThat(events).hasSize(2);
  }

  @Test
  void theHighByteOfTheTimestampAndItsWrapAreFollowed() {
    feedHeaders(SyntheticStreams.tracks());
    long[] times = {0xFFFFFF, 0x1000000, 0xFFFFFFFEL, 0xFFFFFFFFL};
    // the jumps themselves are the hub's business: a clock each
    assertThat(dtsMillis(times[0], times[1])).containsExactly(0xFFFFFFL, 0x1000000L);
    assertThat(dtsMillis(times[2], times[3], 0, 1))
        .containsExactly(0xFFFFFFFEL, 0xFFFFFFFFL, 0x100000000L, 0x100000001L);
  }

  @Test
  void aNegativeCompositionTimeIsClampedAndCounted() {
    feedHeaders(SyntheticStreams.tracks());
    Bytes body = picture(40, true).body();
    Bytes early = Bytes.concat(body.slice(0, 2), Bytes.of(0xFF, 0xFF, 0xFF), body.slice(5));
    accept(new FlvTag(FlvTag.Type.VIDEO, 40, early));
    accept(sound(40));
    Frame frame = frames().getFirst();
    assertThat(frame.pts()).isEqualTo(frame.dts());
    assertThat(demuxer.counters().get(Reason.OUT_OF_ORDER)).isEqualTo(1);
  }

  @Test
  void g711IsEightKilohertzWhateverTheRateBitsSay() {
    accept(new FlvTag(FlvTag.Type.AUDIO, 0, Bytes.of(0x7E, 1, 2, 3)));
    demuxer.end();
    Track track = changes().getFirst().tracks().audio().orElseThrow();
    assertThat(track.params()).isEqualTo(new CodecParams.G711(true, 8_000, 1));
  }

  /// `ffmpeg -c:a pcm_s16le -ar 44100 -ac 2` sends 0x3F.
  @ParameterizedTest
  @CsvSource({"3f, 44100, 2", "3a, 22050, 1", "0e, 44100, 1", "32, 5512, 1"})
  void linearPcmIsTurnedToBigEndian(String header, int sampleRate, int channels) {
    accept(new FlvTag(FlvTag.Type.AUDIO, 0, Bytes.ofHex(header + "01020304ff")));
    demuxer.end();
    Track track = changes().getFirst().tracks().audio().orElseThrow();
    assertThat(track.params()).isEqualTo(new CodecParams.Pcm(sampleRate, channels));
    assertThat(frames().getFirst().payload()).isEqualTo(Bytes.of(2, 1, 4, 3));
  }

  @Test
  void linearPcmOf8BitsIsNamed() {
    accept(new FlvTag(FlvTag.Type.AUDIO, 0, Bytes.of(0x3D, 1, 2)));
    assertThat(demuxer.unsupported()).contains("8 bits");
  }

  @Test
  void whatCannotBeCarriedIsCountedAndNamed() {
    accept(new FlvTag(FlvTag.Type.VIDEO, 0, Bytes.of(0x14, 0, 1, 2, 3, 4, 5)));
    assertThat(demuxer.unsupported()).contains("4");
    accept(new FlvTag(FlvTag.Type.VIDEO, 0, Bytes.of(0x95, 'h', 'v', 'c', '1', 0)));
    assertThat(demuxer.counters().get(Reason.UNSUPPORTED)).isEqualTo(2);
    demuxer.end();
    assertThat(events).isEmpty();
  }

  @Test
  void emptyTagsMetadataFramesAndEndMarkersAreTolerated() {
    feedHeaders(SyntheticStreams.tracks());
    accept(new FlvTag(FlvTag.Type.AUDIO, 0, Bytes.EMPTY));
    accept(new FlvTag(FlvTag.Type.VIDEO, 0, Bytes.of(0x57, 0)));
    accept(new FlvTag(FlvTag.Type.VIDEO, 0, Bytes.ofHex("d468766331 02000178")));
    accept(muxer.endOfSequence(new TrackTimes(MediaTime.ZERO, Map.of())).orElseThrow());
    assertThat(demuxer.counters().total()).isZero();
    assertThat(frames()).isEmpty();
  }

  @Test
  void outputMetadataSaysWhatTheParameterSetSays() throws MalformedException {
    FlvTag tag = muxer.headers(SyntheticStreams.tracks(), MediaTime.ofMillis(7)).getFirst();
    assertThat(tag.timestampMs()).isEqualTo(7);
    List<Amf0Value> values = Amf0.parse(tag.body());
    assertThat(values.get(0)).isEqualTo(Amf0Value.of("onMetaData"));
    var told = (Amf0Value.Keyed) values.get(1);
    CodecParams.Avc avc = SyntheticStreams.avc();
    assertThat(told.number("width", 0)).isEqualTo(avc.format().width());
    assertThat(told.number("height", 0)).isEqualTo(avc.format().height());
    assertThat(told.number("videocodecid", 0)).isEqualTo(7);
    assertThat(told.number("audiocodecid", 0)).isEqualTo(10);
    assertThat(told.number("audiosamplerate", 0)).isEqualTo(SyntheticStreams.aac().sampleRate());
  }

  @Test
  void enhancedMetadataHoldsTheFourCcAsANumber() throws MalformedException {
    TrackList hevc = TrackList.of(new Track(1, SyntheticStreams.hevc()));
    FlvTag tag = muxer.headers(hevc, MediaTime.ZERO).getFirst();
    var told = (Amf0Value.Keyed) Amf0.parse(tag.body()).get(1);
    assertThat(told.number("videocodecid", 0)).isEqualTo(0x68766331);
    assertThat(FlvMuxer.carries(Codec.MP2)).isFalse();
  }

  @Test
  void theReaderRefusesOtherFilesAndTagsOverTheLimit() throws MalformedException {
    FlvReader other = new FlvReader(tag -> {});
    assertThatThrownBy(() -> other.accept(Bytes.ofHex("474946383961000000000000")))
        .isInstanceOf(MalformedException.class);
    Bytes header = FlvWriter.fileHeader(true, true);
    FlvReader atLimit = new FlvReader(tag -> {});
    atLimit.accept(header);
    atLimit.accept(Bytes.ofHex("09 800000 000000 00 000000"));
    FlvReader overLimit = new FlvReader(tag -> {});
    overLimit.accept(header);
    Bytes tooLong = Bytes.ofHex("09 800001 000000 00 000000");
    assertThatThrownBy(() -> overLimit.accept(tooLong))
        .isInstanceOfSatisfying(
            MalformedException.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.LIMIT));
  }

  private List<Long> dtsMillis(long... times) {
    List<Frame> seen = new ArrayList<>();
    FlvDemuxer fresh =
        new FlvDemuxer(event -> {
          if (event instanceof Frame frame) {
            seen.add(frame);
          }
        });
    muxer.headers(SyntheticStreams.tracks(), MediaTime.ZERO).forEach(tag -> fresh.accept(tag, 0));
    for (long time : times) {
      fresh.accept(new FlvTag(FlvTag.Type.AUDIO, (int) time, sound(0).body()), 0);
    }
    fresh.end();
    return seen.stream().map(frame -> frame.dts().toMillis()).toList();
  }

  private void accept(FlvTag tag) {
    demuxer.accept(tag, 0);
  }

  private void feedHeaders(TrackList tracks) {
    muxer.headers(tracks, MediaTime.ZERO).forEach(this::accept);
  }

  private static TrackList onlyVideo() {
    return TrackList.of(new Track(SyntheticStreams.VIDEO, SyntheticStreams.avc()));
  }

  private FlvTag picture(int ms, boolean key) {
    MediaTime at = MediaTime.ofMillis(ms);
    Bytes payload = Bytes.of(0, 0, 0, 3, key ? 0x65 : 0x41, 0x88, 0x80);
    return muxer.frame(new Frame(SyntheticStreams.VIDEO, at, at, key, payload, 0));
  }

  private FlvTag sound(int ms) {
    MediaTime at = MediaTime.ofMillis(ms);
    return new FlvTag(FlvTag.Type.AUDIO, (int) at.toMillis(), Bytes.of(0xAF, 1, 0x21, 0x10));
  }

  private List<TracksChanged> changes() {
    return events.stream()
        .filter(TracksChanged.class::isInstance)
        .map(TracksChanged.class::cast)
        .toList();
  }

  private List<Frame> frames() {
    return events.stream().filter(Frame.class::isInstance).map(Frame.class::cast).toList();
  }
}
