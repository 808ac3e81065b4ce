package io.tidegate.transcode.worker;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.DataSize;
import io.tidegate.media.Nullable;
import io.tidegate.media.testing.Corpus;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// With the FFmpeg of the distribution.
class WorkersTest {
  private static final DataSize MEGABYTE = DataSize.ofMegabytes(1);

  /// Ends when it is made to.
  private static final List<String> ENDLESS =
      List.of("-v", "error", "-re", "-f", "lavfi", "-i", "sine", "-f", "null", "-");

  private static final List<String> PATTERN = pattern("160x120", "mjpeg", true);

  /// More than a socket holds.
  private static final List<String> LARGE = pattern("640x480", "rawvideo", false);

  private static final Programs SHIPPED =
      new ShippedPrograms(
          Path.of(System.getProperty("org.bytedeco.javacpp.cachedir", "target/native")));

  private @Nullable Workers workers;

  @AfterEach
  void stop() {
    if (workers != null) {
      workers.close();
    }
  }

  private Workers workers(WorkersOptions options) {
    Workers fresh = new Workers(options, SHIPPED);
    workers = fresh;
    return fresh;
  }

  /// @param coding also the name of its file format
  private static List<String> pattern(String size, String coding, boolean inTime) {
    List<String> arguments = new ArrayList<>(inTime ? List.of("-re") : List.of());
    arguments.addAll(List.of("-f", "lavfi", "-i", "testsrc2=r=25:s=" + size));
    arguments.addAll(List.of("-c:v", coding, "-f", coding, WorkerSpec.place("picture")));
    return arguments;
  }

  /// With a stall of ten seconds.
  private static WorkersOptions options(int most, int waitingJobs) {
    return options(most, waitingJobs, WorkersOptions.DEFAULT.stall());
  }

  private static WorkersOptions options(int most, int waitingJobs, Duration stall) {
    WorkersOptions usual = WorkersOptions.DEFAULT;
    return new WorkersOptions(
        most,
        1,
        waitingJobs,
        usual.memory(),
        usual.cpuPercent(),
        usual.niceness(),
        usual.cpus(),
        Duration.ofMillis(500),
        stall);
  }

  private JobResult run(Program program, Duration limit, Bytes input, String... arguments)
      throws Exception {
    Workers with = workers == null ? workers(WorkersOptions.DEFAULT) : workers;
    Job job = new Job("test", program, List.of(arguments), input, MEGABYTE, limit);
    return with.run(job).get(60, TimeUnit.SECONDS);
  }

  @Test
  void givesAJobItsInputAndTakesItsOutput() throws Exception {
    assertSwapsBytes();
  }

  private void assertSwapsBytes() throws Exception {
    Bytes sound = Bytes.of("abcdefgh", StandardCharsets.US_ASCII);
    JobResult result =
        run(
            Program.FFMPEG,
            Duration.ofSeconds(60),
            sound,
            "-v",
            "error",
            "-f",
            "s16le",
            "-ar",
            "8000",
            "-i",
            "pipe:0",
            "-f",
            "s16be",
            "pipe:1");
    assertThat(result)
        .isEqualTo(new JobResult.Done(Bytes.of("badcfehg", StandardCharsets.US_ASCII), ""));
  }

  @Test
  void tellsWhyAJobFailed() throws Exception {
    JobResult result =
        run(Program.FFPROBE, Duration.ofSeconds(60), Bytes.of(1, 2, 3), "-v", "error", "pipe:0");
    assertThat(result)
        .isInstanceOfSatisfying(
            JobResult.Failed.class,
            failed -> assertThat(failed.reason()).contains("Invalid data").contains("status 1"));
  }

  @Test
  void killsAJobThatTakesTooLong() throws Exception {
    JobResult result =
        run(Program.FFMPEG, Duration.ofMillis(300), Bytes.EMPTY, ENDLESS.toArray(String[]::new));
    assertThat(result).isEqualTo(new JobResult.Failed("killed after 300 ms"));
  }

  @Test
  void killsAJobThatWritesTooMuch() throws Exception {
    JobResult result =
        run(
            Program.FFMPEG,
            Duration.ofSeconds(60),
            Bytes.EMPTY,
            "-v",
            "error",
            "-f",
            "lavfi",
            "-i",
            "sine",
            "-f",
            "s16le",
            "pipe:1");
    assertThat(result)
        .isInstanceOfSatisfying(
            JobResult.Failed.class,
            failed -> assertThat(failed.reason()).startsWith("killed: it wrote more than"));
  }

  @Test
  void refusesJobsBeyondThoseThatMayWait() throws Exception {
    Workers with = workers(options(1, 1));
    Job slow =
        new Job("slow", Program.FFMPEG, ENDLESS, Bytes.EMPTY, MEGABYTE, Duration.ofSeconds(20));
    CompletableFuture<JobResult> first = with.run(slow);
    CompletableFuture<JobResult> second = with.run(slow);
    JobResult third = with.run(slow).get(60, TimeUnit.SECONDS);
    assertThat(third).isEqualTo(new JobResult.Failed("too many jobs wait, try again later"));
    assertThat(with.jobs().refused()).isEqualTo(1);
    assertThat(first.isDone()).isFalse();
    assertThat(second.isDone()).isFalse();
    first.cancel(false);
    second.cancel(false);
  }

  private static Job endless(Duration limit) {
    return new Job(
        "endless",
        Program.FFMPEG,
        List.of("-v", "error", "-re", "-f", "lavfi", "-i", "sine", "-f", "null", "-"),
        Bytes.EMPTY,
        MEGABYTE,
        limit);
  }

  /// The clip that is made for minutes keeps no picture waiting, and no picture waits for long.
  @Test
  void longJobsHaveAPlaceOfTheirOwnAndNobodyWaitsForEver() throws Exception {
    Workers with = workers(options(1, 4, Duration.ofSeconds(10)));
    CompletableFuture<JobResult> film = with.run(endless(Jobs.SHORT.plusSeconds(60)));
    CompletableFuture<JobResult> picture = with.run(endless(Jobs.SHORT));
    await().until(() -> with.jobs().running() == 2);
    assertThat(with.run(endless(Duration.ofMillis(100))).get(60, TimeUnit.SECONDS))
        .isEqualTo(new JobResult.Failed("its turn did not come within 100 ms"));
    assertThat(with.jobs().waiting()).isZero();
    assertThat(film.isDone()).isFalse();
    assertThat(picture.isDone()).isFalse();
    film.cancel(false);
    picture.cancel(false);
  }

  @Test
  void whoWaitsHearsThatTheGatewayStops() throws Exception {
    Workers with = workers(options(1, 4));
    Job slow =
        new Job("slow", Program.FFMPEG, ENDLESS, Bytes.EMPTY, MEGABYTE, Duration.ofSeconds(20));
    CompletableFuture<JobResult> first = with.run(slow);
    CompletableFuture<JobResult> second = with.run(slow);
    await().until(() -> with.jobs().running() == 1);
    with.close();
    JobResult stopping = new JobResult.Failed("the gateway is stopping");
    assertThat(second.get(60, TimeUnit.SECONDS)).isEqualTo(stopping);
    assertThat(first.get(60, TimeUnit.SECONDS)).isEqualTo(stopping);
  }

  @Test
  void aKilledChildIsBack() {
    Workers with = workers(options(2, 1));
    Taken taken = new Taken();
    Worker worker = with.start(WorkerSpec.of("p", "test", PATTERN, List.of("picture")), taken);
    await().until(() -> taken.bytes.get() > 0 && worker.view().pid() != 0);
    long killed = worker.view().pid();
    assertThat(ProcessHandle.of(killed).orElseThrow().destroyForcibly()).isTrue();
    await().until(() -> worker.view().pid() != 0 && worker.view().pid() != killed);
    long before = taken.bytes.get();
    await().until(() -> taken.bytes.get() > before);
    assertThat(worker.view().restarts()).isPositive();
    assertThat(taken.ends).first().asString().contains("SIGKILL");
  }

  @Test
  void showsWhatAChildUses() {
    Workers with = workers(options(2, 1));
    with.start(WorkerSpec.of("p", "test", PATTERN, List.of("picture")), new Taken());
    await()
        .untilAsserted(() ->
            assertThat(with.views())
                .singleElement()
                .satisfies(view -> {
                  assertThat(view.state()).isEqualTo(WorkerView.State.RUNNING);
                  assertThat(view.rssBytes()).isGreaterThan(1_000_000);
                  assertThat(view.fps()).isPositive();
                  assertThat(view.frames()).isGreaterThan(10);
                  assertThat(view.speed()).isPositive();
                }));
  }

  @Test
  void runsNoMoreThanItMay() {
    Workers with = workers(options(1, 1));
    Worker first = with.start(WorkerSpec.of("a", "test", PATTERN, List.of("picture")), new Taken());
    await().until(() -> first.view().state() == WorkerView.State.RUNNING);
    Worker second =
        with.start(WorkerSpec.of("b", "test", PATTERN, List.of("picture")), new Taken());
    assertThat(second.view().state()).isEqualTo(WorkerView.State.WAITING);
    long pid = first.view().pid();
    first.close();
    await().until(() -> second.view().state() == WorkerView.State.RUNNING);
    assertThat(ProcessHandle.of(pid)).isEmpty();
  }

  /// It would hold its place for ever, and whoever is well would wait.
  @Test
  void aChildThatFailsAgainAndAgainMakesRoomForOthers() throws Exception {
    Workers with = workers(options(1, 1));
    Worker bad =
        with.start(WorkerSpec.of("a", "test", List.of("-nothing"), List.of()), new Taken());
    await().until(() -> bad.view().restarts() > 0);
    Worker good = with.start(WorkerSpec.of("b", "test", PATTERN, List.of("picture")), new Taken());
    await().until(() -> good.view().state() == WorkerView.State.RUNNING);
    await().until(() -> bad.view().state() == WorkerView.State.WAITING);
    good.close();
    long restarts = bad.view().restarts();
    await().until(() -> bad.view().restarts() > restarts);
  }

  @Test
  void whoHasNothingToDoIsAskedAgain() {
    Workers with = workers(options(1, 1));
    AtomicLong asked = new AtomicLong();
    WorkerSpec.Arguments later = () -> asked.incrementAndGet() < 3 ? List.of() : PATTERN;
    Taken taken = new Taken();
    Worker worker = with.start(new WorkerSpec("p", "test", later, List.of("picture"), null), taken);
    await().until(() -> taken.bytes.get() > 0);
    assertThat(worker.view().restarts()).isGreaterThanOrEqualTo(2);
  }

  /// Else it would be gone, and nobody would know why.
  @Test
  void aFaultOfOurOwnIsTheReasonOfOneStartAlone() {
    Workers with = workers(options(1, 1));
    AtomicBoolean mended = new AtomicBoolean();
    WorkerSpec.Arguments faulty =
        () -> {
          if (!mended.get()) {
            throw new IllegalStateException("no such encoder");
          }
          return PATTERN;
        };
    Taken taken = new Taken();
    Worker worker =
        with.start(new WorkerSpec("p", "test", faulty, List.of("picture"), null), taken);
    await().until(() -> worker.view().restarts() > 1);
    assertThat(worker.view().lastError()).contains("no such encoder");
    assertThat(with.views()).hasSize(1);
    mended.set(true);
    await().until(() -> taken.bytes.get() > 0);
  }

  @Test
  void whoeverFailsToTakeItsInputHearsOfItsEnd() {
    Workers with = workers(options(1, 1));
    Taken taken = new Taken();
    taken.faulty = true;
    Worker worker = with.start(WorkerSpec.of("p", "test", PATTERN, List.of("picture")), taken);
    await().until(() -> !taken.ends.isEmpty());
    await()
        .until(() -> "java.lang.IllegalStateException: faulty".equals(worker.view().lastError()));
    taken.faulty = false;
    await().until(() -> taken.bytes.get() > 0);
  }

  @Test
  void replacesAChildThatGetsNoFurther() {
    Workers with = workers(options(1, 1, Duration.ofSeconds(1)));
    Taken taken = new Taken();
    taken.blocked = true;
    Worker worker = with.start(WorkerSpec.of("p", "test", LARGE, List.of("picture")), taken);
    await().until(() -> worker.view().restarts() > 0);
    assertThat(worker.view().lastError()).isEqualTo("no progress for 1 s");
  }

  @Test
  void leavesNoChildBehind() {
    Workers with = workers(options(2, 1));
    Worker worker =
        with.start(WorkerSpec.of("p", "test", PATTERN, List.of("picture")), new Taken());
    await().until(() -> worker.view().state() == WorkerView.State.RUNNING);
    long pid = worker.view().pid();
    with.close();
    await().until(() -> ProcessHandle.of(pid).isEmpty());
    assertThat(with.views()).isEmpty();
  }

  /// A child may crash or not, hang or not: whoever asked hears of it, and the next one works.
  @Test
  void whatTheCorpusHasIsDecodedByAChildOrNot() throws Exception {
    List<Path> files = new ArrayList<>();
    for (String folder : List.of("es", "flv", "mp4", "ts")) {
      files.addAll(Corpus.files(folder));
    }
    Workers with = workers(WorkersOptions.DEFAULT);
    for (Path file : files) {
      List<String> arguments =
          List.of("-v", "error", "-nostdin", "-t", "5", "-i", "pipe:0", "-f", "null", "-");
      Bytes whole = Corpus.read(file);
      Job job =
          new Job(
              file.getFileName().toString(),
              Program.FFMPEG,
              arguments,
              whole,
              MEGABYTE,
              Duration.ofSeconds(20));
      assertThat(with.run(job).get(60, TimeUnit.SECONDS)).as(file.toString()).isNotNull();
    }
    assertThat(with.jobs().done() + with.jobs().failed()).isEqualTo(files.size());
    assertSwapsBytes();
  }

  /// Counts.
  private static final class Taken implements WorkerPipes {
    final AtomicLong bytes = new AtomicLong();
    final List<String> ends = new CopyOnWriteArrayList<>();
    volatile boolean blocked;
    volatile boolean faulty;

    @Override
    public void started(OutputStream input) {
      if (faulty) {
        throw new IllegalStateException("faulty");
      }
      try {
        input.close();
      } catch (IOException ended) {
        // it is over already
      }
    }

    @Override
    public void output(int output, Bytes piece) throws InterruptedException {
      if (blocked) {
        new CountDownLatch(1).await();
      }
      bytes.addAndGet(piece.length());
    }

    @Override
    public void ended(String reason) {
      ends.add(reason);
    }
  }
}
