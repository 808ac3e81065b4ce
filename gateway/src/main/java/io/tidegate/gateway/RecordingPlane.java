package io.tidegate.gateway;

import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.metrics.Metrics;
import io.tidegate.gateway.metrics.RecordingMetrics;
import io.tidegate.gateway.notify.Notifications;
import io.tidegate.gateway.recording.Recordings;
import io.tidegate.gateway.route.RecordingSpec;
import io.tidegate.gateway.route.RouteRunner;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.gateway.storage.StorageBook;
import io.tidegate.gateway.store.StoreException;
import io.tidegate.gateway.web.HealthRoutes;
import io.tidegate.gateway.web.RecordingRoutes;
import io.tidegate.gateway.web.RecordingsApi;
import io.tidegate.hls.DateRanges;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamRegistry;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.util.Objects;

/// Recording: what is stored, who records, who plays and who asks, put together by hand. Any
/// thread.
///
/// 1. [#start], before the first publisher;
/// 2. [#mount] and [#mountApi] on each router;
/// 3. [#close], after the streams have ended.
final class RecordingPlane implements AutoCloseable {
  private final Settings settings;
  private final Loops loops;
  private final RouteTable routes;
  private final StreamRegistry streams;
  private final SessionRegistry sessions;

  /// Null before the start.
  private volatile @Nullable Recordings recordings;

  /// Null before the start.
  private volatile @Nullable RecordingRoutes playback;

  RecordingPlane(
      Settings settings,
      Loops loops,
      RouteTable routes,
      StreamRegistry streams,
      SessionRegistry sessions) {
    this.settings = settings;
    this.loops = loops;
    this.routes = routes;
    this.streams = streams;
    this.sessions = sessions;
  }

  /// @param ranges what is on the timelines of streams
  void start(ControlPlane control, Vertx vertx, DateRanges ranges) throws StartException {
    try {
      Recordings opened =
          Recordings.open(
              settings.recording(),
              settings.dataDir(),
              loops,
              this::spec,
              new Recordings.Elsewhere(
                  control.storage().storage(), key -> profile(key, control.storage())));
      recordings = opened;
      streams.observe(opened);
      opened.start(
          control::note,
          finished -> {
            Notifications notifications = control.notifications();
            if (notifications != null) {
              notifications.recorded(finished);
            }
          });
      RecordingRoutes routes = new RecordingRoutes(opened, streams.players(), sessions, ranges);
      routes.start(vertx);
      playback = routes;
    } catch (StoreException unusable) {
      throw new StartException("recordings: " + unusable.getMessage(), unusable);
    }
  }

  /// The route's own, else that of its space; empty for this machine's disk alone.
  private String profile(StreamKey key, StorageBook storage) {
    RecordingSpec spec = spec(key);
    return spec == null || spec.storage().isEmpty() ? storage.wanted(key.app()) : spec.storage();
  }

  /// Null where nothing is said of recording.
  private @Nullable RecordingSpec spec(StreamKey key) {
    RouteSpec route = routes.find(key);
    return route == null ? null : RecordingSpec.of(route);
  }

  /// Makes live streams follow their routes.
  RouteRunner runner() {
    return (key, _, _) -> {
      Recordings opened = recordings;
      StreamHub live = streams.find(key);
      if (opened != null && live != null) {
        live.loop().run(() -> opened.reconsider(live));
      }
    };
  }

  void watch(HealthRoutes health) {
    health.watch("recording", started()::problem);
  }

  void measure(Metrics metrics) {
    metrics.add(new RecordingMetrics(() -> recordings));
  }

  void mount(Router router) {
    Objects.requireNonNull(playback, "started before").mount(router);
  }

  void mountApi(Router router) {
    new RecordingsApi(started()).mount(router);
  }

  private Recordings started() {
    return Objects.requireNonNull(recordings, "started before");
  }

  @Override
  public void close() {
    Recordings opened = recordings;
    if (opened != null) {
      opened.close();
    }
  }
}
