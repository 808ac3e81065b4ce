package io.tidegate.gateway;

import io.tidegate.gateway.account.Setup;
import io.tidegate.gateway.auth.Identities;
import io.tidegate.gateway.cluster.ClusterPlane;
import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.metrics.Metrics;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.gateway.settings.SettingsBook;
import io.tidegate.gateway.storage.StorageBook;
import io.tidegate.gateway.syslog.Syslog;
import io.tidegate.gateway.tls.CertificateWatch;
import io.tidegate.gateway.trace.Traces;
import io.tidegate.gateway.web.HealthRoutes;
import io.tidegate.gateway.web.HttpVerticle;
import io.tidegate.gateway.web.LiveViews;
import io.tidegate.media.Nullable;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything put together by hand, in one place: what carries media ([MediaPlane]), what is stored
/// and watched ([ControlPlane]), what is answered over HTTP ([WebSurface]).
///
/// 1. [#start] binds all listeners.
/// 2. [#stop], once or more often, ends the streams and gives the ports back.
final class Gateway {
  private static final Logger log = LoggerFactory.getLogger(Gateway.class);

  private final Settings settings;

  /// Null where nothing of the settings is stored.
  private final @Nullable SettingsBook book;

  private final RouteTable routes = new RouteTable();
  private final Vertx vertx;
  private final Deployer deployer;
  private final CertificateWatch certificates;
  private final Binder binder;
  private final MediaPlane media;
  private final Metrics metrics;
  private final HealthRoutes health = new HealthRoutes();
  private final Traces traces;
  private final ClusterPlane cluster;
  private final AtomicBoolean stopped = new AtomicBoolean();

  /// Null before the start.
  private volatile @Nullable ControlPlane control;

  /// Null before the start.
  private volatile @Nullable WebSurface web;

  /// Null where none is wanted.
  private volatile @Nullable Syslog syslog;

  /// With settings that nobody changes.
  Gateway(Settings settings) {
    this(settings, null);
  }

  Gateway(SettingsBook book) {
    this(book.atStart(), book);
  }

  private Gateway(Settings settings, @Nullable SettingsBook book) {
    this.settings = settings;
    this.book = book;
    int eventLoops = Math.max(1, Runtime.getRuntime().availableProcessors());
    this.vertx =
        Vertx.vertx(
            new VertxOptions()
                .setPreferNativeTransport(true)
                .setEventLoopPoolSize(eventLoops)
                .setAddressResolverOptions(NameServers.options()));
    VertxLoops loops = new VertxLoops();
    this.metrics = new Metrics(loops, vertx.isNativeTransportEnabled());
    this.deployer = new Deployer(vertx);
    this.certificates = new CertificateWatch(vertx);
    this.media = new MediaPlane(settings, vertx, loops, routes, eventLoops);
    this.cluster = new ClusterPlane(settings.cluster(), settings.dataDir(), Clock.systemUTC());
    this.binder =
        new Binder(
            deployer, settings, certificates, media.load().limits().connections(), eventLoops);
    metrics
        .node(Main.version(), settings.dataDir(), () -> health.problems().keySet())
        .certificates(certificates::views);
    media.measure(metrics);
    this.traces =
        Traces.of(settings.traces().collector(), Main.version(), media.streams(), media.sessions());
  }

  Listeners start() throws StartException, InterruptedException {
    if (!vertx.isNativeTransportEnabled()) {
      log.info("epoll is not available, using the JDK's own transport");
    }
    // beside what follows
    binder.prepare();
    media.srt().prepare();
    LiveViews views = media.views(certificates::views);
    ControlPlane opened = ControlPlane.open(settings, routes, views);
    control = opened;
    syslog = NotifyWiring.syslog(settings.syslog(), opened.audit(), metrics, health);
    opened.remember(media.sessions());
    opened.follow(media.marks());
    if (book != null) {
      opened.follow(book, health, this::changed);
    }
    opened.endCalls(vertx);
    opened.follow(media.load(), settings.dataDir());
    metrics.observeLag(media.load()::late);
    // RTMP, SRT and RTSP before HTTP: the pages tell their ports
    if (cluster.wasMember()) {
      media.places().expect();
    }
    Map<String, String> others = media.start(deployer, binder, opened, health);
    StorageWiring.start(opened.storage(), metrics, health);
    metrics.watch(media.sessionLoops());
    opened.tell(vertx, settings, media.streams(), media.sessions());
    NotifyWiring.watch(opened, settings.mail(), metrics, health);
    ClusterWiring nodes =
        new ClusterWiring(cluster, media, opened, DesiredWiring.of(settings, book, opened, media));
    nodes.measure(metrics, health);
    opened.alarm(
        nodes.watched(NotifyWiring.watched(media.watched(views, health), opened, metrics)));
    WebSurface surface =
        new WebSurface(
            settings,
            book,
            vertx,
            routes,
            media,
            opened,
            nodes,
            certificates,
            health,
            metrics,
            others,
            () -> syslog);
    web = surface;
    Map<String, String> bound = new LinkedHashMap<>();
    bound.put("http", binder.http(surface::mounts));
    bound.putAll(others);
    bound.putAll(binder.secured(surface::mounts, media.rtmp(), media.rtsp()));
    if (settings.metrics().port() != Settings.OFF) {
      bound.put("metrics", binder.metrics(metrics, health));
    }
    media.watch(health);
    health.watch("certificates", certificates::problem);
    nodes.start(bound);
    health.ready(true);
    welcome(opened.setup(), bound);
    return new Listeners(bound);
  }

  /// Adds the stream that needs no camera, where it is not there. After [#start].
  void demo() throws StartException, InterruptedException {
    DemoRoute.add(Objects.requireNonNull(control, "started").store());
  }

  boolean hasNoRoute() {
    return routes.entries().isEmpty();
  }

  /// What every router carries, once it has started.
  List<HttpVerticle.Mount> routes() {
    return Objects.requireNonNull(web, "started before").mounts();
  }

  /// Where recordings and pictures go, once it has started.
  StorageBook storage() {
    return Objects.requireNonNull(control, "started before").storage();
  }

  /// Each event loop, also the one that accepts connections, once it has started.
  List<Executor> loops() {
    List<Executor> all = new ArrayList<>(media.sessionLoops());
    ((VertxInternal) vertx).acceptorEventLoopGroup().forEach(all::add);
    return all;
  }

  /// What is bound, and the fingerprint by which HTTPS is known now: for `systemctl status`, and
  /// from there on the machine's console. Any thread.
  String status(Listeners bound) {
    String fingerprint = certificates.fingerprint("https");
    return bound.readyLine() + (fingerprint == null ? "" : " certificate-sha256=" + fingerprint);
  }

  /// Another who knows who is who.
  void follow(Identities known) {
    media.follow(known);
  }

  /// Tells whoever has started it how to become its administrator.
  private void welcome(Setup setup, Map<String, String> bound) {
    String address =
        bound.containsKey("https")
            ? "https://" + bound.get("https")
            : "http://" + bound.get("http");
    log.info("admin UI at {}/admin/", address);
    String code = setup.code();
    if (code == null) {
      return;
    }
    log.warn(
        "no user yet: the API answers this machine alone; {}/admin/ (or POST /api/v1/setup) makes"
            + " the first administrator, with {}",
        address,
        settings.setupCode().isEmpty()
            ? "the code " + code + ", also in " + setup.file()
            : "the code that is configured");
  }

  private void changed(Settings now) {
    media.changed(now);
    Logging.level(now.log());
  }

  void stop() {
    if (!stopped.compareAndSet(false, true)) {
      return;
    }
    health.ready(false);
    binder.awaitPrepared();
    media.places().stops();
    cluster.close();
    media.stop();
    try {
      Deployer.await(vertx.close());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException problem) {
      log.warn("stopped in a hurry: {}", Reason.of(problem));
    }
    traces.close();
    media.release();
    ControlPlane opened = control;
    if (opened != null) {
      opened.close();
    }
    Syslog sends = syslog;
    if (sends != null) {
      sends.close();
    }
  }

  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
