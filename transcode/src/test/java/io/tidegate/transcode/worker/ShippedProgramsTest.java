package io.tidegate.transcode.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShippedProgramsTest {
  @TempDir Path folder;

  @Test
  void takesThoseOfAPackageWhereTheyAreAndUnpacksNothing() throws Exception {
    Path there = Files.createDirectory(folder.resolve("package"));
    Path ffmpeg = Files.createFile(there.resolve("ffmpeg"));
    assertThat(ffmpeg.toFile().setExecutable(true)).isTrue();
    Path unpacked = folder.resolve("unpacked");
    ShippedPrograms programs = new ShippedPrograms(unpacked, there);
    assertThat(programs.find(Program.FFMPEG)).isEqualTo(ffmpeg);
    assertThatThrownBy(() -> programs.find(Program.FFPROBE))
        .isInstanceOf(Programs.MissingException.class)
        .hasMessage("no ffprobe for this machine: " + there + "/ffprobe cannot be executed");
    assertThat(programs.whereabouts()).isEqualTo(ffmpeg.toString());
    assertThat(unpacked).doesNotExist();
  }

  @Test
  void saysWhereTheyWillBeWithoutUnpackingThem() throws Exception {
    Path unpacked = folder.resolve("unpacked");
    assertThat(new ShippedPrograms(unpacked, null).whereabouts())
        .isEqualTo("unpacked into " + unpacked + " at its first use");
    assertThat(unpacked).doesNotExist();
  }
}
