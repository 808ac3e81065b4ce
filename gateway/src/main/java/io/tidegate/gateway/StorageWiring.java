package io.tidegate.gateway;

import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.event.Event.Move;
import io.tidegate.gateway.event.Event.Subject;
import io.tidegate.gateway.metrics.Metrics;
import io.tidegate.gateway.metrics.StorageMetrics;
import io.tidegate.gateway.route.RecordingSpec;
import io.tidegate.gateway.route.RouteEntry;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.gateway.route.StillSpec;
import io.tidegate.gateway.storage.Storage;
import io.tidegate.gateway.storage.StorageBook;
import io.tidegate.gateway.storage.StorageSpec;
import io.tidegate.gateway.store.SpaceStore;
import io.tidegate.gateway.store.StorageProfileStore;
import io.tidegate.gateway.store.StoreException;
import io.tidegate.gateway.store.UploadStore;
import io.tidegate.gateway.web.HealthRoutes;
import io.tidegate.media.Nullable;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.BiConsumer;

/// Storage profiles: put together by hand. Stateless.
final class StorageWiring {
  private static final String FILE = "uploads.db";

  /// In a refusal.
  private static final int MOST_NAMED = 10;

  private StorageWiring() {}

  /// Whether a route may name a storage profile.
  static boolean knows(Settings settings, StorageProfileStore profiles, String name) {
    return name.equals(StorageSpec.USUAL)
        || settings.storage().stream().anyMatch(spec -> spec.name().equals(name))
        || profiles.profiles().containsKey(name);
  }

  private static List<String> users(RouteTable routes, String profile) {
    return routes.entries().values().stream()
        .map(RouteEntry::route)
        .filter(route ->
            RecordingSpec.storage(route).equals(profile)
                || StillSpec.storage(route).equals(profile))
        .map(route -> route.key().toString())
        .limit(MOST_NAMED)
        .toList();
  }

  /// @param journal takes down who changes what, and what fails
  static StorageBook open(
      Settings settings,
      StorageProfileStore profiles,
      SpaceStore spaces,
      RouteTable routes,
      BiConsumer<Subject, Move> journal)
      throws StoreException {
    Path folder = settings.dataDir();
    UploadStore queue = UploadStore.open(folder.resolve(FILE), Clock.systemUTC());
    Storage storage =
        new Storage(
            folder.resolve("storage").toAbsolutePath(),
            queue,
            (profile, problem) -> journal.accept(subject(profile), health(problem)));
    return new StorageBook(
        storage, profiles, settings.storage(), spaces, name -> users(routes, name), journal);
  }

  private static Subject subject(String profile) {
    return new Subject("storage", "", profile);
  }

  private static Move health(@Nullable String problem) {
    return problem == null
        ? new Move("failing", "well", "", "")
        : new Move("well", "failing", "", problem);
  }

  /// From here on what waits is brought; says what does not work, and measures it.
  static void start(StorageBook storage, Metrics metrics, HealthRoutes health) {
    storage.start();
    metrics.add(new StorageMetrics(storage::views));
    health.watch("storage", storage::problem);
  }
}
