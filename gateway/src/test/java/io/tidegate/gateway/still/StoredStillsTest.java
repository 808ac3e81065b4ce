package io.tidegate.gateway.still;

import static io.tidegate.gateway.still.StillsOfStream.KEY;
import static io.tidegate.gateway.storage.FarStorage.S3;
import static io.tidegate.gateway.storage.FarStorage.below;
import static io.tidegate.media.testing.Patience.await;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gateway.route.StillSpec;
import io.tidegate.gateway.storage.FarStorage;
import io.tidegate.gateway.storage.s3.FakeS3;
import io.tidegate.media.Bytes;
import io.tidegate.transcode.worker.JobResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pictures that are kept, here, in a folder and in a bucket.
@Timeout(600)
class StoredStillsTest {
  private static final Instant EVENING = Instant.parse("2026-11-22T23:59:45Z");
  private static final Instant MIDNIGHT = Instant.parse("2026-11-23T00:00:00Z");
  private static final StillSpec TEN = new StillSpec(10, "", null);

  @TempDir Path folder;
  private FarStorage far;

  @BeforeEach
  void open() throws Exception {
    far = new FarStorage(folder, "{kind}/{date}");
  }

  @AfterEach
  void close() {
    far.close();
  }

  private StillsOfStream stream(StillSpec spec, String profile) throws Exception {
    return new StillsOfStream(folder, EVENING, spec, far.storage(), profile);
  }

  private List<String> here() throws IOException {
    return below(folder.resolve("stills"));
  }

  private static void areStored(StillsOfStream stream, long count) {
    await("the writer").until(() -> stream.stills.tally().stored() == count);
  }

  @Test
  void oneIsKeptAtEachIntervalAcrossMidnight() throws Exception {
    try (StillsOfStream stream = stream(TEN, "")) {
      stream.begin();
      stream.play(30);
      areStored(stream, 3);
      List<Instant> times = stream.kept().stream().map(StoredStills.Still::captured).toList();
      assertThat(times).hasSize(3).isSorted().allMatch(time -> !time.isBefore(EVENING));
      for (int i = 1; i < times.size(); i++) {
        assertThat(Duration.between(times.get(i - 1), times.get(i)))
            .isEqualTo(Duration.ofSeconds(10));
      }
      assertThat(here())
          .allMatch(name -> name.startsWith("kept/live/cam/2026/11/2"))
          .anyMatch(name -> name.contains("/23/000005.000-"))
          .allMatch(name -> name.endsWith("-9.jpg"));
      assertThat(stream.stills.picture(KEY, times.getFirst()).get())
          .isEqualTo(Bytes.of("a picture", US_ASCII));
      assertThat(stream.stills.list(KEY, times.get(1), times.get(2), 9).get())
          .as("from on and before")
          .hasSize(1);
      assertThat(stream.stills.list(KEY, MIDNIGHT, StoredStills.ALWAYS, 9).get()).hasSize(1);
      assertThat(stream.stills.list(KEY, Instant.EPOCH, StoredStills.ALWAYS, 2).get()).hasSize(2);
      assertThat(stream.jobs).as("one child for each").hasSize(3);
      assertThatThrownBy(() -> stream.stills.picture(KEY, EVENING.minusSeconds(1)).get())
          .hasMessageContaining("2026-11-22T23:59:44.000Z");
    }
  }

  @Test
  void noPictureIsKeptTwiceAndNoneOfAStreamThatIsAway() throws Exception {
    try (StillsOfStream stream = stream(TEN, "")) {
      stream.begin();
      stream.keyFrame();
      stream.loops.advance(Duration.ofSeconds(35));
      areStored(stream, 1);
      assertThat(stream.stills.tally().unchanged()).isEqualTo(3);
      stream.leave();
      stream.loops.advance(Duration.ofSeconds(3));
      long asked = stream.stills.tally().unchanged();
      stream.loops.advance(Duration.ofSeconds(5));
      assertThat(stream.stills.tally().unchanged()).isEqualTo(asked);
      stream.spec = null;
      stream.begin();
      stream.play(20);
      assertThat(stream.stills.tally().stored()).as("the route says none").isEqualTo(1);
      stream.spec = new StillSpec(5, "", null);
      stream.play(2);
      areStored(stream, 2);
    }
  }

  @Test
  void whatCannotBeMadeIsCountedAndTriedAgain() throws Exception {
    try (StillsOfStream stream = stream(new StillSpec(86_400, "", null), "")) {
      JobResult well = stream.result;
      stream.result = new JobResult.Done(Bytes.EMPTY, "damaged");
      stream.begin();
      stream.play(3);
      assertThat(stream.stills.tally().unmade()).isEqualTo(1);
      stream.result = well;
      stream.play(62);
      areStored(stream, 1);
      assertThat(stream.stills.problem()).isNull();
    }
  }

  @Test
  void aFullDiskStopsItAndItSaysSo() throws Exception {
    try (StillsOfStream stream = stream(TEN, "")) {
      stream.free.set((1 << 20) + 8);
      stream.begin();
      stream.play(2);
      await("it says so").until(() -> stream.stills.problem() != null);
      assertThat(stream.stills.problem()).contains("the disk is full");
      assertThat(stream.stills.tally().full()).isEqualTo(1);
      assertThat(here()).isEmpty();
      stream.free.set((1 << 20) + 9);
      stream.play(10);
      areStored(stream, 1);
      await("it is well").until(() -> stream.stills.problem() == null);
    }
  }

  @Test
  void oldOnesGoByDaysWithTheirFoldersAfterARestartToo() throws Exception {
    try (StillsOfStream stream = stream(TEN, "")) {
      stream.begin();
      stream.play(30);
      areStored(stream, 3);
    }
    Files.writeString(folder.resolve("stills/kept/live/cam/2026/11/22/235959.000-7.jpg.part"), "x");
    Instant later = MIDNIGHT.plus(Duration.ofDays(2));
    StillSpec two = new StillSpec(10, "", 2);
    try (StillsOfStream stream = new StillsOfStream(folder, later, two, far.storage(), "")) {
      List<StoredStills.Still> found = stream.kept();
      assertThat(found).as("found by their names").hasSize(3);
      long old = found.stream().filter(one -> one.captured().isBefore(MIDNIGHT)).count();
      assertThat(old).isEqualTo(2);
      stream.stills.round();
      assertThat(stream.kept()).hasSize((int) (3 - old));
      assertThat(stream.stills.tally().deleted()).isEqualTo(old);
      assertThat(folder.resolve("stills/kept/live/cam/2026/11/22")).doesNotExist();
      assertThat(folder.resolve("stills/kept/live/cam/2026/11/23")).exists();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", S3})
  void isBroughtIsReadThereAndDeletedThere(String type) throws Exception {
    far.put(type);
    try (StillsOfStream stream = stream(TEN, "far")) {
      stream.begin();
      stream.play(20);
      areStored(stream, 2);
      await("they are brought").until(() -> stream.stills.tally().brought() == 2);
      List<StoredStills.Still> kept = stream.kept();
      assertThat(kept).hasSize(2).noneMatch(StoredStills.Still::isHere);
      assertThat(here()).hasSize(2).allMatch(name -> name.endsWith("-9.ref"));
      assertThat(far.there(type))
          .hasSize(2)
          .allMatch(path -> path.contains("snapshot/2026-11-22/live/cam/2359"));
      assertThat(stream.stills.picture(KEY, kept.getLast().captured()).get())
          .isEqualTo(Bytes.of("a picture", US_ASCII));
      Instant second = kept.getLast().captured();
      assertThat(stream.stills.delete(KEY, second, second.plusMillis(1), "operator").get())
          .isEqualTo(new StoredStills.Deleted(1, 9));
      stream.stills.round();
      assertThat(far.there(type)).hasSize(1);
      assertThat(here()).hasSize(1);
      assertThat(stream.journal).singleElement().asString().contains("operator", "1 pictures");
    }
  }

  @Test
  void aProfileThatIsDownHoldsNothingUpAndGetsAllAfterARestart() throws Exception {
    far.put(S3);
    far.server().tricks = _ -> new FakeS3.Refuse(503, "");
    Instant first;
    try (StillsOfStream stream = stream(TEN, "far")) {
      stream.begin();
      stream.play(20);
      areStored(stream, 2);
      assertThat(stream.kept()).hasSize(2).allMatch(StoredStills.Still::isHere);
      first = stream.kept().getFirst().captured();
      assertThat(stream.stills.problem()).isNull();
      await("the queue").until(() -> far.storage().waiting("far", 0, 100).get().size() == 2);
    }
    far.storage().close();
    // and the machine went down before the queue had them
    for (String file : List.of("uploads.db", "uploads.db-wal", "uploads.db-shm")) {
      Files.deleteIfExists(folder.resolve(file));
    }
    far.reopen();
    far.put(S3);
    try (StillsOfStream stream = stream(TEN, "far")) {
      stream.stills.round();
      await("they are brought").until(() -> stream.stills.tally().brought() == 2);
      assertThat(far.server().objects).hasSize(2);
      assertThat(stream.stills.picture(KEY, first).get())
          .isEqualTo(Bytes.of("a picture", US_ASCII));
    }
  }

  @Test
  void whatIsDeletedWhileItWaitsComesToNothingThere() throws Exception {
    far.put(S3);
    far.server().tricks = _ -> new FakeS3.Refuse(503, "");
    try (StillsOfStream stream = stream(TEN, "far")) {
      stream.begin();
      stream.play(10);
      areStored(stream, 1);
      await("the queue").until(() -> far.storage().waiting("far", 0, 100).get().size() == 1);
      stream.stills.delete(KEY, Instant.EPOCH, StoredStills.ALWAYS, "").get();
      far.server().tricks = _ -> null;
      await("nothing waits").until(() -> far.storage().waiting("far", 0, 100).get().isEmpty());
      stream.stills.round();
      assertThat(far.server().objects).isEmpty();
      assertThat(here()).isEmpty();
      assertThat(stream.kept()).isEmpty();
    }
  }

  @Test
  void whatIsDeletedThereIsTriedAgainWhileItsProfileRefuses() throws Exception {
    far.put(S3);
    try (StillsOfStream stream = stream(TEN, "far")) {
      stream.begin();
      stream.play(10);
      await("it is brought").until(() -> stream.stills.tally().brought() == 1);
      far.server().tricks = _ -> new FakeS3.Refuse(403, "");
      stream.stills.delete(KEY, Instant.EPOCH, StoredStills.ALWAYS, "").get();
      stream.stills.round();
      assertThat(far.server().objects).hasSize(1);
      assertThat(stream.kept()).isEmpty();
      far.server().tricks = _ -> null;
      stream.stills.round();
      assertThat(far.server().objects).isEmpty();
      assertThat(here()).isEmpty();
    }
  }
}
