package io.tidegate.gateway;

import io.tidegate.gateway.account.Accounts;
import io.tidegate.gateway.account.Logins;
import io.tidegate.gateway.account.Setup;
import io.tidegate.gateway.account.TokenBook;
import io.tidegate.gateway.account.UserBook;
import io.tidegate.gateway.alarm.Alarm;
import io.tidegate.gateway.alarm.AlarmMemory;
import io.tidegate.gateway.alarm.Alarms;
import io.tidegate.gateway.alarm.Watched;
import io.tidegate.gateway.backup.Backups;
import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.config.SettingsSource;
import io.tidegate.gateway.event.Event.Move;
import io.tidegate.gateway.event.Event.Subject;
import io.tidegate.gateway.event.LiveBoard;
import io.tidegate.gateway.event.LiveBoard.EntityId;
import io.tidegate.gateway.feature.FeatureBook;
import io.tidegate.gateway.history.StatisticsHistory;
import io.tidegate.gateway.load.LoadControl;
import io.tidegate.gateway.notify.Notifications;
import io.tidegate.gateway.route.Reconciler;
import io.tidegate.gateway.route.RouteEntry;
import io.tidegate.gateway.route.RouteInstances;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.gateway.route.SrtPortSpec;
import io.tidegate.gateway.secret.SecretBox;
import io.tidegate.gateway.settings.SettingsBook;
import io.tidegate.gateway.storage.StorageBook;
import io.tidegate.gateway.store.AccountStore;
import io.tidegate.gateway.store.AuditLog;
import io.tidegate.gateway.store.EventLog;
import io.tidegate.gateway.store.HistoryFile;
import io.tidegate.gateway.store.RouteChange;
import io.tidegate.gateway.store.RouteDelta;
import io.tidegate.gateway.store.RouteSetRules;
import io.tidegate.gateway.store.RouteStore;
import io.tidegate.gateway.store.SecretKeyFile;
import io.tidegate.gateway.store.SessionLog;
import io.tidegate.gateway.store.SettingsStore;
import io.tidegate.gateway.store.SpaceStore;
import io.tidegate.gateway.store.StatisticsLog;
import io.tidegate.gateway.store.StorageProfileStore;
import io.tidegate.gateway.store.StoreException;
import io.tidegate.gateway.web.AccessApi;
import io.tidegate.gateway.web.AlarmsApi;
import io.tidegate.gateway.web.AuditApi;
import io.tidegate.gateway.web.BackupApi;
import io.tidegate.gateway.web.DiagnosticsParts;
import io.tidegate.gateway.web.EventsApi;
import io.tidegate.gateway.web.Guard;
import io.tidegate.gateway.web.HealthRoutes;
import io.tidegate.gateway.web.HistoryApi;
import io.tidegate.gateway.web.LiveViews;
import io.tidegate.gateway.web.MeApi;
import io.tidegate.gateway.web.OpenCalls;
import io.tidegate.gateway.web.PastApi;
import io.tidegate.gateway.web.RouteFilesApi;
import io.tidegate.gateway.web.RouteImportApi;
import io.tidegate.gateway.web.RoutesApi;
import io.tidegate.gateway.web.SettingsApi;
import io.tidegate.gateway.web.StorageApi;
import io.tidegate.gateway.web.TokensApi;
import io.tidegate.gateway.web.UsersApi;
import io.tidegate.gateway.web.VersionsApi;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.StreamRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
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
  private final Accounts accounts;
  private final UserBook users;
  private final SpacePlane spaces;
  private final OpenCalls openCalls;
  private volatile @Nullable Setup setup;
  private volatile @Nullable StorageBook storage;
  private final HistoryFile historyFile;
  private final AuditLog audit;
  private final AuditApi auditApi;
  private final EventLog events;
  private final SessionLog sessions;
  private final StatisticsLog minutes;
  private final StatisticsHistory statistics;
  private final Chronicle chronicle;
  private final LiveBoard board;
  private volatile @Nullable Reconciler reconciler;
  private volatile @Nullable SettingsBook book;
  private volatile Backups backups;
  private volatile @Nullable Alarms alarms;
  private volatile @Nullable Notifications notifications;
  private final AtomicInteger watchers = new AtomicInteger();

  private ControlPlane(
      RouteStore store,
      HistoryFile historyFile,
      AuditLog audit,
      AccountStore accounts,
      SpaceStore spaces,
      LiveViews views)
      throws StoreException {
    this.store = store;
    this.backups = new Backups(store, null, Clock.systemUTC());
    this.accounts = new Accounts(accounts, Clock.systemUTC(), System::nanoTime);
    this.openCalls = new OpenCalls(this.accounts);
    this.accounts.observe(openCalls::check);
    this.historyFile = historyFile;
    this.audit = audit;
    this.auditApi = new AuditApi(audit, Clock.systemUTC());
    this.events = EventLog.on(historyFile, Clock.systemUTC());
    this.sessions = SessionLog.on(historyFile, Clock.systemUTC());
    this.minutes = StatisticsLog.on(historyFile, Clock.systemUTC());
    this.statistics = new StatisticsHistory(minutes);
    this.chronicle = new Chronicle(events, sessions, views, statistics);
    this.board = chronicle.board();
    this.spaces = new SpacePlane(spaces, store.table(), chronicle::note);
    this.users = new UserBook(this.accounts, chronicle::note);
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
      ControlPlane opened =
          new ControlPlane(
              store,
              HistoryFile.open(folder.resolve("history.db")),
              AuditLog.open(folder.resolve(AUDIT_FILE), Clock.systemUTC()),
              AccountStore.open(database, box),
              spaces,
              views);
      opened.storage =
          StorageWiring.open(settings, profiles, spaces, routes, opened.chronicle::note);
      opened.setup = Setup.open(opened.accounts, opened.users, folder, settings.setupCode().text());
      return opened;
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
    health.watch("users", accounts::problem);
    health.watch("secrets", store::secretsProblem);
    health.watch("spaces", spaces::problem);
    health.watch("history", this::historyTrouble);
    health.watch("audit", audit::problem);
    store.observe(change -> changed(change, reconciler, instances));
    reconciler.start().get(Main.PATIENCE_NANOS, TimeUnit.NANOSECONDS);
    chronicle.note(Subject.of("server", ""), new Move("", "started", "", Main.version()));
    board.start();
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
    return Objects.requireNonNull(storage, "opened");
  }

  /// Who is who.
  Accounts accounts() {
    return accounts;
  }

  /// Who did what.
  AuditLog audit() {
    return audit;
  }

  /// Stands before every router's API.
  Guard guard() {
    return new Guard(accounts, openCalls);
  }

  /// The set-up of the first administrator.
  Setup setup() {
    return Objects.requireNonNull(setup, "opened");
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
    vertx.setPeriodic(OpenCalls.EVERY_MS, _ -> openCalls.check());
  }

  /// Remembers who was here.
  void remember(SessionRegistry registry) {
    registry.observeEnds(chronicle::ended);
  }

  /// Shows the settings and lets them be changed.
  ///
  /// @param changed is told what holds from then on
  void follow(SettingsBook settings, HealthRoutes health, Consumer<Settings> changed) {
    book = settings;
    backups = new Backups(store, settings, Clock.systemUTC());
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

  void mount(Router router, Vertx vertx) {
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
    Clock clock = Clock.systemUTC();
    Logins logins = new Logins(accounts, chronicle::note);
    new AccessApi(accounts, users, logins, setup()).mount(router);
    new MeApi(accounts, users).mount(router);
    new UsersApi(users).mount(router);
    new TokensApi(accounts, new TokenBook(accounts, chronicle::note), clock).mount(router);
    new PastApi(events, sessions, clock).mount(router);
    new RoutesApi(store, this::problem).mount(router);
    new RouteFilesApi(store).mount(router);
    new RouteImportApi(store).mount(router);
    new VersionsApi(store).mount(router);
    new BackupApi(backups).mount(router);
    spaces.mount(router, name -> storage().find(name) != null);
    new StorageApi(storage(), clock).mount(router);
    new EventsApi(events, board, vertx, watchers).mount(router);
    new HistoryApi(statistics, board::execute, clock).mount(router);
  }

  /// Adds what is stored to a diagnostics bundle.
  void describe(DiagnosticsParts parts) {
    parts.stored(store.table(), events);
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

  /// Once for the disk, whatever it does not take.
  private @Nullable String historyTrouble() {
    return Stream.of(events.problem(), sessions.problem(), minutes.problem())
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
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
      chronicle.note(
          Subject.of("route", delta.key()),
          new Move(
              delta.before() == null ? "" : "stored",
              delta.after() == null ? "" : "stored",
              change.who(),
              change.action() + ", version " + change.version()));
    }
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
    board.execute(statistics::close);
    board.close();
    events.add(Subject.of("server", ""), new Move("started", "", "", "stopped"));
    historyFile.close();
    audit.close();
    storage().close();
    store.close();
    accounts.close();
    spaces.close();
    SettingsBook settings = book;
    if (settings != null) {
      settings.close();
    }
  }
}
