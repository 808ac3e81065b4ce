package io.tidegate.gateway;

import io.tidegate.gateway.account.Accounts;
import io.tidegate.gateway.account.Setup;
import io.tidegate.gateway.alarm.Alarm;
import io.tidegate.gateway.alarm.AlarmMemory;
import io.tidegate.gateway.alarm.Alarms;
import io.tidegate.gateway.alarm.Watched;
import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.config.SettingsSource;
import io.tidegate.gateway.event.Event.Move;
import io.tidegate.gateway.event.Event.Subject;
import io.tidegate.gateway.feature.FeatureBook;
import io.tidegate.gateway.load.LoadControl;
import io.tidegate.gateway.mark.Marks;
import io.tidegate.gateway.notify.Notifications;
import io.tidegate.gateway.route.Reconciler;
import io.tidegate.gateway.route.RouteInstances;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.gateway.route.SrtPortSpec;
import io.tidegate.gateway.secret.SecretBox;
import io.tidegate.gateway.settings.SettingsBook;
import io.tidegate.gateway.storage.StorageBook;
import io.tidegate.gateway.store.AccountStore;
import io.tidegate.gateway.store.AuditLog;
import io.tidegate.gateway.store.RouteChange;
import io.tidegate.gateway.store.RouteSetRules;
import io.tidegate.gateway.store.RouteStore;
import io.tidegate.gateway.store.SecretKeyFile;
import io.tidegate.gateway.store.SettingsStore;
import io.tidegate.gateway.store.SpaceStore;
import io.tidegate.gateway.store.StorageProfileStore;
import io.tidegate.gateway.store.StoreException;
import io.tidegate.gateway.web.AlarmsApi;
import io.tidegate.gateway.web.AuditApi;
import io.tidegate.gateway.web.DiagnosticsParts;
import io.tidegate.gateway.web.Guard;
import io.tidegate.gateway.web.HealthRoutes;
import io.tidegate.gateway.web.LiveViews;
import io.tidegate.gateway.web.RouteFilesApi;
import io.tidegate.gateway.web.RouteImportApi;
import io.tidegate.gateway.web.RouteRights;
import io.tidegate.gateway.web.RoutesApi;
import io.tidegate.gateway.web.SettingsApi;
import io.tidegate.gateway.web.StorageApi;
import io.tidegate.gateway.web.VersionsApi;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.StreamRegistry;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
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

  static final String ROUTES_FILE = "tidegate.db";
  private static final String AUDIT_FILE = "audit.db";

  private final RouteStore store;
  private final HistoryPlane history;
  private final Chronicle chronicle;
  private final AccountPlane accounts;
  private final SpacePlane spaces;
  private final StorageBook storage;
  private final AuditLog audit;
  private final AuditApi auditApi;
  private volatile @Nullable Reconciler reconciler;
  private volatile @Nullable SettingsBook book;
  private volatile @Nullable Alarms alarms;
  private volatile @Nullable Notifications notifications;

  private ControlPlane(
      RouteStore store,
      HistoryPlane history,
      AccountPlane accounts,
      SpacePlane spaces,
      StorageBook storage,
      AuditLog audit) {
    this.store = store;
    this.history = history;
    this.chronicle = history.chronicle();
    this.accounts = accounts;
    this.spaces = spaces;
    this.storage = storage;
    this.audit = audit;
    this.auditApi = new AuditApi(audit, Clock.systemUTC());
  }

  /// The routes as they are stored.
  RouteStore store() {
    return store;
  }

  /// The routes of the configuration are taken over at the first start with this folder.
  static ControlPlane open(Settings settings, RouteTable routes, LiveViews views)
      throws StartException, InterruptedException {
    List<SrtPortSpec> fixed = new ArrayList<>(settings.srt().ports());
    fixed.add(new SrtPortSpec("srt", settings.srt().port(), null, null));
    Path folder = settings.dataDir();
    try {
      prepare(folder);
      Path database = folder.resolve(ROUTES_FILE);
      SecretBox box = SecretKeyFile.of(folder, settings.secretKey()).open(database);
      SpaceStore spaces = SpaceStore.open(database);
      StorageProfileStore profiles = StorageProfileStore.open(database, box);
      RouteSetRules rules =
          new RouteSetRules(
              fixed, spaces::find, name -> StorageWiring.knows(settings, profiles, name));
      RouteStore store = RouteStore.open(database, routes, rules, box);
      boolean first = store.seed(settings.routes()).get(Main.PATIENCE_NANOS, TimeUnit.NANOSECONDS);
      if (!first && settings.routes().stream().anyMatch(written -> differs(routes, written))) {
        log.warn(
            "the routes of the configuration differ from those in {}, which hold since the first"
                + " start; /api/v1/routes/apply brings a file in",
            database);
      }
      HistoryPlane history = HistoryPlane.open(folder, views);
      Chronicle chronicle = history.chronicle();
      AuditLog audit = AuditLog.open(folder.resolve(AUDIT_FILE), Clock.systemUTC());
      AccountStore accounts = AccountStore.open(database, box);
      return new ControlPlane(
          store,
          history,
          AccountPlane.open(accounts, chronicle::note, folder, settings.setupCode().text()),
          new SpacePlane(spaces, store.table(), chronicle::note),
          StorageWiring.open(settings, profiles, spaces, routes, chronicle::note),
          audit);
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

  /// SQLite's library is unpacked here; a folder for temporary files may forbid programs.
  static void prepare(Path folder) throws IOException {
    Path natives = Files.createDirectories(folder.resolve("native"));
    System.setProperty("org.sqlite.tmpdir", natives.toString());
  }

  /// Settings with what the API has stored of them in their `data-dir`.
  static SettingsBook settings(SettingsSource source, Path folder)
      throws ConfigException, StartException {
    try {
      prepare(folder);
      Path database = folder.resolve(ROUTES_FILE);
      Path key = source.settings(Map.of()).secretKey();
      SecretBox box = SecretKeyFile.of(folder, key).open(database);
      return SettingsBook.open(source, SettingsStore.open(database, box, Clock.systemUTC()));
    } catch (StoreException unusable) {
      throw new StartException("data-dir: " + unusable.getMessage(), unusable);
    } catch (IOException problem) {
      throw new StartException("data-dir: " + Reason.of(problem), problem);
    }
  }

  private static boolean differs(RouteTable routes, RouteSpec written) {
    return !written.equals(routes.find(written.key()));
  }

  /// Brings up what is stored, and follows changes from here on.
  void follow(Reconciler reconciler, RouteInstances instances, HealthRoutes health)
      throws InterruptedException, ExecutionException, TimeoutException {
    this.reconciler = reconciler;
    health.watch("routes", () -> trouble(reconciler));
    health.watch("users", accounts.accounts()::problem);
    health.watch("secrets", store::secretsProblem);
    health.watch("spaces", spaces::problem);
    health.watch("history", history::problem);
    health.watch("audit", audit::problem);
    store.observe(change -> changed(change, reconciler, instances));
    reconciler.start().get(Main.PATIENCE_NANOS, TimeUnit.NANOSECONDS);
    history.start();
  }

  /// Tells what needs somebody's eyes; after [#tell].
  void alarm(Watched watched) {
    Alarms.Listeners listeners = new Alarms.Listeners(chronicle::alarmed, chronicle::shown);
    AlarmMemory memory = Objects.requireNonNull(notifications, "opened").alarms();
    Alarms started = new Alarms(watched, listeners, memory, Clock.systemUTC());
    alarms = started;
    started.start();
  }

  /// Tells whoever wants to know elsewhere what happens.
  void tell(Vertx vertx, Settings settings, StreamRegistry streams, SessionRegistry live)
      throws StartException {
    Notifications opened = NotifyWiring.open(vertx, settings, chronicle::note);
    notifications = opened;
    chronicle.observe(opened::happened, opened::alarmed);
    opened.watch(streams, live);
  }

  /// Null before [#tell].
  @Nullable
  Notifications notifications() {
    return notifications;
  }

  /// Alarms that are open; none before they are looked for.
  List<Alarm> openAlarms() {
    Alarms raised = alarms;
    return raised == null ? List.of() : raised.open();
  }

  SpacePlane spaces() {
    return spaces;
  }

  /// Where recordings and pictures go.
  StorageBook storage() {
    return storage;
  }

  /// Who is who.
  Accounts accounts() {
    return accounts.accounts();
  }

  /// Who did what.
  AuditLog audit() {
    return audit;
  }

  /// Stands before every router's API.
  Guard guard() {
    return accounts.guard();
  }

  /// The set-up of the first administrator.
  Setup setup() {
    return accounts.setup();
  }

  /// Takes down what happens.
  void note(Subject subject, Move move) {
    chronicle.note(subject, move);
  }

  /// What holds the load within bounds tells its steps, and its switches are stored.
  void follow(LoadControl load, Path folder) throws StartException {
    load.brownout().journal(chronicle::note);
    try {
      SettingsStore switches =
          SettingsStore.features(folder.resolve(ROUTES_FILE), Clock.systemUTC());
      load.follow(new FeatureBook(switches, load.features(), chronicle::note));
    } catch (StoreException unusable) {
      throw new StartException("data-dir: " + unusable.getMessage(), unusable);
    }
  }

  /// Calls that go on end with the rights of their callers.
  void endCalls(Vertx vertx) {
    accounts.endCalls(vertx);
  }

  /// Remembers who was here.
  void remember(SessionRegistry registry) {
    registry.observeEnds(chronicle::ended);
  }

  /// Tells whoever watches of each new mark, and keeps them over restarts.
  void follow(Marks marks) {
    history.follow(marks);
  }

  /// Shows the settings and lets them be changed.
  ///
  /// @param changed is told what holds from then on
  void follow(SettingsBook settings, HealthRoutes health, Consumer<Settings> changed) {
    book = settings;
    health.watch("settings", settings::problem);
    settings.follow((version, now) -> {
      changed.accept(now);
      String detail = version.action() + ", version " + version.version();
      chronicle.note(
          Subject.of("settings", ""), new Move("stored", "stored", version.who(), detail));
    });
  }

  /// Before everything else below `/api/*`.
  void watch(Router router) {
    auditApi.watch(router);
  }

  void mount(Router router, Vertx vertx, RouteRights rights) {
    auditApi.mount(router);
    Alarms raised = alarms;
    if (raised != null) {
      new AlarmsApi(raised).mount(router);
    }
    Notifications told = notifications;
    if (told != null) {
      NotifyWiring.mount(told, router);
    }
    SettingsBook settings = book;
    if (settings != null) {
      new SettingsApi(settings).mount(router);
    }
    accounts.mount(router);
    history.mount(router, vertx);
    new RoutesApi(store, this::problem, rights).mount(router);
    new RouteFilesApi(store).mount(router);
    new RouteImportApi(store).mount(router);
    new VersionsApi(store).mount(router);
    spaces.mount(router, name -> storage.find(name) != null);
    new StorageApi(storage, Clock.systemUTC()).mount(router);
  }

  /// Adds what is stored to a diagnostics bundle.
  void describe(DiagnosticsParts parts) {
    parts.stored(store.table(), history.events());
    SettingsBook settings = book;
    if (settings != null) {
      parts.settings(settings);
    }
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

  private @Nullable String problem(StreamKey key) {
    Reconciler follows = reconciler;
    return follows == null ? null : follows.problem(key);
  }

  /// On the store's thread.
  private void changed(RouteChange change, Reconciler reconciler, RouteInstances instances) {
    List<StreamKey> keys =
        change.deltas().stream().map(delta -> StreamKey.parsePattern(delta.key())).toList();
    reconciler.changed(instances.reached(keys));
    history.changed(change, store.table());
  }

  @Override
  public void close() {
    Alarms raised = alarms;
    if (raised != null) {
      raised.close();
    }
    Notifications told = notifications;
    if (told != null) {
      told.close();
    }
    history.close();
    audit.close();
    storage.close();
    store.close();
    accounts.close();
    spaces.close();
    SettingsBook settings = book;
    if (settings != null) {
      settings.close();
    }
  }
}
