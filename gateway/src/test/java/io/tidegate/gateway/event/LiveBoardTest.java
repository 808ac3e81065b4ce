package io.tidegate.gateway.event;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.event.LiveBoard.EntityId;
import io.tidegate.gateway.event.LiveBoard.Patch;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveBoardTest {
  private static final EntityId CAM = new EntityId("pull", "live/cam");

  private final Map<EntityId, JsonObject> present = new ConcurrentHashMap<>();
  private final List<String> moves = new CopyOnWriteArrayList<>();
  private final List<Long> seconds = new CopyOnWriteArrayList<>();
  private final LiveBoard board =
      new LiveBoard(
          new LiveBoard.Views(
              () -> Map.copyOf(present),
              new Counting(),
              (of, before, after) -> moves.add(of.id() + " " + before + " " + after)));

  @AfterEach
  void close() {
    board.close();
  }

  @Test
  void tellsWhatComesChangesAndGoes() {
    Watcher watcher = new Watcher();
    board.subscribe(watcher, 0);
    await("a snapshot").until(() -> !watcher.snapshots.isEmpty());
    board.start();
    present.put(CAM, new JsonObject().put("state", "connecting"));
    watcher.awaitPatches("live/cam {\"state\":\"connecting\"}");
    present.put(CAM, new JsonObject().put("state", "streaming"));
    watcher.awaitPatches(
        "live/cam {\"state\":\"connecting\"}", "live/cam {\"state\":\"streaming\"}");
    present.clear();
    watcher.awaitPatches(
        "live/cam {\"state\":\"connecting\"}",
        "live/cam {\"state\":\"streaming\"}",
        "live/cam null");
    assertThat(watcher.patches).extracting(Patch::seq).isSorted().doesNotHaveDuplicates();
    assertThat(moves)
        .containsExactly(
            "live/cam null {\"state\":\"connecting\"}",
            "live/cam {\"state\":\"connecting\"} {\"state\":\"streaming\"}",
            "live/cam {\"state\":\"streaming\"} null");
    await("numbers").until(() -> watcher.stats.contains("{\"viewers\":3}"));
  }

  /// A board that hangs does not fill the memory.
  @Test
  void eventsThatWaitAreBoundedAndCounted() {
    CountDownLatch hangs = new CountDownLatch(1);
    Watcher watcher = new Watcher();
    board.subscribe(watcher, 0);
    board.execute(() -> {
      try {
        hangs.await();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    });
    Event event =
        Event.of(1, Instant.EPOCH, Event.Subject.of("x", "y"), new Event.Move("", "a", "", ""));
    for (int i = 0; i < LiveBoard.MAX_TELLING + 3; i++) {
      board.happened(event);
    }
    assertThat(board.untold()).isEqualTo(3);
    CountDownLatch told = new CountDownLatch(1);
    hangs.countDown();
    board.execute(told::countDown);
    await("the others").until(() -> told.getCount() == 0);
    board.happened(event);
    assertThat(board.untold()).isEqualTo(3);
  }

  @Test
  void whoComesBackGetsWhatHeMissed() {
    Watcher first = new Watcher();
    board.subscribe(first, 0);
    for (int i = 1; i <= 3; i++) {
      board.tell(new EntityId("route", "live/" + i), new JsonObject());
    }
    await("three").until(() -> first.patches.size() == 3);
    Watcher back = new Watcher();
    board.subscribe(back, first.patches.getFirst().seq());
    back.awaitPatches("live/2 {}", "live/3 {}");
    assertThat(back.snapshots).isEmpty();

    Watcher current = new Watcher();
    board.subscribe(current, first.patches.getLast().seq());
    board.tell(new EntityId("route", "live/4"), null);
    current.awaitPatches("live/4 null");
    assertThat(current.snapshots).isEmpty();

    for (long unknown : new long[] {0, 1, Long.MAX_VALUE / 2}) {
      Watcher lost = new Watcher();
      board.subscribe(lost, unknown);
      await("a snapshot").until(() -> lost.snapshots.size() == 1);
      assertThat(lost.patches).isEmpty();
    }
  }

  @Test
  void countsEachSecondOnceThoughNobodyWatches() {
    board.start();
    await("three seconds").until(() -> seconds.size() >= 3);
    assertThat(seconds).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void whoLeavesHearsNoMore() {
    Watcher leaving = new Watcher();
    Watcher stays = new Watcher();
    board.subscribe(leaving, 0);
    board.subscribe(stays, 0);
    board.unsubscribe(leaving);
    board.tell(CAM, null);
    stays.awaitPatches("live/cam null");
    assertThat(leaving.patches).isEmpty();
  }

  /// Three viewers, and how often somebody counted.
  private final class Counting implements LiveBoard.Sampler {
    @Override
    public void sample(long second) {
      seconds.add(second);
    }

    @Override
    public JsonObject stats() {
      return new JsonObject().put("viewers", 3);
    }
  }

  private static final class Watcher implements LiveBoard.Listener {
    final List<Long> snapshots = new CopyOnWriteArrayList<>();
    final List<Patch> patches = new CopyOnWriteArrayList<>();
    final List<String> stats = new CopyOnWriteArrayList<>();

    @Override
    public void snapshot(long seq) {
      snapshots.add(seq);
    }

    @Override
    public void patched(List<Patch> changed) {
      patches.addAll(changed);
    }

    @Override
    public void happened(Event event) {}

    @Override
    public void measured(JsonObject newest) {
      stats.add(newest.encode());
    }

    void awaitPatches(String... expected) {
      await("the patches")
          .untilAsserted(() ->
              assertThat(
                      patches.stream()
                          .map(patch -> patch.of().id() + " " + patch.fields())
                          .toList())
                  .containsExactly(expected));
    }
  }
}
