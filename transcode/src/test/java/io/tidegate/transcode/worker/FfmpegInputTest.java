package io.tidegate.transcode.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Codec;
import io.tidegate.media.DataSize;
import io.tidegate.media.MediaTime;
import io.tidegate.media.testing.EncodedMedia;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The ffprobe of the distribution reads what children get, as Debian's does in `media`.
class FfmpegInputTest {
  /// Past the 33 bits of 90 kHz and the 32 bits of 48 kHz.
  private static final MediaTime LATE = MediaTime.ofSeconds(100_003);

  private static final Programs SHIPPED =
      new ShippedPrograms(
          Path.of(System.getProperty("org.bytedeco.javacpp.cachedir", "target/native")));

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void everyFrameOfEachCodingArrivesAtItsTime(Codec codec) throws Exception {
    EncodedMedia media = EncodedMedia.of(codec, folder).from(LATE);
    List<String> arguments =
        List.of(
            "-v",
            "error",
            "-of",
            "csv",
            "-show_entries",
            "packet=pts,dts,size,flags",
            "-i",
            "pipe:0");
    Job job =
        new Job(
            "probe",
            Program.FFPROBE,
            arguments,
            media.forFfmpeg(),
            DataSize.ofMegabytes(1),
            Duration.ofSeconds(50));
    try (Workers workers = new Workers(WorkersOptions.DEFAULT, SHIPPED)) {
      JobResult result = workers.run(job).get(60, TimeUnit.SECONDS);
      assertThat(result).isInstanceOf(JobResult.Done.class);
      String output = ((JobResult.Done) result).output().text(StandardCharsets.UTF_8);
      // flags are three letters here: key frame, discard, corrupt
      assertThat(output.lines().map(line -> line.replaceFirst("__$", "")))
          .isEqualTo(media.packetLines());
    }
  }
}
