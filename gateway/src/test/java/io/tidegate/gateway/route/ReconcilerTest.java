package io.tidegate.gateway.route;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReconcilerTest {
  private static final StreamKey A = new StreamKey("live", "a");
  private static final StreamKey B = new StreamKey("live", "b");

  private final RouteTable table = new RouteTable();
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private Reconciler reconciler =
      new Reconciler(table, List.of((key, before, after) -> calls.add(text(key, before, after))));

  @AfterEach
  void close() {
    reconciler.close();
  }

  @Test
  void bringsUpWhatIsStoredAndFollowsChanges() throws Exception {
    store(A, 1);
    store(B, 1);
    reconciler.start().get(20, TimeUnit.SECONDS);
    assertThat(calls).containsExactlyInAnyOrder("live/a - 1", "live/b - 1");
    calls.clear();
    store(A, 2);
    reconciler.changed(List.of(A));
    awaitCalls("live/a 1 2");
    table.remove(A);
    reconciler.changed(List.of(A));
    awaitCalls("live/a 1 2", "live/a 2 -");
  }

  @Test
  void aRenditionThatWasTakenOutIsToldAtOnce() throws Exception {
    StreamKey cam = StreamKey.parse("live/cam");
    StreamKey small = StreamKey.parse("live/cam_360");
    reconciler.close();
    List<StreamKey> came = new CopyOnWriteArrayList<>();
    List<StreamKey> gone = new CopyOnWriteArrayList<>();
    RouteRunner runner = (key, _, after) -> (after == null ? gone : came).add(key);
    reconciler = new Reconciler(table, List.of(runner));
    RouteSpec with = RenditionRoutesTest.route(false);
    table.put(new RouteEntry(with, 1, Instant.EPOCH, ""));
    reconciler.start().get(20, TimeUnit.SECONDS);
    reconciler.changed(table.renditionsOf(cam));
    await("it runs").until(() -> came.contains(small));
    RouteSpec without = with.with(SourceSpec.publishers(), List.of(), SrtSpec.NONE);
    table.put(new RouteEntry(without, 2, Instant.EPOCH, ""));
    reconciler.changed(List.of(cam));
    await("the rendition is told").until(() -> gone.equals(List.of(small)));
  }

  @Test
  void whatHasNotChangedIsLeftAlone() throws Exception {
    store(A, 1);
    reconciler.start().get(20, TimeUnit.SECONDS);
    reconciler.changed(List.of(A, B));
    store(B, 1);
    reconciler.changed(List.of(B));
    awaitCalls("live/a - 1", "live/b - 1");
  }

  @Test
  void manyChangesOfOneRouteBecomeOne() throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    reconciler.close();
    reconciler =
        new Reconciler(
            table,
            List.of((key, before, after) -> {
              calls.add(text(key, before, after));
              first.countDown();
              wait(go);
            }));
    store(A, 1);
    reconciler.changed(List.of(A));
    assertThat(first.await(20, TimeUnit.SECONDS)).isTrue();
    for (int i = 2; i <= 50; i++) {
      store(A, i);
      reconciler.changed(List.of(A));
    }
    go.countDown();
    awaitCalls("live/a - 1", "live/a 1 50");
  }

  @Test
  void whatCannotBeHadIsTriedAgainAndTheOthersRun() throws Exception {
    reconciler.close();
    List<RouteRunner> runners =
        List.of(
            (key, before, after) -> {
              calls.add("tries " + text(key, before, after));
              if (calls.size() == 1) {
                throw new RouteRunner.RunException("port 9 is taken", null);
              }
            },
            (_, _, _) -> {
              throw new IllegalStateException("a bug");
            },
            (key, before, after) -> calls.add("runs " + text(key, before, after)));
    reconciler = new Reconciler(table, runners.subList(0, 1));
    store(A, 1);
    reconciler.start().get(20, TimeUnit.SECONDS);
    assertThat(reconciler.problems()).containsEntry(A, "port 9 is taken");
    awaitCalls("tries live/a - 1", "tries live/a - 1");
    await("no problem").until(() -> reconciler.problems().isEmpty());
    reconciler.close();
    calls.clear();
    reconciler = new Reconciler(table, runners);
    reconciler.start().get(20, TimeUnit.SECONDS);
    assertThat(calls).contains("runs live/a - 1");
    assertThat(reconciler.problems().get(A)).isEqualTo("port 9 is taken");
  }

  private static void wait(CountDownLatch go) {
    try {
      go.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitCalls(String... expected) {
    await("the calls").untilAsserted(() -> assertThat(calls).containsExactly(expected));
  }

  private void store(StreamKey key, int graceMs) {
    RouteSpec route =
        new RouteSpec(
            key,
            true,
            SourceSpec.publishers(),
            List.of(),
            null,
            Duration.ofMillis(graceMs),
            SrtSpec.NONE);
    table.put(new RouteEntry(route, graceMs, Instant.EPOCH, "test"));
  }

  private static String text(StreamKey key, @Nullable RouteSpec before, @Nullable RouteSpec after) {
    return key + " " + grace(before) + " " + grace(after);
  }

  private static String grace(@Nullable RouteSpec route) {
    return route == null ? "-" : Long.toString(Objects.requireNonNull(route.grace()).toMillis());
  }
}
