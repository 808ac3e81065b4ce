package io.tidegate.gateway.clip;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gateway.route.RouteRunner.RunException;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.media.DataSize;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Clips on a real disk, and children that never answer.
@Timeout(300)
class ClipsTest {
  private static final StreamKey ACME = StreamKey.parse("acme/x");

  @TempDir Path folder;

  private Clips open() {
    ClipOptions options =
        new ClipOptions(
            folder.resolve("clips"),
            DataSize.ofMegabytes(4),
            DataSize.ofMegabytes(16),
            8,
            Duration.ofMinutes(1),
            Duration.ofHours(1),
            List.of(folder));
    return Clips.open(options, _ -> new CompletableFuture<>(), Clock.systemUTC());
  }

  /// As the work on it leaves it.
  private void ready(String id, String name, String space) throws Exception {
    Path own = Files.createDirectories(folder.resolve("clips").resolve(id));
    Clip.Playable plays =
        new Clip.Playable(
            188, 0, 0, true, false, new ClipTiming(0, MediaTime.ZERO, MediaTime.ofSeconds(1)));
    Clip clip =
        Clip.announced(id, new Clip.Draft(name, "", 188, space), Instant.EPOCH)
            .ready(plays, Instant.EPOCH);
    Files.writeString(own.resolve("clip.json"), ClipDocument.write(clip).encode());
    Files.write(own.resolve("media.ts"), new byte[188]);
  }

  @Test
  void oneBadFolderDoesNotHideTheOthers() throws Exception {
    Path left = folder.resolve("clips/0123456789abcdef");
    Files.createDirectories(left.resolve("somebody's/files"));
    Files.createDirectories(folder.resolve("clips/0000000000000000/clip.json/x"));
    ready("fedcba9876543210", "good", "");
    ready("0011223344556677", "better", "");
    try (Clips clips = open()) {
      await("the good ones").until(() -> clips.all().size() == 2);
      assertThat(clips.problem()).isNull();
    }
  }

  @Test
  void aClipOfASpaceIsForItsStreamsAlone() throws Exception {
    ready("fedcba9876543210", "film", "acme");
    try (Clips clips = open()) {
      await("it").until(() -> clips.find("film") != null);
      assertThat(Objects.requireNonNull(clips.find("film")).space()).isEqualTo("acme");
      ClipShelf shelf = new ClipShelf(clips);
      SourceSpec.File film = new SourceSpec.File("film", "", true);
      assertThat(shelf.content(ACME, film).timing().period()).isEqualTo(MediaTime.ofSeconds(1));
      assertThatThrownBy(() -> shelf.content(StreamKey.parse("other/x"), film))
          .isInstanceOf(RunException.class)
          .hasMessageContaining("there is no clip film");
    }
  }

  @Test
  void aSpaceHasAQuarterOfTheRoom() throws Exception {
    try (Clips clips = open()) {
      clips.create(new Clip.Draft("a", "", 1, "acme")).get();
      clips.create(new Clip.Draft("b", "", 1, "acme")).get();
      assertThatThrownBy(() -> clips.create(new Clip.Draft("c", "", 1, "acme")).get())
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("quarter");
      assertThatThrownBy(() -> clips.create(new Clip.Draft("d", "", (4 << 20) + 1L, "other")).get())
          .isInstanceOf(ExecutionException.class);
      clips.create(new Clip.Draft("e", "", 1, "other")).get();
      clips.create(new Clip.Draft("f", "", 1, "")).get();
      assertThat(clips.all()).hasSize(4);
    }
  }

  /// Disks of other machines have clocks of their own.
  @Test
  void aFileFromTheFutureIsTakenUpOnce() throws Exception {
    Path film = Files.write(folder.resolve("film.mp4"), new byte[100]);
    Files.setLastModifiedTime(film, FileTime.from(Instant.now().plus(Duration.ofDays(1))));
    SourceSpec.File source = new SourceSpec.File("", film.toString(), true);
    String name = ClipShelf.name(source);
    try (Clips clips = open()) {
      ClipShelf shelf = new ClipShelf(clips);
      take(shelf, source);
      await("it").until(() -> clips.find(name) != null);
      String first = Objects.requireNonNull(clips.find(name)).id();
      take(shelf, source);
      clips.expire().get(); // behind what was asked for before
      assertThat(Objects.requireNonNull(clips.find(name)).id()).isEqualTo(first);
      Files.setLastModifiedTime(film, FileTime.from(Instant.now()));
      take(shelf, source);
      clips.expire().get();
      assertThat(Objects.requireNonNull(clips.find(name)).id()).isNotEqualTo(first);
    }
  }

  @Test
  void aFileThatGrewTooLargeLeavesWhatPlays() throws Exception {
    Path film = Files.write(folder.resolve("film.mp4"), new byte[(4 << 20) + 1]);
    SourceSpec.File source = new SourceSpec.File("", film.toString(), true);
    String name = ClipShelf.name(source);
    ready("fedcba9876543210", name, "");
    try (Clips clips = open()) {
      await("it").until(() -> clips.find(name) != null);
      ClipShelf shelf = new ClipShelf(clips);
      assertThat(shelf.content(ACME, source).timing().period()).isEqualTo(MediaTime.ofSeconds(1));
      clips.expire().get(); // behind what was asked for before
      assertThat(shelf.content(ACME, source).timing().period()).isEqualTo(MediaTime.ofSeconds(1));
      clips.remove(name).get();
      take(shelf, source);
      clips.expire().get();
      assertThatThrownBy(() -> shelf.content(ACME, source))
          .isInstanceOf(RunException.class)
          .hasMessageContaining("cannot be taken up")
          .hasMessageContaining("at most");
    }
  }

  /// All room is its own: what goes for it makes room.
  @Test
  void aFileIsTakenUpAnewWhereItsOwnClipIsTheLastThatFits() throws Exception {
    try (Clips clips = open()) {
      for (int i = 0; i < 7; i++) {
        clips.create(new Clip.Draft("c" + i, "", 1, "")).get();
      }
      Path film = Files.write(folder.resolve("film.mp4"), new byte[100]);
      String first = clips.take("film", film, 100, Instant.EPOCH).get().id();
      assertThat(clips.take("film", film, 100, Instant.now()).get().id()).isNotEqualTo(first);
      assertThat(clips.all()).hasSize(8);
    }
  }

  @Test
  void aNameThatIsTakenTellsNothingOfWhoHasIt() throws Exception {
    try (Clips clips = open()) {
      clips.create(new Clip.Draft("film", "", 1, "acme")).get();
      clips.create(new Clip.Draft("other", "", 1, "")).get();
      assertThatThrownBy(() -> clips.create(new Clip.Draft("film", "", 1, "other")).get())
          .cause()
          .hasMessage("this name is taken");
      assertThatThrownBy(() -> clips.rename("other", "film").get())
          .cause()
          .hasMessage("this name is taken");
    }
  }

  private static void take(ClipShelf shelf, SourceSpec.File source) {
    assertThatThrownBy(() -> shelf.content(ACME, source)).isInstanceOf(RunException.class);
  }
}
