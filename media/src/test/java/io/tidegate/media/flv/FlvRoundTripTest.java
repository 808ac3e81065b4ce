package io.tidegate.media.flv;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.Codec;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.FrameRate;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Reason;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.VideoFormat;
import io.tidegate.media.codec.Ac3Header;
import io.tidegate.media.codec.Av1SequenceHeader;
import io.tidegate.media.codec.FlacStreamInfo;
import io.tidegate.media.codec.OpusHead;
import io.tidegate.media.codec.Vp9Configuration;
import io.tidegate.media.testing.Chunks;
import io.tidegate.media.testing.ContractSink;
import io.tidegate.media.testing.SyntheticStreams;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is written is read again as the same events.
class FlvRoundTripTest {
  private static final Bytes VP9_KEY = Bytes.ofHex("824983420013f00b30aabb");
  private static final Bytes VPCC = Bytes.ofHex("01000000 00 1e 82 02 02 02 0000");

  @ParameterizedTest
  @CsvSource({
    "H264, ENHANCED",
    "H265, ENHANCED",
    "H265, HEVC_12",
    "AV1, ENHANCED",
    "VP9, ENHANCED"
  })
  void picturesComeBackAsTheyWent(Codec codec, FlvDialect dialect) throws Exception {
    Track track = new Track(FlvDemuxer.VIDEO_TRACK, video(codec));
    boolean reorders = codec == Codec.H264 || codec == Codec.H265;
    assertComesBack(
        List.of(
            new TracksChanged(TrackList.of(track)),
            picture(codec, 40, reorders ? 80 : 0, true),
            picture(codec, 80, 0, false),
            picture(codec, 120, reorders ? 8_388_607 : 0, false),
            StreamEvent.EndOfStream.INSTANCE),
        dialect);
  }

  @ParameterizedTest
  @EnumSource(
      value = Codec.class,
      names = {"AAC", "MP3", "OPUS", "FLAC", "AC3", "EAC3", "G711A", "G711U"})
  void soundComesBackAsItWent(Codec codec) throws Exception {
    Track track = new Track(FlvDemuxer.AUDIO_TRACK, audio(codec));
    assertComesBack(
        List.of(
            new TracksChanged(TrackList.of(track)),
            sound(codec, 0),
            sound(codec, 24),
            StreamEvent.EndOfStream.INSTANCE),
        FlvDialect.ENHANCED);
  }

  @Test
  void vp9WithoutMetadataTakesItsGeometryFromTheKeyFrame() throws Exception {
    List<StreamEvent> events = new ArrayList<>();
    FlvDemuxer demuxer = new FlvDemuxer(new ContractSink(events::add));
    FlvMuxer muxer = new FlvMuxer(FlvDialect.ENHANCED);
    Track track = new Track(1, video(Codec.VP9));
    FlvTag header = muxer.headers(TrackList.of(track), MediaTime.ZERO).getLast();
    demuxer.accept(header, 0);
    demuxer.accept(muxer.frame(picture(Codec.VP9, 0, 0, false)), 0);
    demuxer.accept(muxer.frame(picture(Codec.VP9, 40, 0, true)), 0);
    demuxer.end();
    assertThat(events.getFirst()).isEqualTo(new TracksChanged(TrackList.of(track)));
    assertThat(demuxer.counters().get(Reason.MISSING_REFERENCE)).isEqualTo(1);
  }

  @Test
  void framesOfAnotherCodingThanTheHeaderAreCountedNotPassedOn() throws Exception {
    List<StreamEvent> events = new ArrayList<>();
    FlvDemuxer demuxer = new FlvDemuxer(new ContractSink(events::add));
    FlvMuxer avc = new FlvMuxer(FlvDialect.HEVC_12);
    avc.headers(SyntheticStreams.tracks(), MediaTime.ZERO).forEach(tag -> demuxer.accept(tag, 0));
    for (Codec codec : List.of(Codec.H265, Codec.AV1, Codec.VP9)) {
      FlvMuxer other = new FlvMuxer(FlvDialect.HEVC_12);
      other.headers(TrackList.of(new Track(1, video(codec))), MediaTime.ZERO);
      demuxer.accept(other.frame(picture(codec, 0, 0, true)), 0);
    }
    FlvMuxer opus = new FlvMuxer(FlvDialect.ENHANCED);
    opus.headers(TrackList.of(new Track(2, audio(Codec.OPUS))), MediaTime.ZERO);
    demuxer.accept(opus.frame(sound(Codec.OPUS, 0)), 0);
    demuxer.end();
    assertThat(events).noneMatch(Frame.class::isInstance);
    assertThat(demuxer.counters().get(Reason.MISSING_REFERENCE)).isEqualTo(4);
  }

  @Test
  void g711OfAnotherRateIsLeftOut() {
    FlvMuxer muxer = new FlvMuxer(FlvDialect.ENHANCED);
    muxer.headers(
        TrackList.of(new Track(1, new CodecParams.G711(true, 16_000, 1))), MediaTime.ZERO);
    assertThat(muxer.hasAudio()).isFalse();
  }

  @Test
  void tracksThatFlvDoesNotCarryAreLeftOut() {
    FlvMuxer muxer = new FlvMuxer(FlvDialect.ENHANCED);
    List<CodecParams> notCarried =
        List.of(
            new CodecParams.MpegAudio(2, 48_000, 2),
            new CodecParams.G722(1),
            new CodecParams.Pcm(48_000, 2),
            new CodecParams.Mjpeg(VideoFormat.of(640, 480, FrameRate.UNKNOWN, 0)));
    for (CodecParams params : notCarried) {
      assertThat(FlvMuxer.carries(params.codec())).isFalse();
      assertThat(muxer.headers(TrackList.of(new Track(1, params)), MediaTime.ZERO)).hasSize(1);
      assertThat(muxer.hasAudio() || muxer.hasVideo()).isFalse();
    }
  }

  @Test
  void compositionTimesBeyond24BitsAreWrittenAsTheLargest() throws Exception {
    FlvMuxer muxer = new FlvMuxer(FlvDialect.ENHANCED);
    muxer.headers(SyntheticStreams.tracks(), MediaTime.ZERO);
    assertThat(muxer.frame(picture(Codec.H264, 0, 8_388_608, true)).body().u24(2))
        .isEqualTo(0x7FFFFF);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ffffff", "800000"})
  void negativeCompositionTimesAreClampedDownToTheLowest(String time) throws Exception {
    List<StreamEvent> events = new ArrayList<>();
    FlvDemuxer demuxer = new FlvDemuxer(new ContractSink(events::add));
    FlvMuxer muxer = new FlvMuxer(FlvDialect.ENHANCED);
    Track track = new Track(1, SyntheticStreams.avc());
    muxer.headers(TrackList.of(track), MediaTime.ZERO).forEach(tag -> demuxer.accept(tag, 0));
    Bytes body = muxer.frame(picture(Codec.H264, 5, 0, true)).body();
    Bytes early = Bytes.concat(body.slice(0, 2), Bytes.ofHex(time), body.slice(5));
    demuxer.accept(new FlvTag(FlvTag.Type.VIDEO, 5, early), 0);
    assertThat(events.getLast()).isEqualTo(picture(Codec.H264, 5, 0, true));
  }

  @ParameterizedTest
  @ValueSource(longs = {0xFFFFFEL, 0xFFFFFFL, 0x1000000L, 0x7FFFFFFFL, 0x80000000L, 0xFFFFFFFFL})
  void timestampsOf24And32BitsComeBack(long ms) throws Exception {
    assertComesBack(
        List.of(
            new TracksChanged(TrackList.of(new Track(2, SyntheticStreams.aac()))),
            sound(Codec.AAC, ms),
            sound(Codec.AAC, ms + 1),
            StreamEvent.EndOfStream.INSTANCE),
        FlvDialect.ENHANCED);
  }

  @Test
  void leapsOfTimeNeverOverflow() {
    FlvDemuxer demuxer = new FlvDemuxer(_ -> {});
    for (int i = 0; i < 10_000; i++) {
      Bytes body = Bytes.of(0x7E, 1, 2, 3);
      demuxer.accept(new FlvTag(FlvTag.Type.AUDIO, i * Integer.MAX_VALUE, body), 0);
    }
    demuxer.end();
    assertThat(demuxer.counters().total()).isZero();
  }

  @Test
  void whatWaitsForTheSecondTrackHasALimitInBytes() throws Exception {
    List<StreamEvent> events = new ArrayList<>();
    FlvDemuxer demuxer = new FlvDemuxer(events::add);
    Bytes megabyte = Bytes.concat(Bytes.of(0x7E), Bytes.wrap(new byte[1 << 20]));
    for (int i = 0; i < 15; i++) {
      demuxer.accept(new FlvTag(FlvTag.Type.AUDIO, i, megabyte), 0);
    }
    assertThat(events).isEmpty();
    demuxer.accept(new FlvTag(FlvTag.Type.AUDIO, 15, megabyte), 0);
    assertThat(events).hasSize(17);
  }

  private static void assertComesBack(List<StreamEvent> events, FlvDialect dialect)
      throws Exception {
    Bytes file = FlvFiles.write(events, dialect);
    for (int size : Chunks.SIZES) {
      List<StreamEvent> read = new ArrayList<>();
      FlvDemuxer demuxer = FlvFiles.read(file, size, new ContractSink(read::add));
      assertThat(read).isEqualTo(events);
      assertThat(demuxer.counters().total()).isZero();
    }
  }

  private static CodecParams.Video video(Codec codec) throws Exception {
    return switch (codec) {
      case H264 -> SyntheticStreams.avc();
      case H265 -> SyntheticStreams.hevc();
      case AV1 -> Av1SequenceHeader.parse(Bytes.ofHex("0a0b000000043cfecc02f80040"));
      case VP9 -> Vp9Configuration.parse(VPCC, 320, 180);
      default -> throw new IllegalArgumentException("no video: " + codec);
    };
  }

  private static Frame picture(Codec codec, long ms, long shownAfterMs, boolean key) {
    Bytes payload =
        switch (codec) {
          case H264 -> Bytes.ofHex(key ? "00000003 658884" : "00000003 419a01");
          case H265 -> Bytes.ofHex(key ? "00000004 2601af01" : "00000004 0201d001");
          case AV1 -> Bytes.ofHex("3203aabbcc");
          default -> key ? VP9_KEY : Bytes.of(0x86, 1, 2, 3);
        };
    MediaTime dts = MediaTime.ofMillis(ms);
    MediaTime pts = MediaTime.ofMillis(ms + shownAfterMs);
    return new Frame(FlvDemuxer.VIDEO_TRACK, dts, pts, key, payload, 0);
  }

  private static CodecParams.Audio audio(Codec codec) throws Exception {
    return switch (codec) {
      case AAC -> SyntheticStreams.aac();
      case MP3 -> new CodecParams.MpegAudio(3, 44_100, 2);
      case OPUS -> OpusHead.of(2);
      case FLAC -> FlacStreamInfo.parse(flacStreamInfo());
      case AC3, EAC3 -> Ac3Header.parse(soundPayload(codec), 0).params();
      case G711A, G711U -> new CodecParams.G711(codec == Codec.G711A, 8_000, 1);
      default -> throw new IllegalArgumentException("no sound: " + codec);
    };
  }

  private static Frame sound(Codec codec, long ms) {
    MediaTime at = MediaTime.ofMillis(ms);
    return new Frame(FlvDemuxer.AUDIO_TRACK, at, at, true, soundPayload(codec), 0);
  }

  private static Bytes soundPayload(Codec codec) {
    return switch (codec) {
      case MP3 -> Bytes.concat(Bytes.ofHex("fffb9044"), Bytes.wrap(new byte[413]));
      case AC3 -> Bytes.concat(Bytes.ofHex("0b773f11004043e1"), Bytes.wrap(new byte[120]));
      case EAC3 -> Bytes.concat(Bytes.ofHex("0b77003f3487c000"), Bytes.wrap(new byte[120]));
      default -> Bytes.of(0x21, 0x10, 0x04, 0x60);
    };
  }

  /// 48 kHz, stereo, 16 bits, blocks of 4096.
  private static Bytes flacStreamInfo() {
    return Bytes.concat(
        Bytes.ofHex("1000 1000 000000 000000 0bb802f0 00000000"), Bytes.wrap(new byte[16]));
  }
}
