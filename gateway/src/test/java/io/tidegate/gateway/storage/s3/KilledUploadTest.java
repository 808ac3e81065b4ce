package io.tidegate.gateway.storage.s3;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.storage.Storage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `kill -9` in the middle of an upload.
@Timeout(300)
class KilledUploadTest {
  @TempDir Path folder;

  private static String part(int number) {
    return "PUT killed.mp4 {partNumber=" + number + ", uploadId=…}";
  }

  @Test
  void goesOnWithThePartsThatAreThereAndOnlyThenDeletesTheFile() throws Exception {
    byte[] content = new byte[5 * (64 << 10) + 1];
    new Random(1).nextBytes(content);
    Path file = Files.write(folder.resolve("made.mp4"), content);
    try (FakeS3 server = new FakeS3()) {
      server.tricks = line -> line.equals(part(3)) ? new FakeS3.Hang() : null;
      killAtTheThirdPart(server, file);
      assertThat(file).exists();
      assertThat(server.sessions).hasSize(1);
      server.tricks = _ -> null;
      server.asked.clear();
      try (Storage storage = UploadProcess.open(folder, server.endpoint())) {
        await("the file is deleted here").until(() -> !Files.exists(file));
        assertThat(storage.missing()).isEmpty();
      }
      assertThat(server.objects.get("killed.mp4")).isEqualTo(content);
      assertThat(server.asked)
          .contains(part(3), part(4), part(5), part(6), "HEAD killed.mp4")
          .doesNotContain(part(1), part(2), "POST killed.mp4 {uploads=}");
      assertThat(server.sessions).isEmpty();
    }
  }

  private void killAtTheThirdPart(FakeS3 server, Path file) throws Exception {
    Process upload =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                UploadProcess.class.getName(),
                folder.toString(),
                server.endpoint().toString(),
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    try {
      assertThat(server.hanging.await(60, TimeUnit.SECONDS)).as(() -> log()).isTrue();
    } finally {
      upload.destroyForcibly();
    }
    assertThat(upload.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (java.io.IOException none) {
      return "no log";
    }
  }
}
