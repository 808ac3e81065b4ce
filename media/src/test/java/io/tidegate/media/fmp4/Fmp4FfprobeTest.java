package io.tidegate.media.fmp4;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Codec;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// FFmpeg reads what is written, without a word of complaint. Skipped where ffprobe is missing,
/// failed when `TIDEGATE_TEST_REQUIRE_TOOLS=1`.
class Fmp4FfprobeTest {
  @TempDir private Path directory;

  @Test
  void decodesPicturesInOrderWithTheirTimes() throws Exception {
    Path file = twoFragments();
    String frames = ffprobe(file, "-select_streams", "v", "-show_entries", "frame=pts,pict_type");
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      // the first picture is decoded at 1 s and shown two frames later
      expected.add(90_000 + 7_200 + 3_600 * i + "," + "IBBPBBPBBP".charAt(i % 10));
    }
    assertThat(frames.lines().map(line -> line.replaceAll(",+$", ""))).isEqualTo(expected);
  }

  @Test
  void seesBothTracksWithTheirPackets() throws Exception {
    Path file = twoFragments();
    assertThat(ffprobe(file, "-show_entries", "stream=codec_name,time_base").lines())
        .containsExactly("h264,1/90000", "aac,1/44100");
    String sound = ffprobe(file, "-select_streams", "a", "-show_entries", "packet=dts,duration");
    assertThat(sound.lines()).hasSize(34).startsWith("44100,1024", "45124,1024");
  }

  private Path twoFragments() throws Exception {
    Track video = Fmp4Samples.track(Codec.H264);
    Track audio = Fmp4Samples.track(Codec.AAC);
    ByteWriter out = new ByteWriter();
    out.write(InitSegment.write(TrackList.of(video, audio)));
    for (int i = 0; i < 2; i++) {
      MediaTime start = MediaTime.ofMillis(1000 + 400L * i);
      FragmentWriter.write(
              i + 1,
              List.of(
                  new TrackRun(video, Fmp4Samples.pictures(start)),
                  new TrackRun(audio, Fmp4Samples.sounds(44_100 + 17 * 1024L * i, 17))))
          .forEach(out::write);
    }
    return Files.write(directory.resolve("stream.mp4"), out.toBytes().toByteArray());
  }

  private String ffprobe(Path file, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("ffprobe", "-v", "warning", "-of", "csv=p=0"));
    command.addAll(List.of(arguments));
    command.add(file.toString());
    Path output = directory.resolve("ffprobe.txt");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
    } catch (IOException missing) {
      boolean required = "1".equals(System.getenv("TIDEGATE_TEST_REQUIRE_TOOLS"));
      assertThat(required).as("ffprobe is required but missing: %s", missing).isFalse();
      assumeTrue(false, "ffprobe is not installed");
      throw missing;
    }
    int exit = process.waitFor();
    String text = Files.readString(output, UTF_8);
    assertThat(exit).as(text).isZero();
    return text;
  }
}
