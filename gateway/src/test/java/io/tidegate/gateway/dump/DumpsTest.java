package io.tidegate.gateway.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tidegate.gateway.dump.DumpException.Kind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DumpsTest {
  private static final String PLANTED = "tidegate.test.planted";
  private static final String SECRET = "hush-property-4711";

  @TempDir Path data;

  @AfterEach
  void clear() {
    System.clearProperty(PLANTED);
  }

  @Test
  void aRecordingTellsWhatWasDoneAndNoSecret() throws Exception {
    System.setProperty(PLANTED, SECRET);
    Dumps dumps = Dumps.open(data);
    try (Dumps.Dump dump = dumps.recording(Duration.ofSeconds(1))) {
      assertIsOurs(dump.file());
      Set<String> kinds =
          RecordingFile.readAllEvents(dump.file()).stream()
              .map(event -> event.getEventType().getName())
              .collect(Collectors.toSet());
      assertThat(kinds)
          .contains("jdk.CPUInformation", "jdk.ActiveRecording")
          .doesNotContain(
              "jdk.InitialEnvironmentVariable", "jdk.InitialSystemProperty", "jdk.JVMInformation");
      byte[] bytes = Files.readAllBytes(dump.file());
      assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain(SECRET);
    }
    assertIsEmpty();
  }

  @Test
  void aHeapDumpIsForUsAloneAndGoesWhenItWasFetched() throws Exception {
    Dumps dumps = Dumps.open(data);
    try (Dumps.Dump dump = dumps.heap()) {
      assertIsOurs(dump.file());
      assertThat(Files.readString(dump.file(), StandardCharsets.ISO_8859_1))
          .startsWith("JAVA PROFILE");
    }
    assertIsEmpty();
  }

  @Test
  void virtualThreadsAreAmongTheThreads() throws Exception {
    Thread waiting = Thread.ofVirtual().name("waits-here").start(() -> sleepLong());
    try (Dumps.Dump dump = Dumps.open(data).threads()) {
      assertThat(Files.readString(dump.file())).contains("waits-here", "main");
    } finally {
      waiting.interrupt();
      waiting.join();
    }
  }

  private static void sleepLong() {
    try {
      Thread.sleep(Duration.ofMinutes(5));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void thereIsOneAtATimeUntilItWasFetched() throws Exception {
    Dumps dumps = Dumps.open(data);
    try (Dumps.Dump first = dumps.threads()) {
      assertThat(first.file()).exists();
      assertRefused(Kind.BUSY, dumps);
    }
    try (Dumps.Dump next = dumps.threads()) {
      assertThat(next.file()).exists();
    }
  }

  @Test
  void nothingIsMadeWhereThereIsNoRoom() throws Exception {
    long enough = 256 << 20;
    assertRefused(Kind.NO_ROOM, Dumps.open(data.resolve("full"), () -> enough - 1));
    try (Dumps.Dump dump = Dumps.open(data.resolve("room"), () -> enough).threads()) {
      assertThat(dump.file()).exists();
    }
    Dumps small = Dumps.open(data.resolve("small"), () -> enough + 1);
    assertThatExceptionOfType(DumpException.class).isThrownBy(small::heap);
    try (Dumps.Dump dump = small.threads()) {
      assertThat(dump.file()).exists();
    }
  }

  @Test
  void whatAProcessBeforeHasLeftIsRemoved() throws Exception {
    Path left = Files.createDirectories(data.resolve("dumps")).resolve("heap.hprof");
    Files.writeString(left, "JAVA PROFILE");
    assertThat(Dumps.open(data)).isNotNull();
    assertThat(left).doesNotExist();
  }

  private static void assertRefused(Kind kind, Dumps dumps) {
    assertThatExceptionOfType(DumpException.class)
        .isThrownBy(dumps::threads)
        .satisfies(refused -> assertThat(refused.kind()).isEqualTo(kind));
  }

  private static void assertIsOurs(Path file) throws Exception {
    assertThat(Files.size(file)).isPositive();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    Path folder = file.getParent();
    assertThat(folder).isNotNull();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
  }

  private void assertIsEmpty() throws Exception {
    try (Stream<Path> left = Files.list(data.resolve("dumps"))) {
      assertThat(left).isEmpty();
    }
  }
}
