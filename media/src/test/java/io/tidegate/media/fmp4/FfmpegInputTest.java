package io.tidegate.media.fmp4;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.Codec;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Track;
import io.tidegate.media.testing.EncodedMedia;
import io.tidegate.media.testing.Tool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// ffprobe reads every coding from a pipe, frame by frame, and decodes it.
class FfmpegInputTest {
  /// Past the 33 bits of 90 kHz (26.5 h) and the 32 bits of 48 kHz (24.9 h), a time that no rate
  /// divides.
  private static final MediaTime LATE = MediaTime.ofSeconds(100_003);

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void everyFrameOfEachCodingArrivesAtItsTime(Codec codec) throws Exception {
    EncodedMedia media = EncodedMedia.of(codec, folder);
    assertThat(media.frames()).isNotEmpty();
    assertRead(media);
  }

  @ParameterizedTest
  @EnumSource
  void aStreamThatRanForADayKeepsItsTimes(Codec codec) throws Exception {
    EncodedMedia media = EncodedMedia.of(codec, folder).from(LATE);
    assertThat(media.frames().get(0).pts()).isGreaterThanOrEqualTo(LATE);
    assertRead(media);
  }

  /// Rates over 16 bits do not fit the sample entry.
  @ParameterizedTest
  @CsvSource({"8000, 1", "44100, 2", "96000, 2", "48000, 6"})
  void linearPcmKeepsItsRateAndChannels(int sampleRate, int channels) throws Exception {
    int packet = sampleRate / 50 * channels * 2;
    List<Frame> frames = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      MediaTime time = LATE.plus(MediaTime.ofMillis(20L * i));
      frames.add(new Frame(1, time, time, true, Bytes.wrap(new byte[packet]), 0));
    }
    assertRead(new EncodedMedia(new Track(1, new CodecParams.Pcm(sampleRate, channels)), frames));
  }

  private static void assertRead(EncodedMedia media) throws Exception {
    String read;
    try (Tool ffprobe =
        Tool.startFed(
            "ffprobe",
            ("-v warning -of csv -show_entries packet=pts,dts,size,flags:frame=pts"
                    + ":stream=codec_name,width,height,sample_rate,channels -i pipe:0")
                .split(" "))) {
      ffprobe.input().write(media.forFfmpeg().toByteArray());
      ffprobe.input().close();
      assertThat(ffprobe.await(60)).as(ffprobe.output()).isZero();
      read = ffprobe.output();
    }
    assertThat(lines(read, "packet,")).isEqualTo(media.packetLines());
    assertThat(lines(read, "stream,")).containsExactly(streamLine(media.track().params()));
    assertThat(lines(read, "frame,")).isNotEmpty().isSubsetOf(presentations(media));
    // Opus begins with samples that are thrown away
    int lost = media.track().codec() == Codec.OPUS ? 4 : 0;
    assertThat(lines(read, "frame,")).hasSize(media.frames().size() - lost);
  }

  /// Lines of one kind; newer programs have more flags and empty fields at the end of a line.
  private static List<String> lines(String output, String start) {
    return output
        .lines()
        .filter(line -> line.startsWith(start))
        .map(line -> line.replaceFirst("(,side_data)?,*$", "").replaceFirst("_+$", ""))
        .map(line -> start.equals("packet,") && !line.endsWith("K") ? line + "_" : line)
        .toList();
  }

  private static List<String> presentations(EncodedMedia media) {
    int timescale = InitSegment.timescale(media.track());
    return media.frames().stream().map(frame -> "frame," + frame.pts().toTicks(timescale)).toList();
  }

  private static String streamLine(CodecParams params) {
    String name =
        switch (params.codec()) {
          case H264 -> "h264";
          case H265 -> "hevc";
          case AV1 -> "av1";
          case VP9 -> "vp9";
          case MJPEG -> "mjpeg";
          case MPEG1 -> "mpeg1video";
          case MPEG2 -> "mpeg2video";
          case AAC -> "aac";
          case MP3 -> "mp3";
          case MP2 -> "mp2";
          case OPUS -> "opus";
          case G711A -> "pcm_alaw";
          case G711U -> "pcm_mulaw";
          case G722 -> "adpcm_g722";
          case L16 -> "pcm_s16be";
          case FLAC -> "flac";
          case AC3 -> "ac3";
          case EAC3 -> "eac3";
        };
    return switch (params) {
      case CodecParams.Video video ->
          "stream," + name + "," + video.format().width() + "," + video.format().height();
      case CodecParams.Audio audio ->
          "stream," + name + "," + audio.sampleRate() + "," + audio.channels();
    };
  }
}
