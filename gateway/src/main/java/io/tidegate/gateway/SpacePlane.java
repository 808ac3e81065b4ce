package io.tidegate.gateway;

import io.tidegate.gateway.account.Journal;
import io.tidegate.gateway.account.SpaceBook;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.gateway.space.SpaceGate;
import io.tidegate.gateway.space.SpaceUsage;
import io.tidegate.gateway.store.SpaceStore;
import io.tidegate.gateway.web.SpacesApi;
import io.tidegate.media.Nullable;
import io.tidegate.media.hub.SessionRegistry;
import io.vertx.ext.web.Router;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// Spaces: what is stored of them, what they use, and who asks. Any thread.
///
/// 1. [#gate] once there are sessions;
/// 2. [#mount] on each router;
/// 3. [#close].
final class SpacePlane implements AutoCloseable {
  private static final long PERIOD_MS = 1_000;

  private final SpaceStore store;
  private final RouteTable routes;
  private final Journal journal;
  private final ScheduledExecutorService sampling =
      Executors.newSingleThreadScheduledExecutor(
          work -> Thread.ofPlatform().name("space-usage").daemon().unstarted(work));
  private volatile @Nullable SpaceBook book;

  SpacePlane(SpaceStore store, RouteTable routes, Journal journal) {
    this.store = store;
    this.routes = routes;
    this.journal = journal;
  }

  /// Looks at what sessions send from here on.
  SpaceGate gate(SessionRegistry sessions) {
    SpaceUsage usage = new SpaceUsage(sessions, System::nanoTime);
    book = new SpaceBook(store, routes, usage, journal);
    var _ =
        sampling.scheduleWithFixedDelay(usage::sample, PERIOD_MS, PERIOD_MS, TimeUnit.MILLISECONDS);
    return new SpaceGate(store::find, usage);
  }

  /// @param isProfile whether there is a storage profile of a name
  void mount(Router router, Predicate<String> isProfile) {
    new SpacesApi(Objects.requireNonNull(book, "gated before"), isProfile).mount(router);
  }

  /// Where they are kept.
  SpaceStore store() {
    return store;
  }

  @Nullable
  String problem() {
    return store.problem();
  }

  @Override
  public void close() {
    sampling.shutdownNow();
    store.close();
  }
}
