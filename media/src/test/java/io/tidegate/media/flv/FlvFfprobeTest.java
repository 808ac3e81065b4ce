package io.tidegate.media.flv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidegate.media.CodecParams;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.testing.SyntheticStreams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// FFmpeg finds the tracks, the number of frames and their times in classic files. Skipped where
/// ffprobe is missing, failed when `TIDEGATE_TEST_REQUIRE_TOOLS=1`.
class FlvFfprobeTest {
  @TempDir private Path directory;

  @Test
  void findsH264AndAac() throws Exception {
    String packets = packets(SyntheticStreams.tracks());
    assertThat(packets.lines().filter(line -> line.startsWith("video"))).hasSize(25);
    assertThat(packets.lines().filter(line -> line.startsWith("audio"))).hasSize(47);
    assertThat(packets).contains("video,0.040000,0.000000").contains("audio,0.021000,0.021000");
  }

  @Test
  void findsG711AtEightKilohertz() throws Exception {
    TrackList tracks =
        TrackList.of(new Track(SyntheticStreams.AUDIO, new CodecParams.G711(true, 8_000, 1)));
    String packets = packets(tracks);
    assertThat(packets.lines().filter(line -> line.startsWith("audio"))).hasSize(50);
    assertThat(ffprobe("-show_entries", "stream=codec_name,sample_rate,channels"))
        .contains("pcm_alaw,8000,1");
  }

  private String packets(TrackList tracks) throws Exception {
    SyntheticStreams.Spec spec = SyntheticStreams.Spec.of(tracks).withBFrames(2);
    var events = SyntheticStreams.events(spec, MediaTime.ofSeconds(1));
    Path file = directory.resolve("stream.flv");
    Files.write(file, FlvFiles.write(events, FlvDialect.ENHANCED).toByteArray());
    return ffprobe("-show_entries", "packet=codec_type,pts_time,dts_time");
  }

  private String ffprobe(String option, String entries) throws Exception {
    Path output = directory.resolve("ffprobe.txt");
    ProcessBuilder command =
        new ProcessBuilder(
            "ffprobe",
            "-v",
            "quiet", // the pictures are noise
            option,
            entries,
            "-of",
            "csv=p=0",
            directory.resolve("stream.flv").toString());
    try {
      Process process = command.redirectOutput(output.toFile()).start();
      assertThat(process.waitFor()).isZero();
    } catch (IOException missing) {
      boolean required = "1".equals(System.getenv("TIDEGATE_TEST_REQUIRE_TOOLS"));
      assertThat(required).as("ffprobe is required but missing: %s", missing).isFalse();
      assumeTrue(false, "ffprobe is not installed");
    }
    return Files.readString(output, UTF_8);
  }
}
