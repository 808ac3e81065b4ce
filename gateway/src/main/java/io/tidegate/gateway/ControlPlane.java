package io.tidegate.gateway;

import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.event.Event;
import io.tidegate.gateway.event.LiveBoard;
import io.tidegate.gateway.event.LiveBoard.EntityId;
import io.tidegate.gateway.route.Reconciler;
import io.tidegate.gateway.route.RouteEntry;
import io.tidegate.gateway.route.RouteInstances;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.gateway.route.SrtPortSpec;
import io.tidegate.gateway.store.EventLog;
import io.tidegate.gateway.store.RouteChange;
import io.tidegate.gateway.store.RouteDelta;
import io.tidegate.gateway.store.RouteSetRules;
import io.tidegate.gateway.store.RouteStore;
import io.tidegate.gateway.store.StoreException;
import io.tidegate.gateway.web.EventsApi;
import io.tidegate.gateway.web.HealthRoutes;
import io.tidegate.gateway.web.LiveViews;
import io.tidegate.gateway.web.RouteFilesApi;
import io.tidegate.gateway.web.RouteImportApi;
import io.tidegate.gateway.web.RoutesApi;
import io.tidegate.gateway.web.VersionsApi;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.SessionState;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is stored, what has happened and who watches: put together by hand.
///
/// 1. [#open] reads what is stored.
/// 2. [#follow] makes what runs and the live board follow it.
/// 3. [#mount] on each router.
/// 4. [#close].
final class ControlPlane implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ControlPlane.class);

  private static final String WORKS = SessionState.STREAMING.label();

  private final RouteStore store;
  private final EventLog events;
  private final LiveBoard board;
  private final AtomicInteger watchers = new AtomicInteger();

  private ControlPlane(RouteStore store, EventLog events, LiveViews views) {
    this.store = store;
    this.events = events;
    this.board = new LiveBoard(new LiveBoard.Views(views::entities, views::stats, this::moved));
  }

  /// The routes of the configuration are taken over at the first start with this folder.
  static ControlPlane open(Settings settings, RouteTable routes, LiveViews views)
      throws StartException, InterruptedException {
    List<SrtPortSpec> fixed = new ArrayList<>(settings.srt().ports());
    fixed.add(new SrtPortSpec("srt", settings.srt().port(), null, null));
    Path folder = settings.dataDir();
    try {
      // SQLite's library is unpacked here; a folder for temporary files may forbid programs
      Path natives = Files.createDirectories(folder.resolve("native"));
      System.setProperty("org.sqlite.tmpdir", natives.toString());
      RouteStore store =
          RouteStore.open(folder.resolve("tidegate.db"), routes, new RouteSetRules(fixed));
      boolean first = store.seed(settings.routes()).get(Main.PATIENCE_NANOS, TimeUnit.NANOSECONDS);
      if (!first && settings.routes().stream().anyMatch(written -> differs(routes, written))) {
        log.warn(
            "the routes of the configuration differ from those in {}, which hold since the first"
                + " start; /api/v1/routes/apply brings a file in",
            folder.resolve("tidegate.db"));
      }
      EventLog events = EventLog.open(folder.resolve("history.db"), Clock.systemUTC());
      return new ControlPlane(store, events, views);
    } catch (StoreException unusable) {
      throw new StartException("data-dir: " + unusable.getMessage(), unusable);
    } catch (ExecutionException unusable) {
      Throwable cause = unusable.getCause();
      throw new StartException(
          "data-dir: " + (cause == null ? unusable : cause).getMessage(), unusable);
    } catch (IOException | TimeoutException problem) {
      throw new StartException("data-dir: " + Reason.of(problem), problem);
    }
  }

  private static boolean differs(RouteTable routes, RouteSpec written) {
    return !written.equals(routes.find(written.key()));
  }

  /// Brings up what is stored, and follows changes from here on.
  void follow(Reconciler reconciler, RouteInstances instances, HealthRoutes health)
      throws InterruptedException, ExecutionException, TimeoutException {
    health.watch("routes", () -> trouble(reconciler));
    health.watch("events", events::problem);
    store.observe(change -> changed(change, reconciler, instances));
    reconciler.start().get(Main.PATIENCE_NANOS, TimeUnit.NANOSECONDS);
    note("server", "", "", "started", "", Main.version());
    board.start();
  }

  void mount(Router router, Vertx vertx) {
    new RoutesApi(store).mount(router);
    new RouteFilesApi(store).mount(router);
    new RouteImportApi(store).mount(router);
    new VersionsApi(store).mount(router);
    new EventsApi(events, board, vertx, watchers).mount(router);
  }

  /// What cannot be stored, or does not run as it is stored.
  private @Nullable String trouble(Reconciler reconciler) {
    String unstored = store.problem();
    if (unstored != null) {
      return unstored;
    }
    int problems = reconciler.problems().size() + store.unreadable().size();
    return problems == 0 ? null : problems + " do not run as they are stored; the log says why";
  }

  /// On the store's thread.
  private void changed(RouteChange change, Reconciler reconciler, RouteInstances instances) {
    List<StreamKey> keys =
        change.deltas().stream().map(delta -> StreamKey.parsePattern(delta.key())).toList();
    reconciler.changed(instances.reached(keys));
    for (RouteDelta delta : change.deltas()) {
      RouteEntry entry = store.table().entries().get(StreamKey.parsePattern(delta.key()));
      JsonObject fields = entry == null ? null : RoutesApi.json(entry);
      board.tell(new EntityId("route", delta.key()), fields);
      note(
          "route",
          delta.key(),
          delta.before() == null ? "" : "stored",
          delta.after() == null ? "" : "stored",
          change.who(),
          change.action() + ", version " + change.version());
    }
  }

  /// On the board's thread.
  private void moved(EntityId of, @Nullable JsonObject before, @Nullable JsonObject after) {
    String from = state(before);
    String to = state(after);
    JsonObject present = after == null ? before : after;
    if (present != null && !from.equals(to)) {
      String key = present.getString("key", "");
      // of what works again it is an old one
      String failure = to.equals(WORKS) ? "" : present.getString("lastFailure", "");
      String detail = failure.isEmpty() ? present.getString("protocol", "") : failure;
      if (of.entity().equals("port")) {
        detail = (of.id() + " " + present.getString("problem", "")).strip();
      }
      note(of.entity(), key == null ? "" : key, from, to, "", detail);
    }
  }

  private static String state(@Nullable JsonObject fields) {
    return fields == null ? "" : fields.getString("state", "");
  }

  private void note(String kind, String key, String from, String to, String who, String detail) {
    Event event = events.add(kind, key, from, to, who, detail);
    board.happened(event);
  }

  @Override
  public void close() {
    board.close();
    events.add("server", "", "started", "", "", "stopped");
    events.close();
    store.close();
  }
}
