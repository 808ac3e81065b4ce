package io.tidegate.gateway.storage;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gateway.notify.Pace;
import io.tidegate.gateway.store.UploadStore;
import io.tidegate.media.Nullable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class UploadsTest {
  private static final Pace QUICK = new Pace(Duration.ofMillis(2), Duration.ofMillis(10));

  @TempDir Path folder;
  private final FakePlace place = new FakePlace();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final List<String> health = new CopyOnWriteArrayList<>();
  private Uploads uploads;

  private final UploadListener listener =
      new UploadListener() {
        @Override
        public void stored(Upload upload, StorageBackend.Receipt receipt) {
          assertThat(upload.file()).as("still here when its owner is told").exists();
          told.add("stored " + upload.path() + " " + receipt.bytes());
        }

        @Override
        public void lost(Upload upload, String reason) {
          told.add("lost " + upload.path());
        }
      };

  @BeforeEach
  void open() throws Exception {
    open(100);
  }

  private void open(int most) throws Exception {
    UploadStore store = UploadStore.open(folder.resolve("uploads.db"), Clock.systemUTC(), most);
    uploads =
        new Uploads(
            store,
            QUICK,
            Clock.systemUTC(),
            (profile, problem) -> health.add(problem == null ? "well" : problem));
    uploads.observe("test", listener);
  }

  @AfterEach
  void close() {
    uploads.close();
  }

  private void serve(int atOnce) {
    uploads.open(spec(atOnce), place);
  }

  private static StorageSpec spec(int atOnce) {
    return new StorageSpec("far", PathPattern.USUAL, atOnce, new StorageSpec.Local(Path.of("x")));
  }

  private Path file(String name) throws Exception {
    return Files.writeString(folder.resolve(name), name);
  }

  private void add(String name) throws Exception {
    uploads.add(new Upload("far", new ObjectPath(name), file(name), "test", true)).get();
  }

  @Test
  void theOldestGoesFirstAndIsDeletedHereAfterItsOwnerKnows() throws Exception {
    for (int i = 0; i < 5; i++) {
      add("f" + i);
    }
    await("all are counted").until(() -> uploads.view("far").waiting() == 5);
    assertThat(uploads.view("far").waitingBytes()).isEqualTo(10);
    assertThat(uploads.view("far").oldest()).isNotNull();
    serve(1);
    await("all are there").until(() -> uploads.view("far").waiting() == 0);
    assertThat(place.tried).containsExactly("f0", "f1", "f2", "f3", "f4");
    assertThat(told)
        .containsExactly("stored f0 2", "stored f1 2", "stored f2 2", "stored f3 2", "stored f4 2");
    assertThat(folder.resolve("f4")).doesNotExist();
    UploadsView.Counts counts = uploads.view("far").counts();
    assertThat(counts.stored()).isEqualTo(5);
    assertThat(counts.storedBytes()).isEqualTo(10);
    assertThat(uploads.view("far").oldest()).isNull();
  }

  @Test
  void noMoreGoAtOnceThanTheProfileSays() throws Exception {
    Semaphore leave = new Semaphore(0);
    place.leave = leave;
    serve(2);
    for (int i = 0; i < 4; i++) {
      add("f" + i);
    }
    await("two are on their way").until(() -> uploads.view("far").running() == 2);
    assertThat(place.tried).containsExactlyInAnyOrder("f0", "f1");
    leave.release(4);
    await("all are there").until(() -> uploads.view("far").waiting() == 0);
  }

  @Test
  void aPlaceThatFailsIsAskedForOneFileAtATimeUntilItIsWell() throws Exception {
    place.failure = new StorageException(StorageException.Kind.UNREACHABLE, "no route to it");
    serve(4);
    add("a");
    add("b");
    await("it is tried again").until(() -> place.tried.size() > 3);
    assertThat(place.tried).startsWith("a");
    assertThat(uploads.view("far").failingSince()).isNotNull();
    UploadsView.Problem problem = Objects.requireNonNull(uploads.view("far").problem());
    assertThat(problem.message()).isEqualTo("no route to it");
    assertThat(problem.advice()).contains("See the network");
    assertThat(uploads.list("far", 0, 10).get().getFirst().attempts()).isPositive();
    place.failure = null;
    await("all are there").until(() -> uploads.view("far").waiting() == 0);
    await("it is told").until(() -> health.equals(List.of("no route to it", "well")));
    assertThat(uploads.view("far").problem()).isNull();
  }

  @Test
  void aFileThatFailsByItselfLetsTheOthersPass() throws Exception {
    place.failures.put("a", new StorageException(StorageException.Kind.CORRUPT, "not the same"));
    serve(1);
    add("a");
    add("b");
    await("the other is there").until(() -> place.objects.containsKey(new ObjectPath("b")));
    assertThat(folder.resolve("a")).exists();
    place.failures.clear();
    await("so is the first").until(() -> uploads.view("far").waiting() == 0);
    assertThat(told).contains("stored a 1", "stored b 1");
  }

  @Test
  void aFileThatIsGoneIsLostUnlessItLiesThereAlready() throws Exception {
    add("gone");
    add("there");
    Files.delete(folder.resolve("gone"));
    place.objects.put(
        new ObjectPath("there"), "there".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    uploads.observe("test", new Quiet());
    Files.delete(folder.resolve("there"));
    serve(1);
    await("nothing waits").until(() -> uploads.view("far").waiting() == 0);
    assertThat(told).containsExactly("lost gone", "stored there");
    assertThat(place.tried).containsExactly("abandoned gone");
    assertThat(uploads.view("far").counts().lost()).isEqualTo(1);
  }

  /// Does not look for the file.
  private final class Quiet implements UploadListener {
    @Override
    public void stored(Upload upload, StorageBackend.Receipt receipt) {
      told.add("stored " + upload.path());
    }

    @Override
    public void lost(Upload upload, String reason) {
      told.add("lost " + upload.path());
    }
  }

  /// A policy of the bucket, a path that is too long: nothing that trying again changes.
  @Test
  void aFileThatIsRefusedForGoodLetsTheOthersPass() throws Exception {
    place.failures.put("a", new StorageException(StorageException.Kind.REFUSED, "403 for a"));
    serve(1);
    add("a");
    add("b");
    add("c");
    await("the others are there").until(() -> place.objects.size() == 2);
    await("it is the file's fault alone").until(() -> uploads.view("far").failingSince() == null);
    QueuedUpload aside = uploads.list("far", 0, 10).get().getFirst();
    assertThat(aside.upload().path().text()).isEqualTo("a");
    assertThat(aside.problem()).isEqualTo("403 for a");
    assertThat(aside.attempts()).isPositive();
    place.failures.clear();
    await("so is the first").until(() -> uploads.view("far").waiting() == 0);
  }

  /// All that wait have been tried often, as after a long outage.
  @Test
  void whenSeveralFilesThatWereSetAsideFailItIsTheProfile() throws Exception {
    place.failure = new StorageException(StorageException.Kind.CORRUPT, "not the same");
    serve(3);
    for (String name : List.of("a", "b", "c")) {
      add(name);
    }
    await("all are tried often")
        .until(
            () -> uploads.list("far", 0, 10).get().stream().allMatch(one -> one.attempts() >= 3));
    assertThat(health).isEmpty();
    place.failure = new StorageException(StorageException.Kind.UNREACHABLE, "no route to it");
    await("it is the profile").until(() -> health.size() == 1);
    assertThat(uploads.view("far").failingSince()).isNotNull();
    place.failure = null;
    await("all are there").until(() -> uploads.view("far").waiting() == 0);
    await("it is told").until(() -> health.equals(List.of("no route to it", "well")));
  }

  @Test
  void whatIsAddedBeforeTheEndIsQueuedOrRefused() throws Exception {
    List<CompletableFuture<Long>> added = new ArrayList<>();
    Path file = file("a");
    for (int i = 0; i < 90; i++) {
      added.add(uploads.add(new Upload("far", new ObjectPath("f" + i), file, "test", false)));
    }
    uploads.close();
    long queued = 0;
    for (CompletableFuture<Long> one : added) {
      queued += one.handle((_, refused) -> refused == null ? 1 : 0).get();
    }
    open();
    assertThat(uploads.list("far", 0, 100).get()).hasSize((int) queued);
    Upload late = new Upload("far", new ObjectPath("late"), file, "test", false);
    uploads.close();
    assertThat(uploads.add(late)).failsWithin(Duration.ofSeconds(30));
  }

  /// Its disk may not be mounted: its owner has not deleted it.
  @Test
  void aFileThatIsAwayIsWaitedFor() throws Exception {
    uploads.observe("test", new Owner(UploadListener.Absence.AWAITED));
    add("a");
    Files.move(folder.resolve("a"), folder.resolve("away"));
    serve(1);
    await("it is looked for")
        .until(() -> uploads.list("far", 0, 10).get().getFirst().attempts() > 1);
    assertThat(uploads.list("far", 0, 10).get().getFirst().problem()).contains("is not there");
    Files.move(folder.resolve("away"), folder.resolve("a"));
    await("it is there").until(() -> uploads.view("far").waiting() == 0);
    assertThat(told).containsExactly("stored a");
  }

  @Test
  void whatItsOwnerDeletedIsNotLost() throws Exception {
    uploads.observe("test", new Owner(UploadListener.Absence.DELETED));
    add("a");
    Files.delete(folder.resolve("a"));
    serve(1);
    await("nothing waits").until(() -> uploads.view("far").waiting() == 0);
    assertThat(told).containsExactly("gone a");
    assertThat(uploads.view("far").counts().lost()).isZero();
  }

  private final class Owner implements UploadListener {
    private final Absence absence;

    Owner(Absence absence) {
      this.absence = absence;
    }

    @Override
    public void stored(Upload upload, StorageBackend.Receipt receipt) {
      told.add("stored " + upload.path());
    }

    @Override
    public Absence absence(Upload upload) {
      return absence;
    }

    @Override
    public void lost(Upload upload, String reason) {
      told.add("gone " + upload.path());
    }
  }

  @Test
  void aFullQueueRefusesAndTheFileStays() throws Exception {
    uploads.close();
    open(2);
    add("a");
    add("b");
    assertThatThrownBy(() -> add("c")).hasMessageContaining("2 uploads wait");
    assertThat(folder.resolve("c")).exists();
    assertThat(uploads.view("far").counts().refused()).isEqualTo(1);
  }

  @Test
  void whatIsNotThereIsNotQueued() {
    Upload upload = new Upload("far", new ObjectPath("x"), folder.resolve("none"), "test", true);
    assertThat(uploads.add(upload)).failsWithin(Duration.ofSeconds(30));
  }

  @Test
  void anOwnerWhoFailsIsToldAgainAndTheFileStaysTillThen() throws Exception {
    uploads.observe("test", new Failing());
    serve(1);
    add("a");
    await("he is told again").until(() -> told.size() == 3);
    await("nothing waits").until(() -> uploads.view("far").waiting() == 0);
    assertThat(folder.resolve("a")).doesNotExist();
  }

  private final class Failing implements UploadListener {
    @Override
    public void stored(Upload upload, StorageBackend.Receipt receipt) {
      assertThat(upload.file()).exists();
      told.add("asked");
      if (told.size() < 3) {
        throw new IllegalStateException("his disk is full");
      }
    }

    @Override
    public void lost(Upload upload, String reason) {
      told.add("lost");
    }
  }

  @Test
  void whatWaitsSurvivesARestart() throws Exception {
    Semaphore never = new Semaphore(0);
    place.leave = never;
    serve(1);
    add("a");
    add("b");
    await("one is on its way").until(() -> place.tried.size() == 1);
    uploads.close();
    @Nullable Semaphore nobody = null;
    place.leave = nobody;
    open();
    await("both are counted").until(() -> uploads.view("far").waiting() == 2);
    serve(1);
    await("all are there").until(() -> uploads.view("far").waiting() == 0);
    assertThat(place.tried).containsExactly("a", "a", "b");
    assertThat(told).containsExactly("stored a 1", "stored b 1");
  }
}
