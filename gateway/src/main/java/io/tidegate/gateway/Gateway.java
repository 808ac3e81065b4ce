package io.tidegate.gateway;

import io.tidegate.flvhttp.FlvHttpOptions;
import io.tidegate.flvhttp.FlvHttpRoutes;
import io.tidegate.gateway.access.Leases;
import io.tidegate.gateway.access.MediaRights;
import io.tidegate.gateway.account.Setup;
import io.tidegate.gateway.alarm.Watched;
import io.tidegate.gateway.auth.Identities;
import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.metrics.Metrics;
import io.tidegate.gateway.metrics.RtspMetrics;
import io.tidegate.gateway.metrics.SrtMetrics;
import io.tidegate.gateway.probe.Probes;
import io.tidegate.gateway.route.Reconciler;
import io.tidegate.gateway.route.RouteInstances;
import io.tidegate.gateway.route.RoutePolicy;
import io.tidegate.gateway.route.RouteRunner;
import io.tidegate.gateway.route.RouteSessions;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.gateway.rtmp.RtmpCalls;
import io.tidegate.gateway.rtsp.RtspPulls;
import io.tidegate.gateway.rtsp.RtspPushes;
import io.tidegate.gateway.settings.SettingsBook;
import io.tidegate.gateway.slate.Slates;
import io.tidegate.gateway.srt.RouteProfiles;
import io.tidegate.gateway.srt.SrtServer;
import io.tidegate.gateway.tls.CertificateWatch;
import io.tidegate.gateway.udp.UdpRoutes;
import io.tidegate.gateway.web.ApiRoutes;
import io.tidegate.gateway.web.CapabilitiesApi;
import io.tidegate.gateway.web.CertificatesApi;
import io.tidegate.gateway.web.DiagnosticsApi;
import io.tidegate.gateway.web.DiagnosticsParts;
import io.tidegate.gateway.web.Guard;
import io.tidegate.gateway.web.HealthRoutes;
import io.tidegate.gateway.web.HttpVerticle;
import io.tidegate.gateway.web.LiveViews;
import io.tidegate.gateway.web.MediaMtxApi;
import io.tidegate.gateway.web.PlayerRoutes;
import io.tidegate.gateway.web.ProbeApi;
import io.tidegate.gateway.web.Redaction;
import io.tidegate.gateway.web.RtmpApi;
import io.tidegate.gateway.web.RtspApi;
import io.tidegate.gateway.web.SessionsApi;
import io.tidegate.gateway.web.SrtApi;
import io.tidegate.gateway.web.UdpApi;
import io.tidegate.hls.HlsOptions;
import io.tidegate.hls.HlsPackaging;
import io.tidegate.hls.HlsRoutes;
import io.tidegate.media.Nullable;
import io.tidegate.media.hub.HubOptions;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.hub.WaitingPlayers;
import io.tidegate.rtmp.RtmpCallVerticle;
import io.tidegate.rtmp.RtmpService;
import io.tidegate.rtmp.RtmpStats;
import io.tidegate.rtsp.RtspPullVerticle;
import io.tidegate.rtsp.RtspPushVerticle;
import io.tidegate.rtsp.RtspServerService;
import io.tidegate.rtsp.RtspServerStats;
import io.tidegate.rtsp.RtspService;
import io.tidegate.srt.SrtLinks;
import io.tidegate.srt.SrtService;
import io.tidegate.transcode.FfmpegAudioAdapter;
import io.tidegate.udp.UdpEndpoint;
import io.tidegate.udp.UdpOptions;
import io.tidegate.udp.UdpService;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.web.Router;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything put together by hand, in one place.
///
/// 1. [#start] binds all listeners.
/// 2. [#stop], once or more often, ends the streams and gives the ports back.
final class Gateway {
  private static final Logger log = LoggerFactory.getLogger(Gateway.class);

  private final Settings settings;

  /// Null where nothing of the settings is stored.
  private final @Nullable SettingsBook book;

  private volatile HlsOptions hls;
  private final RouteTable routes = new RouteTable();
  private volatile @Nullable ControlPlane control;
  private final Vertx vertx;
  private final int eventLoops;
  private final Deployer deployer;
  private final CertificateWatch certificates;
  private final Binder binder;
  private final RoutePolicy policy;
  private final MediaRights rights = new MediaRights();
  private final Leases leases;
  private final RtmpService rtmp;

  /// Addresses of RTMP, SRT and RTSP by name, bound before the pages are.
  private Map<String, String> media = Map.of();

  private final SrtServer srt;
  private final RtspServerService rtsp;
  private final RtspPulls rtspPulls;
  private final RtspPushes rtspPushes;
  private final RtmpCalls rtmpCalls;
  private final UdpEndpoint udp;
  private final UdpRoutes udpRoutes;
  private final Probes probes;

  /// Known after the start.
  private volatile List<Loop> sessionLoops = List.of();

  private final Slates slates;
  private final RouteInstances instances;
  private final Reconciler reconciler;
  private final FfmpegAudioAdapter audio;
  private final VertxLoops loops = new VertxLoops();
  private final Instant started = Instant.now();
  private final Metrics metrics;
  private final HlsRoutes hlsRoutes;
  private final FlvHttpRoutes flvRoutes;
  private final HealthRoutes health = new HealthRoutes();
  private final AtomicBoolean bundling = new AtomicBoolean();
  private final AtomicBoolean toldOfUsers = new AtomicBoolean();
  private final AtomicBoolean stopped = new AtomicBoolean();

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
    this.hls = settings.hls();
    VertxOptions options = new VertxOptions().setPreferNativeTransport(true);
    this.eventLoops = Math.max(1, Runtime.getRuntime().availableProcessors());
    options.setEventLoopPoolSize(eventLoops);
    this.vertx = Vertx.vertx(options);
    this.metrics = new Metrics(loops, vertx.isNativeTransportEnabled());
    this.deployer = new Deployer(vertx);
    this.certificates = new CertificateWatch(vertx);
    this.binder = new Binder(deployer, settings, certificates, eventLoops);
    this.instances = new RouteInstances(routes, settings.players().onDemand(), System::nanoTime);
    this.policy =
        new RoutePolicy(
            settings.publishing(), settings.access(), routes, instances::hasRoom, rights);
    this.audio = new FfmpegAudioAdapter(settings.dataDir().resolve("native"));
    HubOptions hub =
        HubOptions.defaults(bug -> log.error("a bug in an output; the stream goes on", bug))
            .withAudioAdapter(audio)
            .withSilence(settings.publishing().addSilence());
    SessionRegistry sessions = new SessionRegistry();
    this.leases = new Leases(sessions, Clock.systemUTC());
    StreamRegistry streams = new StreamRegistry(loops, policy, hub, waiting(settings.players()));
    instances.watch(streams);
    this.rtmp = new RtmpService(streams, sessions, loops, new RtmpStats());
    RouteProfiles profiles = new RouteProfiles(settings.srt().profile(), routes);
    this.srt =
        new SrtServer(
            settings,
            profiles,
            new SrtService(streams, policy, sessions, loops, profiles, new SrtLinks()));
    this.rtsp = new RtspServerService(streams, sessions, loops, new RtspServerStats());
    this.rtspPulls = new RtspPulls(new RtspService(streams, sessions, loops), eventLoops);
    this.rtspPushes = new RtspPushes(rtsp, eventLoops);
    this.rtmpCalls = new RtmpCalls(rtmp, eventLoops);
    this.udp = new UdpEndpoint(UdpOptions.DEFAULT, new UdpService(streams, sessions, loops));
    this.udpRoutes = new UdpRoutes(udp);
    this.probes = new Probes(vertx, loops, () -> sessionLoops, srt);
    this.slates = new Slates(streams, loops);
    HlsPackaging packaging =
        new HlsPackaging(
            loops,
            sessions,
            key -> policy.offers(key, Protocol.HLS) ? Optional.of(hls) : Optional.empty());
    streams.observe(packaging);
    streams.observe(rtmpCalls);
    streams.observe(udp);
    streams.observe(rtspPushes);
    RouteRunner packagers =
        (key, _, _) -> {
          StreamHub live = streams.find(key);
          if (live != null) {
            live.loop().run(() -> packaging.reconsider(live));
          }
        };
    this.reconciler =
        new Reconciler(
            instances,
            List.of(
                instances,
                slates,
                rtspPulls,
                rtspPushes,
                rtmpCalls,
                udpRoutes,
                srt.routes(),
                new RouteSessions(policy, streams, sessions),
                packagers));
    instances.follow(reconciler::changed);
    this.hlsRoutes = new HlsRoutes(packaging, streams, policy, loops);
    this.flvRoutes = new FlvHttpRoutes(streams, sessions, loops, flvOptions());
    measure();
  }

  Listeners start() throws StartException, InterruptedException {
    if (!vertx.isNativeTransportEnabled()) {
      log.info("epoll is not available, using the JDK's own transport");
    }
    ControlPlane opened = ControlPlane.open(settings, routes, views());
    opened.remember(rtmp.sessions());
    if (book != null) {
      opened.follow(book, health, this::changed);
    }
    control = opened;
    leases.start();
    follow(opened.accounts());
    opened.endCalls(vertx);
    // RTMP, SRT and RTSP before HTTP: the pages tell their ports
    media = startMedia();
    opened.alarm(
        new Watched(
            routes,
            rtmp.streams(),
            srt.links()::links,
            views()::failures,
            health::problems,
            settings.dataDir()));
    Map<String, String> bound = new LinkedHashMap<>();
    bound.put("http", binder.http(this::routes));
    bound.putAll(media);
    bound.putAll(binder.secured(this::routes, rtmp, rtsp));
    if (settings.metrics().port() != Settings.OFF) {
      bound.put("metrics", binder.metrics(metrics, health));
    }
    health.watch("audio", audio::missing);
    health.watch("udp-ts", udpRoutes::problem);
    health.watch("certificates", certificates::problem);
    srt.missing().ifPresent(reason -> health.degraded("srt", reason));
    health.ready(true);
    welcome(opened.setup(), bound);
    return new Listeners(bound);
  }

  /// From here on users and API tokens may publish and play what they may, for as long as they may.
  void follow(Identities known) {
    rights.follow(known);
    known.observe(this::usersChanged);
    usersChanged();
  }

  private void usersChanged() {
    leases.reconsider();
    if (policy.isClosedByUsers() && toldOfUsers.compareAndSet(false, true)) {
      log.info("there are users, and publish is auto: publishers have to say who they are");
    }
  }

  /// Tells whoever has started it how to become its administrator.
  private void welcome(Setup setup, Map<String, String> bound) {
    String code = setup.code();
    if (code == null) {
      return;
    }
    String address =
        bound.containsKey("https")
            ? "https://" + bound.get("https")
            : "http://" + bound.get("http");
    log.warn(
        "no user yet: the API answers this machine alone; POST {}/api/v1/setup makes the first"
            + " administrator, with {}",
        address,
        settings.setupCode().isEmpty()
            ? "the code " + code + ", also in " + setup.file()
            : "the code that is configured");
  }

  /// For whoever comes from here on; who is here goes on as he came.
  private void changed(Settings now) {
    policy.rules(now.publishing(), now.access());
    hls = now.hls();
    Logging.level(now.log());
  }

  void stop() {
    if (!stopped.compareAndSet(false, true)) {
      return;
    }
    health.ready(false);
    leases.close();
    reconciler.close();
    rtmp.streams().shutDown();
    srt.close();
    udp.close();
    try {
      Deployer.await(vertx.close());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException problem) {
      log.warn("stopped in a hurry: {}", Reason.of(problem));
    }
    audio.close();
    ControlPlane opened = control;
    if (opened != null) {
      opened.close();
    }
  }

  private Map<String, String> startMedia() throws StartException, InterruptedException {
    Map<String, String> bound = new LinkedHashMap<>();
    if (settings.rtmp().port() != Settings.OFF) {
      bound.put("rtmp", binder.rtmp(rtmp));
    }
    bound.putAll(startSrt());
    startRoutes();
    srt.routePorts().forEach((name, address) -> bound.put(name, listener(address)));
    if (settings.rtsp().port() != Settings.OFF) {
      bound.put("rtsp", binder.rtsp(rtsp));
    }
    return bound;
  }

  private Map<String, String> startSrt() throws StartException, InterruptedException {
    List<Loop> sessions =
        deployer.deploy("srt", eventLoops, () -> new LoopVerticle(loops)).stream()
            .map(instance -> Objects.requireNonNull(instance.loop()))
            .toList();
    slates.start(sessions);
    sessionLoops = sessions;
    metrics.watch(sessions);
    udpRoutes.start(sessions);
    Map<String, String> bound = new LinkedHashMap<>();
    try {
      srt.start(sessions).forEach((name, address) -> bound.put(name, listener(address)));
    } catch (SrtServer.PortException problem) {
      throw new StartException(String.valueOf(problem.getMessage()), problem);
    }
    return bound;
  }

  /// Everything that hears of streams is there; from here on what runs follows what is stored.
  private void startRoutes() throws StartException, InterruptedException {
    for (RtspPullVerticle share : rtspPulls.verticles()) {
      deployer.deploy("rtsp", 1, () -> share);
    }
    for (RtspPushVerticle share : rtspPushes.verticles()) {
      deployer.deploy("rtsp", 1, () -> share);
    }
    for (RtmpCallVerticle share : rtmpCalls.verticles()) {
      deployer.deploy("rtmp", 1, () -> share);
    }
    try {
      Objects.requireNonNull(control, "opened before").follow(reconciler, instances, health);
    } catch (ExecutionException | TimeoutException problem) {
      throw new StartException("routes: " + Reason.of(problem), problem);
    }
  }

  /// 0 of one that is off.
  private int port(String listener) {
    return Listeners.port(media.getOrDefault(listener, ""));
  }

  private String listener(InetSocketAddress address) {
    return Listeners.address(settings.bind(), address.getPort());
  }

  private void measure() {
    metrics
        .node(Main.version(), settings.dataDir(), () -> health.problems().keySet())
        .routes(routes, rtmp.streams())
        .media(rtmp.streams(), rtmp.sessions())
        .rtmp(rtmp.stats())
        .add(new SrtMetrics(srt.links(), srt::pushes))
        .add(new RtspMetrics(rtsp.stats(), rtspPulls::views, rtspPushes::views))
        .audio(audio.stats())
        .certificates(certificates::views);
  }

  /// What every router carries, in the order of asking.
  List<HttpVerticle.Mount> routes() {
    MediaMtxApi.Views compatible =
        new MediaMtxApi.Views(
            rtmp.streams(), rtmp.sessions(), srt.links(), routes, settings, started);
    Guard guard = Objects.requireNonNull(control, "opened at the start").guard();
    PlayerRoutes pages = new PlayerRoutes(rtmp.streams(), port("rtmp"), port("srt"), port("rtsp"));
    return List.of(
        health::mount,
        Objects.requireNonNull(control, "opened at the start")::watch,
        new ApiRoutes(rtmp.streams(), rtmp.sessions(), routes::routeOf, guard, this::protocols)
            ::mount,
        new MediaMtxApi(compatible, guard, Main.version())::mount,
        pages::mount,
        flvRoutes::mount,
        hlsRoutes::mount,
        pages::mountRedirect);
  }

  private CapabilitiesApi capabilities() {
    return new CapabilitiesApi(
        Main.version(), Map.of("srt", () -> srt.missing().orElse(null), "audio", audio::missing));
  }

  private DiagnosticsApi diagnostics() {
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
            .live(rtmp.streams(), rtmp.sessions(), views(), srt);
    Objects.requireNonNull(control, "opened at the start").describe(parts);
    Redaction redaction = new Redaction(this::secrets, routes::routes);
    return new DiagnosticsApi(parts.list(), redaction, bundling, Clock.systemUTC());
  }

  private LiveViews views() {
    return new LiveViews(
        rtmp.streams(),
        rtmp.sessions(),
        new LiveViews.Rtsp(rtspPulls::views, rtspPushes::views),
        rtmpCalls,
        srt,
        udpRoutes,
        certificates::views);
  }

  /// That may be nowhere but where they are used.
  private Set<String> secrets() {
    Set<String> secrets = book == null ? new HashSet<>() : book.secrets();
    secrets.add(settings.publishing().token().text());
    secrets.add(settings.metrics().token().text());
    String setupCode = Objects.requireNonNull(control, "opened").setup().code();
    if (setupCode != null) {
      secrets.add(setupCode);
      secrets.add(setupCode.replace("-", ""));
    }
    String passphrase = settings.srt().profile().passphrase();
    if (passphrase != null) {
      secrets.add(passphrase);
    }
    return secrets;
  }

  private void protocols(Router router) {
    new CertificatesApi(certificates::views).mount(router);
    new SrtApi(srt, vertx).mount(router);
    new RtspApi(rtspPulls::views, rtspPushes::views).mount(router);
    new RtmpApi(rtmpCalls::pushes, rtmpCalls::pulls).mount(router);
    new UdpApi(udpRoutes::sources, udpRoutes::pushes).mount(router);
    new ProbeApi(probes).mount(router);
    capabilities().mount(router);
    diagnostics().mount(router);
    Objects.requireNonNull(control, "opened at the start").mount(router, vertx);
    new SessionsApi(rtmp.streams(), rtmp.sessions()).mount(router);
  }

  private static WaitingPlayers.Limits waiting(Settings.Players players) {
    return new WaitingPlayers.Limits(players.patience(), players.mostWaiting());
  }

  private FlvHttpOptions flvOptions() {
    FlvHttpOptions base = FlvHttpOptions.DEFAULT;
    return new FlvHttpOptions(
        settings.http().flvBatch(),
        base.limits(),
        base.writeQueue(),
        settings.http().maxViewers(),
        settings.http().maxViewersPerStream(),
        base.retryAfter());
  }

  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
