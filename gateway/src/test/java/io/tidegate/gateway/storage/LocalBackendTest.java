package io.tidegate.gateway.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalBackendTest {
  private static final ObjectPath PATH = new ObjectPath("live/x/1.mp4");

  @TempDir Path folder;
  private Path file;
  private LocalBackend backend;

  @BeforeEach
  void open() throws Exception {
    file = Files.writeString(folder.resolve("made.mp4"), "0123456789");
    backend = new LocalBackend(folder.resolve("archive"));
  }

  private String read(long from, long length) throws Exception {
    try (StorageBackend.Content content = backend.open(PATH, from, length)) {
      assertThat(content.whole()).isEqualTo(10);
      String text =
          new String(content.stream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      assertThat(text).hasSize((int) content.length());
      return text;
    }
  }

  @Test
  void whatIsStoredIsReadInRangesAndDeletedWithItsFolders() throws Exception {
    assertThat(backend.find(PATH)).isEmpty();
    assertThat(backend.store(PATH, file, new ShortMemory()).bytes()).isEqualTo(10);
    assertThat(backend.find(PATH)).get().extracting(there -> there.bytes()).isEqualTo(10L);
    assertThat(read(0, 10)).isEqualTo("0123456789");
    assertThat(read(0, Long.MAX_VALUE)).isEqualTo("0123456789");
    assertThat(read(3, 4)).isEqualTo("3456");
    assertThat(read(9, 4)).isEqualTo("9");
    assertThat(read(10, 4)).isEmpty();
    assertThat(read(11, 4)).isEmpty();
    backend.delete(PATH);
    backend.delete(PATH);
    assertThat(backend.find(PATH)).isEmpty();
    assertThat(folder.resolve("archive").resolve("live")).doesNotExist();
    assertThat(file).exists();
  }

  @Test
  void whatLiesThereAlreadyIsNotCopied() throws Exception {
    Path place = backend.place(PATH).orElseThrow();
    Files.createDirectories(place.getParent());
    Files.writeString(place, "in place");
    assertThat(backend.store(PATH, place, new ShortMemory()).bytes()).isEqualTo(8);
    assertThat(place).hasContent("in place");
  }

  @Test
  void whatWasThereBeforeIsReplacedWholeAndNothingElseIsLeft() throws Exception {
    backend.store(PATH, file, new ShortMemory());
    Files.writeString(file, "new");
    backend.store(PATH, file, new ShortMemory());
    Path place = backend.place(PATH).orElseThrow();
    assertThat(place).hasContent("new");
    try (var files = Files.list(place.getParent())) {
      assertThat(files).containsExactly(place);
    }
  }

  @Test
  void whatIsMissingAndWhatCannotBeWrittenAreToldApart() throws Exception {
    assertThatThrownBy(() -> backend.open(PATH, 0, 1))
        .satisfies(kind(StorageException.Kind.ABSENT));
    assertThatThrownBy(() -> backend.store(PATH, folder.resolve("none"), new ShortMemory()))
        .satisfies(kind(StorageException.Kind.LOCAL));
    Files.writeString(folder.resolve("archive"), "a file where the folder is to be");
    assertThatThrownBy(() -> backend.store(PATH, file, new ShortMemory()))
        .satisfies(kind(StorageException.Kind.REFUSED));
  }

  private static java.util.function.Consumer<Throwable> kind(StorageException.Kind kind) {
    return thrown -> assertThat(((StorageException) thrown).kind()).isEqualTo(kind);
  }

  @Test
  void aTrialSaysAtWhichStepItFails() throws Exception {
    StorageTrial well = StorageTrial.of(backend);
    assertThat(well.ok()).isTrue();
    assertThat(well.steps())
        .extracting(StorageTrial.Step::name)
        .containsExactly("write", "read", "delete");
    assertThat(folder.resolve("archive").resolve("tidegate-test")).doesNotExist();
    Files.delete(folder.resolve("archive"));
    Files.writeString(folder.resolve("archive"), "");
    StorageTrial ill = StorageTrial.of(backend);
    assertThat(ill.ok()).isFalse();
    assertThat(ill.steps()).hasSize(1);
    assertThat(ill.steps().getFirst().problem()).contains("archive");
    assertThat(ill.steps().getFirst().advice()).contains("who owns the folder");
  }
}
