package io.tidegate.gateway;

import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.metrics.Metrics;
import io.tidegate.gateway.metrics.RecordingMetrics;
import io.tidegate.gateway.metrics.StillMetrics;
import io.tidegate.gateway.notify.Notifications;
import io.tidegate.gateway.recording.Recordings;
import io.tidegate.gateway.route.RecordingSpec;
import io.tidegate.gateway.route.RouteRunner;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.gateway.route.StillSpec;
import io.tidegate.gateway.snapshot.Snapshots;
import io.tidegate.gateway.still.StoredStills;
import io.tidegate.gateway.storage.StorageBook;
import io.tidegate.gateway.store.StoreException;
import io.tidegate.gateway.web.HealthRoutes;
import io.tidegate.gateway.web.RecordingRoutes;
import io.tidegate.gateway.web.RecordingsApi;
import io.tidegate.gateway.web.StillsApi;
import io.tidegate.hls.DateRanges;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamRegistry;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.Objects;

/// Recording, and pictures that are kept: what is stored, who records, who plays and who asks, put
/// together by hand. Any thread.
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
  private final Snapshots pictures;

  /// Null before the start.
  private volatile @Nullable Recordings recordings;

  /// Null before the start.
  private volatile @Nullable RecordingRoutes playback;

  /// Null before the start.
  private volatile @Nullable StoredStills stills;

  RecordingPlane(Settings settings, Streams live, RouteTable routes, Snapshots pictures) {
    this.settings = settings;
    this.loops = live.loops();
    this.routes = routes;
    this.streams = live.streams();
    this.sessions = live.sessions();
    this.pictures = pictures;
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
      startStills(control);
    } catch (StoreException unusable) {
      throw new StartException("recordings: " + unusable.getMessage(), unusable);
    }
  }

  private void startStills(ControlPlane control) {
    StoredStills opened =
        new StoredStills(
            settings.dataDir().resolve("stills"),
            settings.recording(),
            new StoredStills.Source(
                loops, this::stillSpec, hub -> pictures.picture(hub, 0, Duration.ZERO)),
            new StoredStills.Elsewhere(
                control.storage().storage(), key -> stillProfile(key, control.storage())),
            control::note);
    stills = opened;
    streams.observe(opened);
    opened.start();
  }

  /// Null where none are kept.
  private @Nullable StillSpec stillSpec(StreamKey key) {
    RouteSpec route = routes.find(key);
    return route == null ? null : StillSpec.of(route);
  }

  private String stillProfile(StreamKey key, StorageBook storage) {
    StillSpec spec = stillSpec(key);
    return spec == null || spec.storage().isEmpty() ? storage.wanted(key.app()) : spec.storage();
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
    health.watch("stills", startedStills()::problem);
  }

  void measure(Metrics metrics) {
    metrics.add(new RecordingMetrics(() -> recordings)).add(new StillMetrics(() -> stills));
  }

  void mount(Router router) {
    Objects.requireNonNull(playback, "started before").mount(router);
  }

  void mountApi(Router router) {
    new RecordingsApi(started()).mount(router);
    new StillsApi(startedStills()).mount(router);
  }

  private StoredStills startedStills() {
    return Objects.requireNonNull(stills, "started before");
  }

  private Recordings started() {
    return Objects.requireNonNull(recordings, "started before");
  }

  @Override
  public void close() {
    StoredStills kept = stills;
    if (kept != null) {
      kept.close();
    }
    Recordings opened = recordings;
    if (opened != null) {
      opened.close();
    }
  }
}
