package io.tidegate.media.ts;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.Codec;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.TrackList;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// FFmpeg reads what the muxer writes, without a word of complaint.
class TsMuxerFfprobeTest {
  private static final MediaTime START = MediaTime.ofSeconds(1);

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "H264, AAC, h264, aac",
    "H265, MP2, hevc, mp2",
    "H264, MP3, h264, mp3",
    "H264, AC3, h264, ac3",
    "H265, EAC3, hevc, eac3",
    "H264, OPUS, h264, opus"
  })
  void readsPicturesAndSound(Codec video, Codec audio, String videoName, String audioName)
      throws Exception {
    Bytes stream = second(video, audio);
    String packets =
        Ffprobe.judge(
            directory, stream, "-show_entries", "packet=codec_type,pts_time", "-of", "csv=p=0");
    assertThat(packets.lines().filter(line -> line.startsWith("video"))).hasSize(25);
    assertThat(packets.lines().filter(line -> line.startsWith("audio"))).hasSize(20);
    assertThat(packets).contains("video,1.000000").contains("video,1.960000");
    assertThat(packets).doesNotContain("[");
    String streams =
        Ffprobe.judge(directory, stream, "-show_entries", "stream=codec_name,width", "-of", "csv");
    assertThat(streams).contains("stream," + videoName + ",64", "stream," + audioName);
  }

  @Test
  void decodesThePictures() throws Exception {
    String frames =
        Ffprobe.judge(
            directory,
            second(Codec.H264, Codec.AAC),
            "-select_streams",
            "v",
            "-show_entries",
            "frame=pict_type",
            "-of",
            "csv=p=0");
    assertThat(frames.lines().filter(line -> line.startsWith("I"))).hasSize(1);
    assertThat(frames.lines().filter(line -> line.startsWith("P"))).hasSize(24);
    assertThat(frames).doesNotContain("[");
  }

  private static Bytes second(Codec video, Codec audio) {
    TsMuxer muxer = new TsMuxer(TsMuxerOptions.DEFAULT);
    muxer.tracks(
        TrackList.of(
            TsSamples.video(video == Codec.H264 ? TsSamples.avc() : TsSamples.hevc()),
            TsSamples.sound(TsSamples.audio(audio))));
    ByteWriter out = new ByteWriter();
    muxer.psi(out);
    for (Frame frame :
        TsSamples.interleaved(
            TsSamples.pictures(video, START), TsSamples.sounds(audio, 20, START))) {
      muxer.frame(frame, out);
    }
    return out.toBytes();
  }
}
