package io.tidegate.gateway.recording;

import static io.tidegate.gateway.recording.RecordedSlate.KEY;
import static io.tidegate.gateway.storage.FarStorage.S3;
import static io.tidegate.gateway.storage.FarStorage.below;
import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.route.RecordingSpec;
import io.tidegate.gateway.segment.StoredSegment;
import io.tidegate.gateway.storage.FarStorage;
import io.tidegate.gateway.storage.s3.FakeS3;
import io.tidegate.gateway.store.RecordingIndex;
import io.tidegate.hls.HlsOptions.Container;
import io.tidegate.media.DataSize;
import io.tidegate.media.Nullable;
import io.tidegate.media.testing.Patience;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Recordings that go to a folder and to a bucket.
@Timeout(600)
class RecordedElsewhereTest {
  private static final Instant EVENING = Instant.parse("2026-11-22T23:59:45Z");
  private static final Settings.LocalCopies MUCH =
      new Settings.LocalCopies(24, DataSize.ofMegabytes(1_000));

  @TempDir Path folder;
  private FarStorage far;

  @BeforeEach
  void open() throws Exception {
    far = new FarStorage(folder, "{date}");
  }

  @AfterEach
  void close() {
    far.close();
  }

  private RecordedSlate slate(RecordingSpec spec, Settings.LocalCopies local) throws Exception {
    Recordings.Elsewhere places = new Recordings.Elsewhere(far.storage(), _ -> "far");
    return new RecordedSlate(
        folder, EVENING, spec, new DataSize(0), 0, new RecordedSlate.Elsewhere(places, local));
  }

  private static RecordingSpec spec(@Nullable Integer keepHours) {
    RecordingSpec on = RecordingSpec.ON;
    return new RecordingSpec(true, Container.FMP4, 4, "far", keepHours, null, null, on.schedule());
  }

  private List<String> segmentsHere() throws IOException {
    return below(folder.resolve("recordings")).stream()
        .filter(name -> name.endsWith(".m4s"))
        .toList();
  }

  private static void areThere(RecordedSlate slate) {
    await("all are brought")
        .atMost(Patience.FOR_PROGRAMS)
        .until(() ->
            !slate.segments().isEmpty()
                && slate.segments().stream().allMatch(one -> one.storage().startsWith("far:")));
  }

  private void areGoneHere(RecordedSlate slate) {
    await("the files here go")
        .atMost(Patience.FOR_PROGRAMS)
        .until(() -> {
          slate.loops.advance(Duration.ofSeconds(11));
          return segmentsHere().isEmpty();
        });
  }

  private static byte[] read(RecordedSlate slate, String path, long from, long count)
      throws IOException {
    RecordedContent content =
        Objects.requireNonNull(slate.recordings.content(KEY, path), path + " is not there");
    try (InputStream in = content.open(from, count < 0 ? content.length() : count)) {
      return in.readNBytes(count < 0 ? (int) content.length() : (int) count);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", S3})
  void isBroughtGoesHereIsPlayedFromThereAndDeletedThere(String type) throws Exception {
    far.put(type);
    try (RecordedSlate slate = slate(spec(null), MUCH)) {
      slate.begin();
      slate.play(Duration.ofSeconds(30));
      slate.end();
      areThere(slate);
      List<StoredSegment> all = slate.segments();
      assertThat(slate.recordings.tally().brought()).isEqualTo(all.size());
      Map<String, byte[]> written = new HashMap<>();
      for (StoredSegment one : all) {
        Path file = folder.resolve("recordings/live/cam").resolve(one.name().path());
        written.put(one.name().path(), Files.readAllBytes(file));
        Path init = folder.resolve("recordings/live/cam").resolve(one.name().initPath());
        written.put(one.name().initPath(), Files.readAllBytes(init));
      }
      assertThat(written)
          .as("segments of two days, and an init section of each")
          .hasSize(all.size() + 2);
      await("the init sections").until(() -> far.there(type).size() == written.size());
      assertThat(far.there(type)).allMatch(path -> path.contains("/live/cam/"));

      slate.spec = spec(0);
      areGoneHere(slate);
      for (StoredSegment one : all) {
        Files.deleteIfExists(folder.resolve("recordings/live/cam").resolve(one.name().initPath()));
      }
      assertThat(slate.recordings.present(all)).isEqualTo(all);
      for (Map.Entry<String, byte[]> one : written.entrySet()) {
        byte[] whole = one.getValue();
        assertThat(read(slate, one.getKey(), 0, -1)).as(one.getKey()).isEqualTo(whole);
        assertThat(read(slate, one.getKey(), 7, 9)).isEqualTo(Arrays.copyOfRange(whole, 7, 16));
      }

      slate.recordings.delete(KEY, Instant.EPOCH, RecordingIndex.ALWAYS, "operator").get();
      await("nothing is left there").until(() -> far.there(type).isEmpty());
      assertThat(slate.segments()).isEmpty();
      assertThat(slate.recordings.content(KEY, all.getFirst().name().path())).isNull();
    }
  }

  @Test
  void aProfileThatIsDownHoldsNothingUpAndNothingGoesHere() throws Exception {
    far.put(S3);
    far.server().tricks = _ -> new FakeS3.Refuse(503, "");
    try (RecordedSlate slate = slate(spec(0), MUCH)) {
      slate.begin();
      slate.play(Duration.ofSeconds(30));
      List<StoredSegment> all = slate.segments();
      assertThat(all).hasSizeGreaterThan(5).allMatch(one -> one.storage().isEmpty());
      await("the queue")
          .until(() -> far.storage().waiting("far", 0, 100).get().size() > all.size());
      assertThat(segmentsHere()).hasSize(all.size());
      assertThat(slate.recordings.problem()).isNull();
      far.server().tricks = _ -> null;
      slate.end();
      areThere(slate);
      areGoneHere(slate);
    }
  }

  /// Takes what is sent, and does not live to say so.
  private void swallow() {
    far.server().tricks =
        question -> question.startsWith("PUT") ? new FakeS3.Swallow() : new FakeS3.Refuse(503, "");
  }

  @Test
  void whatAKillHasLeftBetweenUploadAndIndexIsBroughtAtTheNextStart() throws Exception {
    swallow();
    far.put(S3);
    int count;
    try (RecordedSlate slate = slate(spec(0), MUCH)) {
      slate.begin();
      slate.play(Duration.ofSeconds(30));
      count = slate.segments().size();
      await("they lie there").until(() -> !far.server().objects.isEmpty());
      assertThat(slate.segments()).allMatch(one -> one.storage().isEmpty());
    }
    far.storage().close();
    far.server().tricks = _ -> null;
    // and the machine went down before the queue had them
    Files.delete(folder.resolve("uploads.db"));
    Files.deleteIfExists(folder.resolve("uploads.db-wal"));
    Files.deleteIfExists(folder.resolve("uploads.db-shm"));
    far.reopen();
    far.put(S3);
    try (RecordedSlate slate = slate(spec(0), MUCH)) {
      areThere(slate);
      assertThat(slate.segments()).hasSizeGreaterThanOrEqualTo(count);
      areGoneHere(slate);
    }
  }

  @Test
  void whatIsQueuedAtAKillIsNotedAtTheNextStart() throws Exception {
    swallow();
    far.put(S3);
    try (RecordedSlate slate = slate(spec(24), MUCH)) {
      slate.begin();
      slate.play(Duration.ofSeconds(30));
      await("they lie there").until(() -> !far.server().objects.isEmpty());
      assertThat(slate.segments()).allMatch(one -> one.storage().isEmpty());
    }
    far.storage().close();
    far.reopen();
    try (RecordedSlate slate = slate(spec(24), MUCH)) {
      far.put(S3);
      areThere(slate);
      assertThat(segmentsHere()).as("for a day here, too").hasSize(slate.segments().size());
    }
  }

  @Test
  void copiesGoByTheirSize() throws Exception {
    far.put("local");
    Settings.LocalCopies none = new Settings.LocalCopies(24, new DataSize(0));
    try (RecordedSlate slate = slate(spec(null), none)) {
      slate.begin();
      slate.play(Duration.ofSeconds(20));
      slate.end();
      areThere(slate);
      areGoneHere(slate);
      assertThat(slate.segments()).isNotEmpty();
    }
  }
}
