package io.tidegate.gateway;

import io.tidegate.gateway.backup.Backups;
import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.dump.Dumps;
import io.tidegate.gateway.host.HostClient;
import io.tidegate.gateway.host.UpdateUpload;
import io.tidegate.gateway.mail.MailOptions;
import io.tidegate.gateway.metrics.Metrics;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.gateway.selftest.MachineChecks;
import io.tidegate.gateway.selftest.SelfTests;
import io.tidegate.gateway.settings.SettingsBook;
import io.tidegate.gateway.syslog.Syslog;
import io.tidegate.gateway.tls.CertificateWatch;
import io.tidegate.gateway.web.AdminRoutes;
import io.tidegate.gateway.web.AnswerMeter;
import io.tidegate.gateway.web.ApiRate;
import io.tidegate.gateway.web.ApiRoutes;
import io.tidegate.gateway.web.BackupApi;
import io.tidegate.gateway.web.CapabilitiesApi;
import io.tidegate.gateway.web.CertificatesApi;
import io.tidegate.gateway.web.DiagnosticsApi;
import io.tidegate.gateway.web.DiagnosticsParts;
import io.tidegate.gateway.web.DoctorApi;
import io.tidegate.gateway.web.DumpsApi;
import io.tidegate.gateway.web.Guard;
import io.tidegate.gateway.web.HealthRoutes;
import io.tidegate.gateway.web.HttpVerticle;
import io.tidegate.gateway.web.InsightApi;
import io.tidegate.gateway.web.LogApi;
import io.tidegate.gateway.web.MediaMtxApi;
import io.tidegate.gateway.web.OutputUrls;
import io.tidegate.gateway.web.PlayerRoutes;
import io.tidegate.gateway.web.Redaction;
import io.tidegate.gateway.web.SecurityHeaders;
import io.tidegate.gateway.web.SigningRequestApi;
import io.tidegate.gateway.web.SyslogApi;
import io.tidegate.gateway.web.SystemApi;
import io.tidegate.gateway.web.UrlsApi;
import io.tidegate.media.Nullable;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/// What is answered over HTTP: health, the API, pages and media, put together by hand for the
/// router of each event loop. Any thread.
final class WebSurface {
  private final Settings settings;

  /// Null where nothing of the settings is stored.
  private final @Nullable SettingsBook book;

  private final Vertx vertx;
  private final RouteTable routes;
  private final MediaPlane media;
  private final ControlPlane control;
  private final ClusterWiring cluster;
  private final CertificateWatch certificates;
  private final HealthRoutes health;
  private final Metrics metrics;

  /// Addresses of RTMP, SRT and RTSP by name, which the pages tell.
  private final Map<String, String> bound;

  /// Null where none is wanted.
  private final Supplier<@Nullable Syslog> syslog;

  private final Instant started = Instant.now();
  private final AtomicBoolean bundling = new AtomicBoolean();
  private final Dumps dumps;
  private final AdminRoutes admin = new AdminRoutes();
  private final HostClient host;
  private final UpdateUpload update;
  private final Backups backups;

  WebSurface(
      Settings settings,
      @Nullable SettingsBook book,
      Vertx vertx,
      RouteTable routes,
      MediaPlane media,
      ControlPlane control,
      ClusterWiring cluster,
      CertificateWatch certificates,
      HealthRoutes health,
      Metrics metrics,
      Map<String, String> bound,
      Supplier<@Nullable Syslog> syslog) {
    this.settings = settings;
    this.book = book;
    this.vertx = vertx;
    this.routes = routes;
    this.media = media;
    this.control = control;
    this.cluster = cluster;
    this.certificates = certificates;
    this.health = health;
    this.metrics = metrics;
    this.bound = bound;
    this.syslog = syslog;
    this.dumps = Dumps.open(settings.dataDir());
    this.host = new HostClient(Optional.ofNullable(settings.hostSocket()));
    this.update = new UpdateUpload(settings.dataDir());
    this.backups = BackupWiring.of(book, control, media, certificates);
  }

  /// 0 of one that is off.
  private int port(String listener) {
    return Listeners.port(bound.getOrDefault(listener, ""));
  }

  /// What every router carries, in the order of asking.
  List<HttpVerticle.Mount> mounts() {
    MediaMtxApi.Views compatible =
        new MediaMtxApi.Views(
            media.streams(), media.sessions(), media.srt().links(), routes, settings, started);
    Guard guard = control.guard();
    PlayerRoutes pages = new PlayerRoutes(media.streams(), port("rtmp"), port("srt"), port("rtsp"));
    return List.of(
        SecurityHeaders::mount,
        new AnswerMeter(media.load().answers())::mount,
        health::mount,
        new ApiRate(media.load().limits())::mount,
        control::watch,
        new ApiRoutes(
                media.streams(),
                media.sessions(),
                routes::routeOf,
                guard,
                cluster::mountLists,
                this::api)
            ::mount,
        new MediaMtxApi(compatible, guard, Main.version())::mount,
        admin::mount,
        pages::mount,
        cluster::mountRedirects,
        media::mountMedia,
        pages::mountRedirect);
  }

  private CapabilitiesApi capabilities() {
    return new CapabilitiesApi(
        Main.version(),
        Map.of(
            "srt", () -> media.srt().missing().orElse(null),
            "audio", media::soundMissing,
            "cluster", () -> null,
            "network", () -> without("addresses of the machine are set by its system"),
            "time", () -> without("the clock is set by the system"),
            "updates", () -> without("updates come by whatever installed the gateway"),
            "power", () -> without("the machine is restarted and reset by its own tools"),
            "capture", () -> "packets are captured by root alone, which the gateway is not"));
  }

  /// Null where the helper is here, whose part it is.
  private @Nullable String without(String reason) {
    return host.isHere() ? null : reason;
  }

  private void insight(Router router) {
    List<DiagnosticsApi.Part> parts = parts();
    Redaction redaction = new Redaction(this::secrets, routes::routes);
    new DiagnosticsApi(parts, redaction, bundling, Clock.systemUTC()).mount(router);
    new LogApi(Logging::lines, redaction).mount(router);
    SelfTests tests =
        new SelfTests(
            MachineChecks.of(settings, Clock.systemUTC()),
            bound,
            certificates::views,
            health::problems);
    new InsightApi(tests, media.load(), parts, Main.version()).mount(router);
  }

  private List<DiagnosticsApi.Part> parts() {
    DiagnosticsParts parts =
        new DiagnosticsParts()
            .add("health.json", "what does not work", () -> health.json().encodePrettily())
            .add(
                "capabilities.json",
                "what this build can do on this machine",
                () -> capabilities().json().encodePrettily())
            .add("metrics.txt", "the metrics of the moment", () -> metrics.page(null).content())
            .add("log.txt", "the last " + LogTail.MAX_LINES + " lines of the log", Logging::tail)
            .process(Main.version(), settings.dataDir())
            .live(media.streams(), media.sessions(), media.views(certificates::views), media.srt());
    control.describe(parts);
    return parts.list();
  }

  private DoctorApi doctor() {
    DoctorApi.Views views =
        new DoctorApi.Views(
            () -> media.failures(certificates::views),
            control::openAlarms,
            media.srt().links()::links,
            certificates::views);
    return new DoctorApi(routes, media.streams(), media.players(), views, Clock.systemUTC());
  }

  /// That may be nowhere but where they are used.
  private Set<String> secrets() {
    Set<String> secrets = book == null ? new HashSet<>() : book.secrets();
    secrets.add(settings.publishing().token().text());
    secrets.add(settings.metrics().token().text());
    MailOptions mail = settings.mail();
    if (mail != null) {
      secrets.add(mail.password().text());
    }
    String setupCode = control.setup().code();
    if (setupCode != null) {
      secrets.add(setupCode);
      secrets.add(setupCode.replace("-", ""));
    }
    secrets.addAll(media.access().secrets());
    secrets.addAll(control.storage().secrets());
    String passphrase = settings.srt().profile().passphrase();
    if (passphrase != null) {
      secrets.add(passphrase);
    }
    return secrets;
  }

  private void api(Router router) {
    new CertificatesApi(certificates).mount(router);
    new SigningRequestApi(certificates).mount(router);
    new BackupApi(backups).mount(router);
    capabilities().mount(router);
    new SystemApi(host, update).mount(router);
    insight(router);
    new SyslogApi(syslog).mount(router);
    new DumpsApi(dumps).mount(router);
    OutputUrls outputs =
        new OutputUrls(port("rtmp"), port("rtsp"), port("srt"), media::offers, routes::resolve);
    new UrlsApi(media.access().keys(), outputs, Clock.systemUTC()).mount(router);
    // first of two: /sessions/ended is no id
    control.mount(router, vertx, media.rights());
    media.mountApi(router, vertx);
    cluster.mount(router);
    doctor().mount(router);
  }
}
